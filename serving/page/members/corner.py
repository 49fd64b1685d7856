"""What a view says of members, and what a member can do there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from starlette.types import Scope

from features.errors import InputError
from serving.http.problems import ProblemError
from serving.http.who import ANONYMOUS, Who, who_asks
from serving.languages.language import speaking
from serving.members import following, notes
from serving.members.asking import TRAIN, Asking
from serving.members.chances import answers as chances
from serving.members.contracts import OwnRequest, Watched
from serving.members.contributed import Note, NotesRequest
from serving.members.endpoint import CONTRIBUTE, asked_by, opened
from serving.niches.lookup import NicheLookup
from serving.page.addresses import Asked
from serving.page.refusal import SIGN_IN
from serving.served.loaded import Loaded
from training.community import database

LISTED = 50
"""Notes at a view."""


@dataclass(frozen=True)
class Corner:
    """The part of a view that is of members.

    Attributes
    ----------
    who : Who
    sign_in : str
        Where to sign in; "" where it is not set up, or is done.
    organisation : str
        Of the member who asks, "" for all others, as member_id is.
    home : str
        Its region.
    place : mapping
        region_code, activity and code of the view, "" for what does not apply.
    back : str
        Address of the view.
    moderated : frozenset of str
        Regions of the notes that who asks may hide and show again.
    regions, niches : sequence of (code, name)
        Where a note can be written, and entries that a chance can be given for.
    year : int
        Of the outcome of these, 0 without any.
    """

    who: Who
    sign_in: str
    organisation: str
    member_id: str
    home: str
    package: str
    language: str
    back: str
    place: dict[str, str] = field(default_factory=dict)
    moderated: frozenset[str] = frozenset()
    is_watched: bool = False
    notes: Sequence[Note] = ()
    regions: Sequence[tuple[str, str]] = ()
    niches: Sequence[tuple[str, str]] = ()
    year: int = 0
    chances: Sequence[Any] = ()

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Fields that every form sends."""
        found = {
            "csrf": self.who.csrf,
            "next": self.back,
            "language": self.language,
            "package": self.package,
        }
        return [(name, value) for name, value in found.items() if value]

    def file(self, form: str) -> str:
        """Where the notes of the view are, as a file."""
        region = quote(self.place["region_code"], safe="")
        option = {name: self.place[name] for name in ("activity", "code") if self.place[name]}
        asked = {**option, "format": form, "language": self.language, "package": self.package}
        path = f"/notes/{region}" if region else "/notes"
        return f"{path}?{urlencode({name: value for name, value in asked.items() if value})}"

    @property
    def name(self) -> str:
        """The account that asks, without its kind; "" where nobody is signed in."""
        if self.who == ANONYMOUS:
            return ""
        return self.who.title or self.who.name.partition(":")[2]


def is_open(who: Who) -> bool:
    """Whether there is a space of members to show: one that was begun, or may be by who asks."""
    return bool({CONTRIBUTE, TRAIN} & who.rights) or is_begun()


def is_begun() -> bool:
    """Whether there is a database of the space."""
    try:
        return database.existing() is not None
    except InputError:
        return False


def corner(scope: Scope, loaded: Loaded, asked: Asked, package: str) -> Corner | None:
    """What members have to do with a view; None where there is no space of members."""
    who = who_asks(scope)
    if not is_open(who):
        return None
    with speaking(asked.language):
        try:
            with opened(changes=False) as connection:
                asking = asked_by(connection, who, loaded.in_language(asked.language), package)
                return _corner(asking, asked, bare(asking, scope, asked))
        except ProblemError:
            return None


def bare(asking: Asking, scope: Scope, asked: Asked) -> dict[str, Any]:
    """What every view says of who asks."""
    query = scope.get("query_string", b"").decode("latin-1")
    own = asking.member
    return {
        "who": asking.who,
        "sign_in": scope.get(SIGN_IN, "") if asking.who == ANONYMOUS else "",
        "organisation": own["organisation"] if own else "",
        "member_id": own["id"] if own else "",
        "home": own["region_code"] if own else "",
        "package": asking.package,
        "language": asked.language,
        "back": asked.link(asked.view, asked.code, **dict(asked.query)) if query else scope["path"],
    }


def _corner(asking: Asking, asked: Asked, said: dict[str, Any]) -> Corner:
    if asked.view not in ("region", "cluster", "technology"):
        return Corner(**said)
    region = asked.code if asked.view == "region" else ""
    activity = "" if region else asked.view
    code = "" if region else asked.code
    place = {"region_code": region, "activity": activity, "code": code}
    if asked.code not in (asking.regions if region else asking.options(activity)):
        return Corner(**said)
    wanted = NotesRequest.model_validate(
        {
            "region_codes": [region] if region else [],
            "activity": activity or None,
            "code": code or None,
            "limit": LISTED,
        }
    )
    found = notes.list_notes(asking, wanted).notes
    own = asking.member is not None
    expected = chances.own_chances(asking, region) if own and region else []
    regions = sorted(((code, it.name) for code, it in asking.regions.items()), key=_by_name)
    return Corner(
        **said,
        place=place,
        moderated=frozenset(it.region_code for it in found if asking.moderates(it.region_code)),
        is_watched=own and _is_watched(following.watched(asking, OwnRequest()).watches, place),
        notes=found,
        regions=[] if region or not own else regions,
        niches=_niches(asking, region, expected) if own and region else [],
        year=_year(asking.loaded.niches),
        chances=expected,
    )


def _is_watched(watches: Sequence[Watched], place: dict[str, str]) -> bool:
    return any(
        (it.region_code, it.activity, it.code) == tuple(place.values()) and not it.partner
        for it in watches
    )


def _niches(asking: Asking, region: str, expected: Sequence[Any]) -> list[tuple[str, str]]:
    """Technologies that the region may enter and no chance is given for yet, by name."""
    lookup = asking.loaded.niches
    if lookup is None:
        return []
    begin, end = lookup.calls["entry"].by_region.get(region, (0, 0))
    codes = lookup.calls["entry"].columns["activity_code"][begin:end].tolist()
    origin = lookup.metadata.cutoff
    done = {it["code"] for it in expected if (it["call"], it["origin"]) == ("entry", origin)}
    named = [(code, asking.option_name("technology", code)) for code in codes if code not in done]
    return sorted(named, key=_by_name)


def _year(lookup: NicheLookup | None) -> int:
    return lookup.metadata.cutoff + lookup.metadata.horizon if lookup else 0


def _by_name(entry: tuple[str, str]) -> str:
    return entry[1].lower()
