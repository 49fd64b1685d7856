"""The contract of the choice: clusters to back and niches to enter, ranked."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from serving.contracts import (
    WHOLE,
    Answer,
    Code,
    Metadata,
    RegionAnswer,
    RegionsRequest,
    Request,
)
from serving.languages.language import say
from serving.messages import Message
from training.choice.criteria import CRITERIA, Kind
from training.choice.presets import DEFAULT, PresetName

Advice = Literal["recommended", "with caution"]
AdviceBefore = Literal["recommended", "with caution", "none"]
MAX_CRITERIA = 100
MAX_DRAWS = 20_000
MAX_LISTED = 1_000


def _some_weight(weights: dict[str, float] | None) -> dict[str, float] | None:
    if weights is not None and not any(weights.values()):
        raise ValueError(say("problem.weight", preset=DEFAULT))
    return weights


class WeightsRequest(Request):
    """What counts in the choice: weights, and the least chance of a niche."""

    weights: Annotated[
        dict[Code, Annotated[float, Field(ge=0, le=1e6)]] | None,
        Field(
            max_length=MAX_CRITERIA,
            json_schema_extra={"minProperties": 1},
            description=f"criterion to weight, of {', '.join(CRITERIA)}; unnamed criteria get "
            "weight 0; those of a preset by default",
        ),
        AfterValidator(_some_weight),
    ] = None
    preset: Annotated[
        PresetName | None,
        Field(description=f"weights with a name; {DEFAULT} by default, where weights are null"),
    ] = None
    floor: Annotated[
        float,
        Field(ge=0, le=1, description="chance of entry below which a niche is not an option"),
    ] = 0.10

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.weights is not None and self.preset is not None:
            raise ValueError(say("problem.weights_or_preset"))
        return self


class OptionsRequest(WeightsRequest, RegionsRequest):
    """Which clusters regions should back, and which niches they should enter."""

    k: Annotated[int, Field(ge=1, le=100, description="number of options to choose"), WHOLE] = 5
    draws: Annotated[
        int, Field(ge=100, le=MAX_DRAWS, description="simulated futures of growth"), WHOLE
    ] = 4_000
    seed: Annotated[int, Field(ge=0, lt=2**31, description="seed of the random draws"), WHOLE] = 0
    listed: Annotated[
        int | None,
        Field(
            ge=1,
            le=MAX_LISTED,
            description="options of each list to answer with; all "
            "clusters and the best 50 niches by default",
        ),
        WHOLE,
    ] = None
    kinds: list[Kind] = Field(
        default=["cluster", "niche"],
        min_length=1,
        max_length=2,
        description="kinds of options",
    )


class Criterion(Answer):
    """A criterion of the choice."""

    name: str
    meaning: str
    direction: Annotated[int, Field(description="1: more is better, -1: less is better")]
    kinds: Annotated[list[Kind], Field(description="kinds of options that it compares")]
    weight: Annotated[
        float,
        Field(
            description="share of the weights of all criteria with data; each list uses those of "
            "its kind, scaled to sum to 1"
        ),
    ]
    known: Annotated[bool, Field(description="whether it has data for any option")]


class Range(Answer):
    """The range of an uncertain criterion, in its unit."""

    lower: float
    upper: float


class Outlook(Answer):
    """Forecast growth of a cluster."""

    lower: Annotated[float, Field(description="lower end of the 80 % interval, % a year")]
    median: Annotated[float, Field(description="% a year")]
    upper: Annotated[float, Field(description="upper end of the 80 % interval, % a year")]
    chance_to_outgrow: Annotated[
        float, Field(description="chance to grow more than the region's middle cluster")
    ]
    chance_to_shrink: Annotated[float, Field(description="chance that growth is below 0")]


class Decisive(Answer):
    """The criterion without which an option's rank changes most."""

    criterion: str
    rank_without: int
    summary: Annotated[Message, Field(description="the same as a sentence")]


class Rival(Answer):
    """The option of the same list whose score is nearest."""

    code: str
    name: str
    score_gap: Annotated[float, Field(description="score less that of the rival")]
    summary: Annotated[Message, Field(description="the same as a sentence")]


class _Option(Answer):
    """What both kinds of options have."""

    rank: int
    code: str
    name: str
    score: float
    rank_low: Annotated[
        int | None,
        Field(
            description="best rank of its 80 % range: of clusters over simulated futures at these "
            "weights, of niches over the 90 % ranges of chances and what a year of new patents "
            "moves; null for niches to watch"
        ),
    ] = None
    rank_high: Annotated[int | None, Field(description="worst rank of that range")] = None
    weight_robustness: Annotated[
        float | None,
        Field(description="share of random weightings at which it is among the best k of its list"),
    ]
    dominated_by: Annotated[
        str | None,
        Field(description="code of an option of its list at least as good on every criterion"),
    ]
    dominated_by_name: Annotated[str | None, Field(description="name of that option")]
    unknown: Annotated[list[str], Field(description="criteria without data for this option")]
    criteria: Annotated[
        dict[str, float | None],
        Field(description="expected values in the unit of each criterion; null if unknown"),
    ]
    contributions: Annotated[
        dict[str, float], Field(description="weight times expected utility, by criterion")
    ]
    advice: Annotated[
        Advice | None,
        Field(
            description="what the verdict advises: to back or to enter it, plainly or with caution"
        ),
    ] = None
    reasons: Annotated[list[Message], Field(description="why it stands where it stands")]
    decisive: Decisive | None
    rival: Rival | None


