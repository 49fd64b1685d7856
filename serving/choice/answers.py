"""The choice, and what backing a cluster does around it: from a request to a response."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from features.links.externalities import named_ties
from serving.choice.contracts import (
    Criterion,
    ExternalityRequest,
    ExternalityResponse,
    Option,
    Range,
    Slope,
    SupportRequest,
    SupportResponse,
    Tie,
)
from serving.choice.lookup import SupportLookup, answered, growth_metadata, options_of, records
from serving.http.codes import check_fields
from serving.http.problems import ProblemError
from serving.tables import number
from training.choice.criteria import CRITERIA, DOWNSIDE, RISK, Options
from training.choice.ranking import Ranking, cautions, rank_support
from training.choice.utilities import KEPT

TIE_UNITS = {
    "co-location": "proximity, 0 to 1: how often regions specialised in one are in the other",
    "value chain": "largest input or output share between the two, 0 to 1",
    "technology": "proximity of cluster and technology, 0 to 1",
    "talent": "points of growth per point that the cluster contributed before",
    "investment": "points of growth per point that the cluster contributed before",
}
WITHOUT_NICHES = (
    "no niches are among the options: no champion for technology niches was trained on the package "
    "of the growth champion"
)


def choose(lookup: SupportLookup, request: SupportRequest) -> SupportResponse:
    """Rank what a region could back.

    Raises
    ------
    ProblemError
        unknown-code, invalid-request for a criterion that there is not, or question-not-allowed.
    """
    region = request.region_code
    known, options = options_of(lookup, region)
    options = _of_kinds(options, frozenset(request.kinds))
    _check_weights(request.weights, options.direction)
    found = answered(
        lambda: rank_support(options, request.weights, request.k, request.draws, request.seed)
    )
    return SupportResponse(
        metadata=growth_metadata(lookup),
        niches=lookup.niches if known.with_niches else None,
        region_code=region,
        region_name=lookup.region_names[region],
        k=request.k,
        draws=request.draws,
        seed=request.seed,
        criteria=_criteria(options, found),
        options=_options(options, found),
        notes=cautions(found, request.k) + ([] if known.with_niches else [WITHOUT_NICHES]),
    )


@lru_cache(maxsize=KEPT)
def _of_kinds(options: Options, kinds: frozenset[str]) -> Options:
    """Only the options of some kinds, the same object for the same question."""
    mine = options.table["kind"].isin(kinds).to_numpy()
    if mine.all():
        return options
    return replace(
        options,
        table=options.table[mine].reset_index(drop=True),
        criteria=options.criteria[mine].reset_index(drop=True),
        prospects=options.prospects[mine],
        multiplier_range=options.multiplier_range[mine],
    )


def _check_weights(weights: Mapping[str, float] | None, criteria: Mapping[str, int]) -> None:
    strange = sorted(set(weights or ()) - set(criteria))
    if strange:
        detail = f"there is no such criterion; there are {', '.join(criteria)}"
        errors = [{"field": f"weights.{name}"[:200], "detail": detail} for name in strange[:10]]
        raise ProblemError("invalid-request", f"{errors[0]['field']}: {detail}", errors)


def _criteria(options: Options, found: Ranking) -> list[Criterion]:
    return [
        Criterion(
            name=name,
            meaning=CRITERIA[name][1] if name in CRITERIA else f"{name} per unit of size",
            direction=direction,
            weight=found.weights.get(name, 0.0),
            known=name not in found.left_out,
        )
        for name, direction in options.direction.items()
    ]


def _options(options: Options, found: Ranking) -> list[Option]:
    """The ranked options, the ends of their uncertain criteria among them."""
    ranges = dict(
        zip(
            zip(options.table["kind"], options.table["code"], strict=True),
            options.multiplier_range.tolist(),
            strict=True,
        )
    )
    labels = options.table[["kind", "code", "name"]].itertuples(index=False, name=None)
    names = {(kind, code): name for kind, code, name in labels}
    rows, criteria, parts = (
        records(table) for table in (found.options, found.criteria, found.contributions)
    )
    return [
        Option(
            **{**row, "dominated_by": row["dominated_by"] or None},
            dominated_by_name=names.get((row["kind"], row["dominated_by"])),
            criteria={name: number(value) for name, value in values.items()},
            contributions=part,
            growth_range=_range(values[DOWNSIDE], values[DOWNSIDE] + values[RISK]),
            multiplier_range=_range(*ranges[row["kind"], row["code"]]),
        )
        for row, values, part in zip(map(_split, rows), criteria, parts, strict=True)
    ]


def _split(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The names of unknown criteria as a list."""
    return {**row, "unknown": row["unknown"].split(", ") if row["unknown"] else []}


def _range(lower: float, upper: float) -> Range | None:
    return Range(lower=lower, upper=upper) if np.isfinite(lower + upper) else None


def externalities(lookup: SupportLookup, request: ExternalityRequest) -> ExternalityResponse:
    """What backing a cluster does to what surrounds it in a region.

    Raises
    ------
    ProblemError
        unknown-code or question-not-allowed.
    """
    region = request.region_code
    known, _ = options_of(lookup, region)
    ties, sources = known.ties, known.sources
    check_fields("cluster", {"cluster_code": request.cluster_code}, ties.cluster_codes)
    sizes = np.nan_to_num(sources.sizes[sources.regions.index(region)])
    shares = dict(zip(sources.clusters, (sizes / sizes.sum()).tolist(), strict=True))
    found = answered(lambda: named_ties(ties, request.cluster_code, request.top))
    return ExternalityResponse(
        metadata=growth_metadata(lookup),
        region_code=region,
        region_name=lookup.region_names[region],
        cluster_code=request.cluster_code,
        cluster_name=lookup.names[request.cluster_code],
        units=TIE_UNITS,
        spillover=Slope(
            slope=ties.spillover.slope,
            standard_error=ties.spillover.standard_error,
            n=ties.spillover.n,
        ),
        ties=[
            Tie(
                kind=row["kind"],
                target=row["target"],
                target_name=lookup.names.get(row["target"], row["target"]),
                strength=row["strength"],
                standard_error=number(row["standard_error"]),
                region_share=shares.get(row["target"]),
            )
            for row in records(found)
        ],
    )
