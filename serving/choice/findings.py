"""What a verdict is drawn from: the request, the models, and the answer for a region."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from types import MappingProxyType

from serving.choice.contracts import (
    Advice,
    ClusterOption,
    Criterion,
    Hindsight,
    NicheOption,
    OptionsRequest,
)
from serving.choice.reasons import Standing
from serving.contracts import Metadata
from serving.messages import Message
from training.choice.advice import NAMED, backing
from training.choice.criteria import Kind
from training.choice.options import ClusterOptions, Options
from training.choice.presets import DEFAULT, preset_weights
from training.choice.ranking import RARE, ChoiceQuestion

BEFORE: Mapping[str | None, str | None] = MappingProxyType(
    {"recommended": "backed", "with caution": "careful", "none": ""}
)
"""The advice before, as answers have it, to how training has it."""
OWN = "own"
"""Name of weights that are no preset."""


@dataclass(frozen=True)
class Asked:
    """The request as it was understood.

    Attributes
    ----------
    weights : mapping of criterion to weight
    name : str
        Of the weights: a preset or own.
    """

    request: OptionsRequest
    weights: Mapping[str, float]
    name: str

    @property
    def question(self) -> ChoiceQuestion:
        """The request as a question to the rankings."""
        request = self.request
        return ChoiceQuestion(self.weights, request.floor, request.k, request.draws, request.seed)

    @property
    def most(self) -> int:
        """Most options of each kind to recommend."""
        return min(NAMED, self.request.k)


@dataclass(frozen=True)
class Models:
    """The models that answer, and what clusters are measured by.

    Attributes
    ----------
    niches : Metadata or None
        None where niches are not among the options.
    indicator : str
        Of clusters.
    """

    growth: Metadata
    niches: Metadata | None
    indicator: str

    @property
    def prices(self) -> tuple[str | None, int | None]:
        """Price basis of growth, and the year of constant prices."""
        return self.growth.price_basis, self.growth.price_year


@dataclass(frozen=True)
class Findings:
    """The answer for a region, of which the verdict is a summary.

    Attributes
    ----------
    clusters, niches, watch : list
        As in the answer, best first.
    standings : mapping of code to Standing
        Of the clusters that some criterion speaks for.
    unlikely : str or None
        Name of the most useful niche, if it is next to impossible.
    absent : list of Message
        Why there are no niches, or no hindsight.
    """

    clusters: list[ClusterOption]
    niches: list[NicheOption]
    watch: list[NicheOption]
    standings: Mapping[str, Standing]
    unlikely: str | None
    growth_apart: bool
    criteria: list[Criterion]
    hindsight: Hindsight | None
    absent: list[Message]

    def weighed(self, kind: Kind) -> list[str]:
        """Criteria of a kind that have data and a weight."""
        return [c.name for c in self.criteria if kind in c.kinds and c.known and c.weight > 0]


@dataclass(frozen=True)
class Recommended:
    """The clusters to back among the first, best first: those whose confidence is high enough.

    Attributes
    ----------
    firm : list
        Those whose chance to outgrow the middle cluster is high enough as well.
    careful : list
        Those whose chance is smaller.
    unforecast : list
        Those without a forecast.
    """

    firm: list[ClusterOption]
    careful: list[ClusterOption]
    unforecast: list[ClusterOption]

    @property
    def every(self) -> list[ClusterOption]:
        """All of them, the plain recommendations first."""
        return [*self.firm, *self.careful, *self.unforecast]


def with_advice(found: Findings, asked: Asked) -> Findings:
    """The same, with what the verdict advises beside each option."""
    chosen, most = recommended(found.clusters, asked.request.k), asked.most
    plain, careful = _codes(chosen.firm), _codes([*chosen.careful, *chosen.unforecast])
    entered = _codes(enterable(found.niches, most))
    clusters = [
        one.model_copy(update={"advice": _advice(one, plain, careful)}) for one in found.clusters
    ]
    niches = [one.model_copy(update={"advice": _advice(one, entered)}) for one in found.niches]
    return replace(found, clusters=clusters, niches=niches)


def _codes(options: Sequence[ClusterOption | NicheOption]) -> set[str]:
    return {option.code for option in options}


def _advice(
    option: ClusterOption | NicheOption, plain: Container[str], careful: Container[str] = ()
) -> Advice | None:
    if option.code in plain:
        return "recommended"
    return "with caution" if option.code in careful else None


def clusters_of(options: Options, asked: Asked) -> ClusterOptions:
    """The clusters of a region; the advice before counts at balanced weights, as it was given."""
    balanced = preset_weights(DEFAULT, options.direction)
    weighed, usual = (
        {name: weight for name, weight in weights.items() if weight}
        for weights in (asked.weights, balanced)
    )
    return options.clusters if weighed == usual else replace(options.clusters, before=None)


def enterable(niches: Sequence[NicheOption], most: int) -> list[NicheOption]:
    """The first niches that have a score, and a chance that is not next to impossible."""
    return [one for one in niches if one.score > 0 and one.chance >= RARE][:most]


def recommended(clusters: Sequence[ClusterOption], k: int, is_steady: bool = True) -> Recommended:
    """The clusters to back among the first k.

    Parameters
    ----------
    is_steady : bool
        Whether advice that was given before stays while the figures are near the thresholds.
    """
    chosen = Recommended([], [], [])
    for rank, option in enumerate(clusters[:k], start=1):
        outgrow = option.outlook.chance_to_outgrow if option.outlook else nan
        before = BEFORE.get(option.advice_before) if is_steady else None
        advice = backing(rank, option.confidence, outgrow, before)
        if advice == "backed":
            chosen.firm.append(option)
        elif advice is not None:
            (chosen.careful if option.outlook else chosen.unforecast).append(option)
    return chosen
