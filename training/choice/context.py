"""Context of the choice besides forecasts, from a champion's data as it stood at the cutoff."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from features.errors import InputError
from features.indicators.relatedness import proximity
from features.indicators.specialization import specialised
from features.links.externalities import Externalities, externalities
from features.links.flow_table import input_output, pooled_table, source_region
from features.links.multipliers import FACTORS, factor_coefficients, unit_problems
from features.links.partners import Strengths, partners
from features.links.peers import Typology, nearest_peers, profile, sets_apart, typology
from features.links.regionalization import (
    DEFAULT,
    DELTAS,
    Source,
    regional_multipliers,
    regional_tables,
    source_of,
)
from features.niches.counts import Activity
from features.package import Package
from features.package.hierarchy import family
from training.champion import Champion
from training.choice.criteria import CLUSTER, NICHE, Kind
from training.choice.evidence import COMMON_ERROR_SHARE, Evidence, prepare
from training.choice.keeper import Keeper
from training.choice.options import Options, region_options
from training.choice.simulate import DemandModel, simulate
from training.yearly import once_a_year

SCALE_TABLE = "choice_scale"
"""Table of a growth run: kind, criterion, low and high end of its scale."""
BEFORE_TABLE = "choice_advice_before"
BEFORE_COLUMNS = ["region_code", "cluster_code", "advice"]
"""Table of a growth run with the advice that the champion gave when it was trained; its columns."""
PEERS = 5
"""Default number of nearest peers."""


@dataclass(frozen=True, eq=False)
class ChoiceContext(Keeper):
    """A growth champion prepared for the choice.

    Compared by identity; results of `keep` live as long as it.

    Attributes
    ----------
    data : Package
        Of the champion, in the prices that it was read in: multipliers compare value added with
        output of the same year.
    indicator : str
        The forecast one.
    forecasts : DataFrame
        As in the champion.
    with_niches : bool
        Whether niches are among the options.
    scale : DataFrame or None
        SCALE_TABLE of the champion; None if its training stored none.
    tables : mapping of kind to mapping of name to DataFrame
        Those of the champions of clusters and of niches.
    """

    data: Package
    indicator: str
    forecasts: pd.DataFrame
    ties: Externalities
    evidence: Evidence
    with_niches: bool
    scale: pd.DataFrame | None = None
    tables: Mapping[Kind, Mapping[str, pd.DataFrame]] = field(default_factory=dict)


@dataclass(frozen=True)
class Peers:
    """Regions by their pattern of indicators.

    Attributes
    ----------
    profile : DataFrame (n_regions, n_columns)
        As from ``features.links.peers.profile``.
    """

    profile: pd.DataFrame
    typology: Typology


@dataclass(frozen=True)
class RegionPeers:
    """The peers of one region, and its differences from them.

    Attributes
    ----------
    nearest : DataFrame
        As from ``features.links.peers.nearest_peers``.
    apart : DataFrame
        As from ``features.links.peers.sets_apart``.
    """

    nearest: pd.DataFrame
    apart: pd.DataFrame


def choice_context(growth: Champion, niches: Champion | None = None) -> ChoiceContext:
    """Estimate ties and collect criteria from a growth champion and a niche champion.

    Niches are technologies, since all clusters are options anyway. A niche champion of other data
    is ignored: its options would not be comparable.

    Raises
    ------
    InputError
        As ``features.links.externalities.externalities``.
    """
    growth = once_a_year(growth)
    indicator, data, priced = str(growth.params["indicator"]), growth.data, growth.priced_data
    ties = externalities(priced, growth.cutoff, pooled_table(data), indicator)
    calls, forecasts = _calls(growth, niches), growth.tables["forecasts"]
    share = float(growth.params.get("common_error_share", COMMON_ERROR_SHARE))
    evidence = replace(
        prepare(priced, growth.cutoff, forecasts, ties, calls, indicator),
        common_error_share=share,
        before=_before(growth),
    )
    scale = growth.tables.get(SCALE_TABLE)
    tables = {CLUSTER: growth.tables}
    if niches is not None and calls is not None:
        tables[NICHE] = niches.tables
    return ChoiceContext(
        data, indicator, forecasts, ties, evidence, calls is not None, scale, tables
    )


def _before(growth: Champion) -> dict[str, dict[str, str]]:
    """Region to its first clusters with the advice on them that was given before."""
    found: dict[str, dict[str, str]] = {}
    if (rows := growth.tables.get(BEFORE_TABLE)) is not None:
        for region, code, advice in rows[BEFORE_COLUMNS].itertuples(index=False):
            found.setdefault(str(region), {})[str(code)] = str(advice)
    return found


def _calls(growth: Champion, niches: Champion | None) -> pd.DataFrame | None:
    if niches is None or niches.sha256 != growth.sha256:
        return None
    return niches.tables["calls"]


def all_options(prepared: ChoiceContext) -> dict[str, Options | InputError]:
    """The options of every region; multipliers that the data does not allow are unknown."""
    found: dict[str, Options | InputError] = {}
    for region in prepared.evidence.regions:
        try:
            of_region = multipliers(prepared, region)
        except InputError:
            of_region = None
        try:
            found[region] = region_options(prepared.evidence, region, of_region)
        except InputError as error:
            found[region] = error
    return found


def multipliers(
    prepared: ChoiceContext,
    region_code: str,
    method: str = DEFAULT,
    deltas: Sequence[float] = DELTAS,
) -> pd.DataFrame:
    """``features.links.regionalization.regional_multipliers`` of a region."""
    return prepared.keep(_multipliers, region_code, method, tuple(deltas))


def _multipliers(
    prepared: ChoiceContext, region_code: str, method: str, deltas: tuple[float, ...]
) -> pd.DataFrame:
    source = prepared.keep(_source, source_region(prepared.data, region_code))
    return regional_multipliers(prepared.data, region_code, deltas, method, source)


def _source(prepared: ChoiceContext, region_code: str) -> Source:
    return source_of(prepared.data, region_code, prepared.indicator)


def multiplier_notes(prepared: ChoiceContext, region_code: str) -> list[str]:
    """Why multipliers of a region are missing, a sentence each."""
    return prepared.keep(_multiplier_notes, region_code)


def _multiplier_notes(prepared: ChoiceContext, region_code: str) -> list[str]:
    return list(unit_problems(prepared.data, input_output(prepared.data, region_code)).values())


def scenario(
    prepared: ChoiceContext,
    region_code: str,
    shocks: pd.DataFrame,
    persistence: float = 0.0,
    method: str = DEFAULT,
) -> pd.DataFrame:
    """``training.choice.simulate.simulate`` for a region, over the default range of delta.

    Raises
    ------
    InputError
        As ``simulate``, and for an indicator without a coefficient of output.
    """
    if prepared.indicator not in FACTORS:
        raise InputError(
            f"shocks are supported for {', '.join(FACTORS)}, not for {prepared.indicator}"
        )
    model = prepared.keep(_demand_model, region_code, method)
    return simulate(prepared.forecasts, region_code, shocks, model, prepared.ties, persistence)


def _demand_model(prepared: ChoiceContext, region_code: str, method: str) -> DemandModel:
    """Regional tables, one per delta, and the indicator per unit of output."""
    tables = regional_tables(prepared.data, region_code, DELTAS, method, prepared.indicator)
    data, table = _of_indicator(prepared), input_output(prepared.data, region_code)
    if problems := unit_problems(data, table):
        raise InputError(next(iter(problems.values())))
    factors = factor_coefficients(data, table)
    return DemandModel(tables, factors[FACTORS[prepared.indicator]][1])


def _of_indicator(prepared: ChoiceContext) -> Package:
    """The data without other indicators, which may measure the same factor."""
    rows = prepared.data.tables["cluster_indicators"]
    of_indicator = rows[rows["indicator"] == prepared.indicator]
    return replace(
        prepared.data, tables={**prepared.data.tables, "cluster_indicators": of_indicator}
    )


def cluster_strengths(prepared: ChoiceContext) -> Strengths:
    """Specialisations of regions in clusters at the cutoff."""
    evidence = prepared.evidence
    present = specialised(evidence.sizes)
    return Strengths(
        "cluster", evidence.regions, evidence.clusters, present, prepared.ties.co_location
    )


def technology_strengths(niches: Champion) -> Strengths:
    """Specialisations of regions in activities, from a niche champion's portfolio."""
    threshold = float(niches.params.get("threshold", 1.0))
    portfolio = niches.tables["portfolio"]
    wide = portfolio.pivot_table(
        index="region_code", columns="activity_code", values="location_quotient", aggfunc="first"
    )
    present = (wide.to_numpy(np.float64) >= threshold).astype(np.float64)
    regions, activities = ([str(code) for code in axis] for axis in (wide.index, wide.columns))
    near = proximity(present).astype(np.float64)
    kind: Activity = "cluster" if niches.params.get("activity") == "cluster" else "technology"
    return Strengths(kind, regions, activities, present, near)


