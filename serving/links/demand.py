"""What demand sets off, multipliers and scenarios: from a request to a response."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from features.links.regionalization import DEFAULT, DELTAS
from serving.choice.contracts import (
    ClusterMultipliers,
    ClusterPath,
    EffectPoint,
    MultiplierRequest,
    MultiplierResponse,
    SimulateRequest,
    SimulateResponse,
)
from serving.choice.lookup import (
    SupportLookup,
    answered,
    growth_metadata,
    need,
    options_of,
    records,
)
from serving.contracts import Interval
from serving.http.codes import check_fields
from serving.tables import number
from training.choice import context
from training.growth.intervals.conformal import interval_columns

LEVELS = (80, 95)
CAUTION = (
    "a demand model: prices, capacity and crowding out are not in it; a strain far from 0 asks "
    "more output than there may be"
)
MULTIPLIER_UNITS = {
    "output_multiplier": "output of the region's clusters per unit of final demand (type I)",
    "output_multiplier_type2": "the same with households' spending (type II, truncated)",
    "value_added_multiplier": "value added per unit of final demand",
    "income_multiplier": "labour income per unit of final demand",
    "employment_multiplier": "jobs per unit of final demand",
    "backward_linkage": "pull on suppliers, 1 = the mean cluster (Rasmussen)",
    "forward_linkage": "push on buyers, 1 = the mean cluster (Ghosh)",
    "supply_shortfall": "intermediate sales above output, as a share of output",
}


def multipliers(lookup: SupportLookup, request: MultiplierRequest) -> MultiplierResponse:
    """The multipliers of a region's clusters; those asked for by default are looked up.

    Raises
    ------
    ProblemError
        unknown-code or question-not-allowed.
    """
    region = request.region_code
    known, _ = options_of(lookup, region)
    usual = (request.method, tuple(request.deltas)) == (DEFAULT, DELTAS)
    table = need(lookup.multipliers[region])
    if not usual:
        table = answered(lambda: context.multipliers(known, region, request.method, request.deltas))
    rows = table.dropna(subset="output_multiplier").sort_values(
        "output_multiplier", ascending=False, kind="stable"
    )
    return MultiplierResponse(
        metadata=growth_metadata(lookup),
        region_code=region,
        region_name=lookup.region_names[region],
        method=request.method,
        deltas=request.deltas,
        source_region=table["source_region"].iloc[0],
        table_year=int(table["table_year"].iloc[0]),
        units=MULTIPLIER_UNITS,
        clusters=[_cluster_multipliers(lookup, row) for row in records(rows)],
    )


def _cluster_multipliers(lookup: SupportLookup, row: Mapping[str, Any]) -> ClusterMultipliers:
    """One row of the table; a multiplier that the data does not allow is left out."""
    code = row["cluster_code"]
    figures = [name for name in ClusterMultipliers.model_fields if not name.startswith("cluster")]
    return ClusterMultipliers(
        cluster_code=code,
        cluster_name=lookup.names.get(code, code),
        **{name: number(row[name]) for name in figures if name in row},
    )


def simulate(lookup: SupportLookup, request: SimulateRequest) -> SimulateResponse:
    """Paths of a region's clusters with shocks, the largest effect first.

    Raises
    ------
    ProblemError
        unknown-code or question-not-allowed.
    """
    region = request.region_code
    known, _ = options_of(lookup, region)
    table = need(lookup.multipliers[region])
    shocked = {
        f"shocks[{i}].cluster_code": one.cluster_code for i, one in enumerate(request.shocks)
    }
    check_fields("cluster", shocked, set(table["cluster_code"]))
    shocks = pd.DataFrame([shock.model_dump() for shock in request.shocks])
    paths = answered(
        lambda: context.scenario(known, region, shocks, request.persistence, request.method)
    )
    largest = paths["effect"].abs().groupby(paths["cluster_code"]).max()
    order = largest.sort_values(ascending=False, kind="stable").index
    of_cluster = dict(list(paths.groupby("cluster_code")))
    return SimulateResponse(
        metadata=growth_metadata(lookup),
        region_code=region,
        region_name=lookup.region_names[region],
        indicator=known.indicator,
        unit=lookup.unit,
        method=request.method,
        source_region=table["source_region"].iloc[0],
        table_year=int(table["table_year"].iloc[0]),
        caution=CAUTION,
        paths=[
            ClusterPath(
                cluster_code=code,
                cluster_name=lookup.names[code],
                points=_points(of_cluster[code].sort_values("year")),
            )
            for code in order
        ],
    )


def _points(path: pd.DataFrame) -> list[EffectPoint]:
    """One point per year, with its intervals."""
    ends = {level: interval_columns(level / 100) for level in LEVELS}
    plain = [name for name in EffectPoint.model_fields if name != "intervals"]
    return [
        EffectPoint(
            **{name: row[name] for name in plain},
            intervals=[
                Interval(level=level, lower=row[low], upper=row[high])
                for level, (low, high) in ends.items()
            ],
        )
        for row in records(path)
    ]