class ClusterOption(_Option):
    """A cluster to back."""

    score: Annotated[
        float,
        Field(
            description="expected utility, the sum of the contributions; on each criterion 0 is "
            "the 5th percentile of all regions' clusters and 1 the 95th"
        ),
    ]
    outlook: Annotated[Outlook | None, Field(description="null without a forecast")]
    confidence: Annotated[
        float,
        Field(
            description="share of futures in which its utility is above the median utility of the "
            "region's clusters"
        ),
    ]
    multiplier_range: Range | None
    advice_before: Annotated[
        AdviceBefore | None,
        Field(
            description="the advice of the champion before at balanced weights, which stays while "
            "the figures are near the thresholds; null where it is not known, and at other "
            "weights"
        ),
    ] = None


class NicheOption(_Option):
    """A niche to enter."""

    score: Annotated[float, Field(description="chance times usefulness, 0 to 1")]
    chance: Annotated[float, Field(description="of entry within the horizon")]
    chance_low: Annotated[float, Field(description="low end of its 90 % range")]
    chance_high: Annotated[float, Field(description="high end of its 90 % range")]
    base_rate: Annotated[
        float | None,
        Field(description="share of all niches open to regions that were entered in the backtest"),
    ]
    usefulness: Annotated[float, Field(description="sum of the contributions, 0 to 1")]


class Verdict(Answer):
    """What follows for the region, in sentences."""

    summary: Annotated[
        list[Message],
        Field(
            description="the verdict in a few sentences: what to back and to enter, what to beware "
            "of, and how good such answers were"
        ),
    ]
    why: list[Message] = Field(
        default=[], description="what speaks most for the first to back and to enter"
    )
    back: list[Message]
    enter: list[Message]
    watch: list[Message]
    caution: Annotated[list[Message], Field(description="what not to count on")]
    change: Annotated[list[Message], Field(description="what would change the answer")]
    limits: Annotated[list[Message], Field(description="the record, and what the data cannot tell")]


class LeftOut(Answer):
    """A criterion that a test on the past cannot use."""

    criterion: str
    origins: list[int]
    reason: Message


class ClusterHindsight(Answer):
    """How the best k clusters of earlier origins grew, at the same weights.

    The interval is over regions, and over origins where there are three or more.
    """

    origins: list[int]
    horizon: int
    k: int
    difference: Annotated[
        float,
        Field(
            description="growth of the best k less that of the region's others, mean over regions "
            "and origins, % a year; growth beyond 15 %, up or down, counts as 15 %"
        ),
    ]
    lower: Annotated[
        float | None, Field(description="lower end of its 90 % interval; null for a single region")
    ]
    upper: Annotated[
        float | None, Field(description="upper end of its 90 % interval; null for a single region")
    ]
    better: Annotated[int, Field(description="regions whose best k grew faster than the others")]
    regions: int
    left_out: list[LeftOut]
    summary: Annotated[Message, Field(description="the record as a sentence")]
    judgement: Annotated[Message, Field(description="what its interval says beside chance")]


class NicheHindsight(Answer):
    """How many of the best k niches of earlier origins were entered, at the same weights.

    The interval is over regions, and over origins where there are three or more.
    """

    origins: list[int]
    horizon: int
    k: int
    entered: int
    of: int
    rate: Annotated[float, Field(description="entered over of")]
    base_rate: Annotated[
        float,
        Field(
            description="share entered of as many candidate niches of the same regions, on average"
        ),
    ]
    lower: Annotated[
        float | None,
        Field(description="lower end of the rate's 90 % interval; null for a single region"),
    ]
    upper: Annotated[
        float | None,
        Field(description="upper end of the rate's 90 % interval; null for a single region"),
    ]
    left_out: list[LeftOut]
    summary: Annotated[Message, Field(description="the record as a sentence")]
    judgement: Annotated[Message, Field(description="what its interval says beside chance")]


class Hindsight(Answer):
    """How the same weights would have done in all regions at the origins of the backtests."""

    clusters: ClusterHindsight | None
    niches: NicheHindsight | None
    caution: Message


class RegionOptions(RegionAnswer):
    """Two lists of a region: clusters to back and niches to enter, each with the best first."""

    verdict: Verdict
    clusters: list[ClusterOption]
    count: Annotated[
        dict[Kind, int],
        Field(default={}, description="options of each kind, of which listed may leave some out"),
    ]
    niches: Annotated[list[NicheOption], Field(description="at or above the floor")]
    watch: Annotated[
        list[NicheOption], Field(description="the likeliest niches below the floor, at most 5")
    ]
    growth_apart: Annotated[
        bool,
        Field(
            description="false where all chances to outgrow the middle cluster lie between .40 "
            "and .60: growth cannot be told apart, and the other criteria decide"
        ),
    ]
    criteria: list[Criterion]
    hindsight: Hindsight | None = None
    notes: list[Message]


class OptionsResponse(Answer):
    """Ranked clusters and niches by region."""

    metadata: Metadata
    niches: Annotated[
        Metadata | None, Field(description="the niche champion; null where no niches are options")
    ]
    weights: Annotated[
        str, Field(description="name of the preset, or own for weights of the request")
    ]
    floor: float
    k: int
    draws: int
    seed: int
    regions: list[RegionOptions]