def best_partners(
    strengths: Strengths, data: Package, region_code: str, activity_code: str, top: int
) -> pd.DataFrame:
    """``features.links.partners.partners``, without regions above or below the region."""
    regions = data.table("regions", "partners")
    related = frozenset(family(regions, region_code, strengths.regions))
    neighbours = data.tables.get("neighbours")
    return partners(strengths, region_code, activity_code, neighbours, related, top)


def peers(data: Package, indicator: str = "", pause: Callable[[], object] = lambda: None) -> Peers:
    """Profile and typology of all regions; cluster shares are by the indicator."""
    table = profile(data, indicator=indicator)
    return Peers(table, typology(table, pause=pause))


def profile_label(column: str, names: Mapping[str, str]) -> str:
    """A column of a profile in words, with the names of clusters and technologies."""
    if column.startswith("share_"):
        code = column.removeprefix("share_")
        return f"share of {names.get(code, code)}"
    if column.endswith("_growth"):
        return f"growth of {column.removesuffix('_growth').replace('_', ' ')}"
    return column.replace("_", " ")


def peers_of(profiles: Peers, region_code: str, top: int) -> RegionPeers:
    """The nearest peers of a region; UnknownCodeError for a region without a profile."""
    nearest = nearest_peers(profiles.profile, region_code, top)
    return RegionPeers(
        nearest, sets_apart(profiles.profile, region_code, nearest["region_code"].tolist())
    )
