"""Feeds in Atom (RFC 4287), with ids that stay the same for the same event."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from serving.community.lookup import Entry
from serving.http.caching import RELEASE
from training.community.links import link
from training.community.wording import plain, sentence, title

ATOM = "http://www.w3.org/2005/Atom"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NAMESPACE = uuid.UUID("f5c3cb0e-2a37-4be2-8f4e-0f3fd9d6a1c2")
MEDIA_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True)
class Feed:
    """What a feed is made of.

    Attributes
    ----------
    package : str
    path : str
        Of the feed, without a token.
    title, language : str
    base : str
        Address of the service without a slash at its end.
    own : str
        Address of the feed; "" where it may not be repeated.
    entries : sequence of Entry
        The latest first.
    """

    package: str
    path: str
    title: str
    language: str
    base: str
    own: str
    entries: Sequence[Entry]

    @property
    def updated(self) -> int:
        """When the latest entry was recorded; 0 where there is none."""
        return max((entry.recorded for entry in self.entries), default=0)

    @property
    def tag(self) -> str:
        """Differs between feeds that differ."""
        ids = [(entry.event.id, entry.recorded) for entry in self.entries]
        parts = (RELEASE, self.package, self.path, self.title, self.language, self.base, ids)
        return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}"'


def written(feed: Feed) -> bytes:
    """The feed as XML."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed", {XML_LANGUAGE: feed.language})
    identity = f"{feed.package} {feed.path} {feed.language}"
    _add(root, "id", uuid.uuid5(NAMESPACE, identity).urn)
    _add(root, "title", plain(feed.title))
    _add(root, "updated", _moment(feed.updated))
    _add(_add(root, "author"), "name", "smartspec")
    _add(root, "generator", "smartspec")
    if feed.own:
        _add(root, "link", rel="self", type="application/atom+xml", href=feed.own)
    for entry in feed.entries:
        _entry(_add(root, "entry"), entry, feed)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(node: ElementTree.Element, entry: Entry, feed: Feed) -> None:
    event, moment = entry.event, _moment(entry.recorded)
    _add(node, "id", f"urn:uuid:{event.id}")
    _add(node, "title", title(event, feed.language))
    _add(node, "published", moment)
    _add(node, "updated", moment)
    _add(node, "category", term=event.kind)
    _add(node, "link", rel="alternate", href=link(event, feed.language, feed.base))
    if evidence := event.details.get("link"):
        _add(node, "link", rel="related", href=str(evidence))
    _add(node, "summary", sentence(event, feed.language))


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    node = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    node.text = text or None
    return node


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
