"""The two views of members: who they are, and what happened since one was here last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request as HTTPRequest

from features.errors import InputError
from features.formats import sentence
from serving.http.problems import problem_of
from serving.http.who import who_asks
from serving.languages.language import say, speaking
from serving.members import complements, following, membership
from serving.members.asking import Asking
from serving.members.contracts import (
    DirectoryRequest,
    MemberCard,
    News,
    NewsRequest,
    OwnRequest,
    ProfileResponse,
    Watched,
)
from serving.members.contributed import Complement, ComplementRequest
from serving.members.endpoint import CONTRIBUTE, asked_by, opened
from serving.members.mailing import answers
from serving.members.mailing.contracts import ALL, MessagesResponse
from serving.page.addresses import Asked
from serving.page.asking import request
from serving.page.members.corner import Corner, bare, is_begun
from serving.served.loaded import Loaded

Entries = list[tuple[str, str]]
LISTED = 50
"""Members on one page."""


@dataclass(frozen=True)
class Directory:
    """The view of members.

    Attributes
    ----------
    own : ProfileResponse or None
        Of who asks.
    may_join : bool
        Whether who asks may, with an invitation.
    invites_to : list of (code, name)
        Regions that who asks may invite to.
    chosen : mapping
        What the directory is restricted to.
    before, after : int or None
        From which member on the pages before and after this one show them.
    """

    members: list[MemberCard]
    total: int
    own: ProfileResponse | None
    may_join: bool
    invites_to: Entries
    removable: frozenset[str]
    complements: list[Complement]
    complements_note: str
    regions: Entries
    clusters: Entries
    technologies: Entries
    chosen: dict[str, str]
    problem: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Changes:
    """The view of what happened."""

    news: list[News]
    watches: list[Watched]
    watched_only: bool
    since: str
    is_member: bool
    messages: MessagesResponse | None = None
    kinds: Sequence[str] = tuple(ALL)


def directory(http: HTTPRequest, loaded: Loaded, asked: Asked, package: str) -> Any:
    """The corner and the directory."""
    return viewed(http, loaded, asked, package, _directory)


def changes(http: HTTPRequest, loaded: Loaded, asked: Asked, package: str) -> Any:
    """The corner and what happened; for a member the visit is written down."""
    is_known = CONTRIBUTE in who_asks(http.scope).rights and is_begun()
    return viewed(http, loaded, asked, package, _changes, changes=is_known)


Made = Callable[[Asking, Asked], Any]


def viewed(
    http: HTTPRequest,
    loaded: Loaded,
    asked: Asked,
    package: str,
    made: Made,
    changes: bool = False,
) -> Any:
    """The corner and what a view of members says, made for who asks."""
    with speaking(asked.language), opened(changes) as connection:
        localised = loaded.in_language(asked.language)
        asking = asked_by(connection, who_asks(http.scope), localised, package)
        return Corner(**bare(asking, http.scope, asked)), made(asking, asked)


def _directory(asking: Asking, asked: Asked) -> Directory:
    chosen = {name: asked.one(name) or "" for name in ("region", "cluster", "technology")}
    problem = ""
    try:
        wanted = request(
            DirectoryRequest,
            {
                "region_codes": [chosen["region"]] if chosen["region"] else [],
                "cluster": chosen["cluster"] or None,
                "technology": chosen["technology"] or None,
                "offset": asked.one("from") or 0,
                "limit": LISTED,
            },
        )
        found = membership.find_members(asking, wanted)
    except InputError as error:
        problem = sentence(problem_of(error).detail)
        wanted = DirectoryRequest(limit=LISTED)
        found = membership.find_members(asking, wanted)
    own = membership.profile(asking, OwnRequest()) if asking.member else None
    suited = complements.complements(asking, ComplementRequest()) if own else None
    regions = entries(asking.regions)
    return Directory(
        members=found.members,
        total=found.total,
        own=own,
        may_join=own is None and CONTRIBUTE in asking.who.rights,
        invites_to=[it for it in regions if asking.moderates(it[0])],
        removable=frozenset(
            it.member_id
            for it in found.members
            if asking.moderates(it.region_code) and not (own and own.member_id == it.member_id)
        ),
        complements=suited.members if suited else [],
        complements_note=suited.note if suited else "",
        regions=regions,
        clusters=entries(asking.options("cluster")),
        technologies=entries(asking.options("technology")),
        chosen=chosen,
        problem=problem,
        before=max(0, wanted.offset - LISTED) if wanted.offset else None,
        after=wanted.offset + LISTED if wanted.offset + LISTED < found.total else None,
    )


def _changes(asking: Asking, asked: Asked) -> Changes:
    own = asking.member
    watched_only = own is not None and asked.one("watched") == "1"
    has_visited = own is not None and not following.is_first_visit(asking)
    found = following.news(asking, NewsRequest(watched=watched_only))
    if own is not None:
        following.begin_visit(asking)
    return Changes(
        news=found.news,
        watches=following.watched(asking, OwnRequest()).watches if own else [],
        watched_only=watched_only,
        since=say(
            "members.page.since" if has_visited else "members.page.last_days",
            since=found.since[:10],
        ),
        is_member=own is not None,
        messages=answers.messages(asking, OwnRequest()) if own else None,
    )


def entries(named: Any) -> Entries:
    """Codes with their names, by name."""
    return sorted(((code, it.name) for code, it in named.items()), key=lambda it: it[1].lower())
