"""The contracts of chances that members give for niche calls."""

from typing import Annotated

from pydantic import Field

from serving.contracts import WHOLE, Activity, Answer, Call, Code, Question
from serving.members.contracts import MAX_LISTED

Chance = Annotated[float, Field(ge=0.01, le=0.99, description="that it comes true")]
Late = Annotated[
    bool,
    Field(
        description="whether the year of the outcome is over: a chance that is given now is kept "
        "and shown, but does not count"
    ),
]
Meaning = Annotated[str, Field(description="when a call comes true, in words")]
OwnRegion = Annotated[Code | None, Field(description="null for one's own region")]


class OpenCallsRequest(Question):
    """Niche calls of a region for which one gave no chance yet, without the model's."""

    region_code: OwnRegion = None
    activity: Activity = "technology"
    call: Call = "entry"
    limit: Annotated[int, Field(ge=1, le=MAX_LISTED), WHOLE] = MAX_LISTED
    offset: Annotated[int, Field(ge=0, le=1_000_000, description="calls to pass over"), WHOLE] = 0


class OpenCall(Answer):
    """A call that a chance can be given for."""

    code: str
    name: str


class OpenCallsResponse(Answer):
    """Calls by name: neither what is listed nor its order depends on the model's chances."""

    region_code: str
    region_name: str
    activity: Activity
    call: Call
    origin: Annotated[int, Field(description="last year that the model knew")]
    year: Annotated[int, Field(description="of the outcome")]
    late: Late
    meaning: Meaning
    calls: list[OpenCall]
    total: int
    said: Annotated[str, Field(description="that the year is over; empty where it is not")]


class ChanceRequest(Question):
    """Give a chance for a niche call, before one sees the model's."""

    region_code: Code
    activity: Activity = "technology"
    code: Annotated[Code, Field(description="technology or cluster")]
    call: Call = "entry"
    chance: Chance
    seen: Annotated[
        bool,
        Field(
            description="whether one has seen the model's chance for this call; a chance that was "
            "given after is kept and shown, but does not count in the weight of the pool"
        ),
    ] = True


class ChanceResponse(Answer):
    """The chance as it is kept, beside the model's and the pool."""

    id: str
    region_code: str
    activity: Activity
    code: str
    call: Call
    origin: Annotated[int, Field(description="last year that the model knew")]
    year: Annotated[int, Field(description="of the outcome")]
    chance: float
    seen: Annotated[bool, Field(description="whether it was given after the model's was seen")]
    late: Annotated[
        bool, Field(description="whether it was given after the year, so that it does not count")
    ]
    model_chance: float
    version: Annotated[int, Field(description="of the champion that states model_chance")]
    pooled: Annotated[float, Field(description="members and the model together, beside the model")]
    weight: Annotated[float, Field(description="of the members in the pool")]
    date: str
    said: str


class ChancesRequest(Question):
    """What experts expect of a niche call, beside the model."""

    region_code: Code
    activity: Activity = "technology"
    code: Annotated[Code, Field(description="technology or cluster")]
    call: Call = "entry"


class ChancesResponse(Answer):
    """The chances of a call; those of members and the model are null until the asker gave one."""

    region_code: str
    region_name: str
    activity: Activity
    code: str
    name: str
    call: Call
    origin: int
    year: int
    late: Late
    count: Annotated[int, Field(description="members who gave a chance")]
    blind: Annotated[
        int,
        Field(
            description="of them those who had not seen the model's, and gave theirs before the "
            "year was over: they alone are pooled"
        ),
    ]
    own: Annotated[float | None, Field(description="that of who asks")]
    model: float | None
    pooled: Annotated[
        float | None, Field(description="model and members together, in log-odds; beside the model")
    ]
    weight: Annotated[
        float, Field(description="of the members, 0 until enough of their calls have an outcome")
    ]
    resolved: Annotated[
        int, Field(description="chances that count (as in blind) and whose outcome is known")
    ]
    skill: Annotated[
        float | None,
        Field(description="Brier skill of these against the model on the same calls"),
    ]
    said: str


class PracticeRequest(Question):
    """Calls of earlier years to practise on, and how one did."""

    region_code: OwnRegion = None
    activity: Activity = "technology"
    limit: Annotated[int, Field(ge=1, le=50, description="calls to practise on"), WHOLE] = 10


class PracticeCall(Answer):
    """A call as it stood at an origin: neither the model's chance nor what became of it."""

    question: Annotated[str, Field(description="name of the call, for /give_practice_chance")]
    code: str
    name: str
    call: Call
    origin: Annotated[int, Field(description="last year that was known")]
    year: Annotated[int, Field(description="by which it may have happened")]
    meaning: Meaning
    patents: Annotated[
        float | None,
        Field(description="in all regions in the five years to origin; null where not counted"),
    ]
    patents_before: Annotated[float | None, Field(description="in the five years before these")]


class Practised(Answer):
    """A chance that one gave, with what became of the call."""

    code: str
    name: str
    region_code: str
    region_name: str
    call: Call
    origin: int
    year: int
    chance: float
    model_chance: Annotated[float, Field(description="of the backtest, from data to origin")]
    came_true: bool


class PracticeScore(Answer):
    """How one did beside the model on the same calls, in all regions."""

    n: int
    skill: Annotated[
        float | None,
        Field(description="Brier skill against the model: above 0 one was better, 1 is perfect"),
    ]
    skill_error: Annotated[float | None, Field(description="its standard error")]


class PracticeResponse(Answer):
    """Calls in random order, and what one practised, the latest first."""

    region_code: str
    region_name: str
    activity: Activity
    calls: list[PracticeCall]
    practised: list[Practised]
    score: PracticeScore
    said: str


class PracticeChanceRequest(Question):
    """Give a chance for a call of `/practice`."""

    region_code: OwnRegion = None
    activity: Activity = "technology"
    question: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="as /practice names it")]
    chance: Chance


class PracticeChanceResponse(Answer):
    """What became of the call."""

    id: Annotated[str, Field(description="the question")]
    practised: Practised
    score: PracticeScore
    said: str
