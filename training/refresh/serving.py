"""Champions that people have not been told of yet."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.refresh.tasks import SUBJECTS, Subject
from training.registry import champions, promotion

JUDGED = "judged_by"
"""Tag of a version that a refresh let the gate decide on."""
ANNOUNCED = "announced"
"""Tag of a version: since when it has been champion, once people were told."""


@dataclass(frozen=True)
class Served:
    """A champion that nobody was told of.

    Attributes
    ----------
    version : int
    before : int or None
        The champion before it; None for the first.
    since : str
        When it became champion, in ISO 8601.
    gain : sequence of three floats or None
        By how many per cent its error is below that of the champion before it, and the interval;
        None where the gate did not compare them.
    """

    subject: Subject
    version: int
    before: int | None
    cutoff: int
    since: str
    gain: Sequence[float] | None = None

    @property
    def identity(self) -> str:
        """What happened, once."""
        return f"{self.subject.name} version {self.version} since {self.since}"


def present(package: str) -> Iterator[Served]:
    """The champions of a package."""
    for subject in SUBJECTS:
        trail = champions.trail_of(subject.name, package)
        if trail is None or not trail.served:
            continue
        version, at = trail.served[-1]
        earlier = [number for number, _ in trail.served[:-1] if number != version]
        cutoff = champions.about(subject.name, version).cutoff
        before = earlier[-1] if earlier else None
        gain = _gain(subject.name, version, before)
        yield Served(subject, version, before, cutoff, at.isoformat(), gain)


def _gain(name: str, version: int, before: int | None) -> Sequence[float] | None:
    """What the gate found, unless another champion than that of then came before."""
    kept = json.loads(champions.note_of(name, version, promotion.GAIN) or "{}")
    return kept["gain"] if kept and kept["over"] == before else None


def unannounced(package: str) -> list[Served]:
    """Champions by a refresh, which may have been killed before it told, or by hand since one.

    Those that served before the first refresh are no news.
    """
    return [it for it in _pending(package) if _is_news(it, package)]


def known_before(package: str) -> list[Served]:
    """Champions that served before the first refresh: nobody has to be told of them."""
    return [it for it in _pending(package) if not _is_news(it, package)]


def _pending(package: str) -> list[Served]:
    return [
        it
        for it in present(package)
        if champions.note_of(it.subject.name, it.version, ANNOUNCED) != it.since
    ]


def _is_news(found: Served, package: str) -> bool:
    """Whether a refresh judged the version, or told of a champion of the package before it."""
    name = found.subject.name
    versions = champions.served_since(name, package)
    is_of_refresh = bool(champions.note_of(name, found.version, JUDGED))
    return is_of_refresh or any(champions.note_of(name, it, ANNOUNCED) for it in versions)


def to_be_judged(name: str, version: int) -> None:
    """Note that a refresh lets the gate decide on a version, before it does."""
    champions.take_note(name, version, JUDGED, "refresh")


def announced(found: Served) -> None:
    """Note that people were told."""
    champions.take_note(found.subject.name, found.version, ANNOUNCED, found.since)
