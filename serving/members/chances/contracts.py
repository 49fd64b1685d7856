"""The contracts of chances that members give for niche calls."""

from typing import Annotated

from pydantic import Field

from serving.contracts import WHOLE, Activity, Answer, Call, Code, Question
from serving.members.contracts import MAX_LISTED

Chance = Annotated[float, Field(ge=0.01, le=0.99, description="that it comes true")]
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
    calls: list[OpenCall]
    total: int


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
    count: Annotated[int, Field(description="members who gave a chance")]
    blind: Annotated[
        int, Field(description="of them those who had not seen the model's: they alone are pooled")
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
        int, Field(description="chances given before the model's was seen whose outcome is known")
    ]
    skill: Annotated[
        float | None,
        Field(description="Brier skill of these against the model on the same calls"),
    ]
    said: str
