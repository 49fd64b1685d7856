"""The view where chances are asked for before the model's are shown."""

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
from serving.members.chances.contracts import OpenCallsRequest, OpenCallsResponse
from serving.page.addresses import Asked
from serving.page.asking import request
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
    """

    is_member: bool
    problem: str
    regions: Entries
    activities: Entries
    calls: Entries
    chosen: dict[str, str]
    open: OpenCallsResponse | None
    given: Sequence[Any] = ()

    @property
    def niches(self) -> Entries:
        """The calls of a list to choose from."""
        return [(it.code, it.name) for it in self.open.calls] if self.open else []

    @property
    def about(self) -> str:
        """How many calls wait, and for what year."""
        if self.open is None:
            return ""
        return say("members.page.open", n=self.open.total, year=self.open.year)


def expect(http: HTTPRequest, loaded: Loaded, asked: Asked, package: str) -> Any:
    """The corner and the calls."""
    return viewed(http, loaded, asked, package, _expect)


def activities(asking: Asking) -> Entries:
    """What niches there are of."""
    found = [("technology", asking.loaded.niches), ("cluster", asking.loaded.markets)]
    return [(code, say(f"members.page.kind_{code}")) for code, lookup in found if lookup]


def _expect(asking: Asking, asked: Asked) -> Expect:
    kinds, own = activities(asking), asking.member
    chosen = {
        "region": asked.one("region") or (own["region_code"] if own else ""),
        "activity": asked.one("activity") or (kinds[0][0] if kinds else "technology"),
        "call": asked.one("call") or "entry",
    }
    problem, found, given = "", None, []
    try:
        wanted = request(
            OpenCallsRequest,
            {
                "region_code": chosen["region"] or None,
                "activity": chosen["activity"],
                "call": chosen["call"],
            },
        )
        found = answers.open_calls(asking, wanted)
        given = answers.own_chances(asking, found.region_code)
    except InputError as error:
        problem = sentence(problem_of(error).detail)
    return Expect(
        is_member=own is not None,
        problem=problem,
        regions=entries(asking.regions),
        activities=kinds,
        calls=[(call, say(f"members.page.call_{call}")) for call in ("entry", "exit")],
        chosen=chosen,
        open=found,
        given=given,
    )
