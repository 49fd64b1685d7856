"""The views where chances are asked for: before the model's are shown, and to practise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request as HTTPRequest

from features.errors import InputError
from features.formats import sentence
from serving.http.problems import problem_of
from serving.languages.language import say
from serving.members.asking import Asking
from serving.members.chances import answers
from serving.members.chances import practice as trials
from serving.members.chances.contracts import (
    OpenCallsRequest,
    OpenCallsResponse,
    PracticeRequest,
    PracticeResponse,
)
from serving.page.addresses import Asked
from serving.page.asking import request
from serving.page.members.forms import GIVEN
from serving.page.members.views import Entries, entries, viewed
from serving.served.loaded import Loaded


@dataclass(frozen=True)
class Expect:
    """Calls that a member may give a chance for, without the model's.

    Attributes
    ----------
    chosen : mapping
        region, activity and call.
    open : OpenCallsResponse or None
        None where who asks is no member, or asks for what there is not.
    given : sequence of rows
        Chances that the member gave for the region, beside the model's.
    result : tuple of str
        Name of a call that a chance was just given for, and what is said of it; else empty.
    """

    is_member: bool
    problem: str
    regions: Entries
    activities: Entries
    calls: Entries
    chosen: dict[str, str]
    open: OpenCallsResponse | None
    given: Sequence[Any] = ()
    result: tuple[str, str] | tuple[()] = ()

    @property
    def niches(self) -> Entries:
        """The calls of a list to choose from."""
        return [(it.code, it.name) for it in self.open.calls] if self.open else []

    @property
    def about(self) -> str:
        """How many calls wait, and for what year."""
        if self.open is None:
            return ""
        key = "members.page.open_late" if self.open.late else "members.page.open"
        return say(key, n=self.open.total, year=self.open.year)


@dataclass(frozen=True)
class Practice:
    """A call of the past to practise on, and how the member did.

    Attributes
    ----------
    chosen : mapping
        region and activity.
    found : PracticeResponse or None
        None where who asks is no member, or asks for what there is not.
    asked : str
        The next call in a sentence, with what was known then; "" where there is none.
    result : str
        What became of the call that a chance was just given for; "" for none.
    """

    is_member: bool
    problem: str
    regions: Entries
    activities: Entries
    chosen: dict[str, str]
    found: PracticeResponse | None
    asked: str
    result: str = ""


def expect(http: HTTPRequest, loaded: Loaded, asked: Asked, package: str) -> Any:
    """The corner and the calls."""
    return viewed(http, loaded, asked, package, _expect)


def practice(http: HTTPRequest, loaded: Loaded, asked: Asked, package: str) -> Any:
    """The corner and calls of the past."""
    return viewed(http, loaded, asked, package, _practice)


def activities(asking: Asking) -> Entries:
    """What niches there are of."""
    found = [("technology", asking.loaded.niches), ("cluster", asking.loaded.markets)]
    return [(code, say(f"members.page.kind_{code}")) for code, lookup in found if lookup]


def _chosen(asking: Asking, asked: Asked, kinds: Entries) -> dict[str, str]:
    """The region and the kind that an address asks for, else one's own region and the first."""
    own = asking.member
    return {
        "region": asked.one("region") or (own["region_code"] if own else ""),
        "activity": asked.one("activity") or (kinds[0][0] if kinds else "technology"),
    }


def _expect(asking: Asking, asked: Asked) -> Expect:
    kinds = activities(asking)
    chosen = {**_chosen(asking, asked, kinds), "call": asked.one("call") or "entry"}
    problem, found, given = "", None, []
    try:
        fields = {"region_code": chosen["region"] or None, "call": chosen["call"]}
        wanted = request(OpenCallsRequest, {**fields, "activity": chosen["activity"]})
        found = answers.open_calls(asking, wanted)
        given = answers.own_chances(asking, found.region_code)
    except InputError as error:
        problem = sentence(problem_of(error).detail)
    return Expect(
        is_member=asking.member is not None,
        problem=problem,
        regions=entries(asking.regions),
        activities=kinds,
        calls=[(call, say(f"members.page.call_{call}")) for call in ("entry", "exit")],
        chosen=chosen,
        open=found,
        given=given,
        result=_result(asking, asked, given),
    )


def _result(asking: Asking, asked: Asked, given: Sequence[Any]) -> tuple[str, str] | tuple[()]:
    """What is said of the chance that an address names, which a form was just sent for."""
    row = next((row for row in given if row["id"] == asked.one(GIVEN)), None)
    return (row["name"], answers.given_said(asking, row)) if row else ()


def _practice(asking: Asking, asked: Asked) -> Practice:
    kinds = activities(asking)
    chosen = _chosen(asking, asked, kinds)
    problem, found, result = "", None, ""
    try:
        fields = {"region_code": chosen["region"] or None, "activity": chosen["activity"]}
        found = trials.practice(asking, request(PracticeRequest, {**fields, "limit": 1}))
        result = trials.result(asking, found.activity, asked.one(GIVEN) or "")
    except InputError as error:
        problem = sentence(problem_of(error).detail)
    return Practice(
        is_member=asking.member is not None,
        problem=problem,
        regions=entries(asking.regions),
        activities=kinds,
        chosen=chosen,
        found=found,
        asked=_asked(found),
        result=result,
    )


def _asked(found: PracticeResponse | None) -> str:
    """The next call in words."""
    if found is None or not found.calls:
        return ""
    call = found.calls[0]
    about = {"name": call.name, "origin": call.origin, "year": call.year}
    said = [say(f"members.practice.ask_{call.call}", region=found.region_name, **about)]
    if call.patents is not None and call.patents_before is not None:
        said.append(
            say(
                "members.practice.patents",
                n=call.patents,
                before=call.patents_before,
                origin=call.origin,
            )
        )
    return " ".join(said)
