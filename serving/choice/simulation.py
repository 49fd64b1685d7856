"""What shocks or investments do to the paths of regions' clusters."""

import pandas as pd

from serving.choice.simulation_contracts import (
    ClusterPath,
    EffectPoint,
    RegionPaths,
    SimulateRequest,
    SimulateResponse,
)
from serving.contracts import Interval
from serving.http.codes import check_codes
from serving.languages.language import say
from serving.links.lookup import LinkLookup, growth_of
from serving.record_words import in_words, unit_in_words
from serving.tables import need, records
from training.choice import context
from training.choice.context import ChoiceContext
from training.growth.intervals.conformal import interval_columns

LEVELS = (80, 95)


def simulate(lookup: LinkLookup, request: SimulateRequest) -> SimulateResponse:
    """Paths of regions' clusters with shocks, the largest effect first.

    Raises
    ------
    InputError
        A code is unknown, or the data does not allow a simulation.
    """
    prepared, about = growth_of(lookup, request.region_codes, "paths")
    return SimulateResponse(
        metadata=in_words(about),
        indicator=prepared.indicator,
        unit=unit_in_words(lookup.unit),
        method=request.method,
        caution=say("answer.caution.simulation"),
        regions=[
            _region_paths(lookup, prepared, region, request)
            for region in dict.fromkeys(request.region_codes)
        ],
    )


def _region_paths(
    lookup: LinkLookup, prepared: ChoiceContext, region: str, request: SimulateRequest
) -> RegionPaths:
    table = need(lookup.multipliers[region])
    shocked = {
        f"shocks[{i}].cluster_code": shock.cluster_code for i, shock in enumerate(request.shocks)
    }
    check_codes("cluster", shocked, set(table["cluster_code"]))
    shocks = pd.DataFrame([shock.model_dump() for shock in request.shocks])
    paths = context.scenario(prepared, region, shocks, request.persistence, request.method)
    largest = paths["effect"].abs().groupby(paths["cluster_code"]).max()
    order = largest.sort_values(ascending=False, kind="stable").index
    of_cluster = dict(list(paths.groupby("cluster_code")))
    return RegionPaths(
        region_code=region,
        region_name=lookup.region_names[region],
        source_region=table["source_region"].iloc[0],
        table_year=int(table["table_year"].iloc[0]),
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
    return [
        EffectPoint(
            **row,
            intervals=[
                Interval(level=level, lower=row[low], upper=row[high])
                for level, (low, high) in ends.items()
            ],
        )
        for row in records(path)
    ]
