"""The choice: from a request to ranked options."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from serving.choice.contracts import (
    Criterion,
    Option,
    OptionsRequest,
    OptionsResponse,
    Range,
    RegionOptions,
)
from serving.choice.lookup import ChoiceLookup
from serving.http.problems import ProblemError
from serving.links.lookup import LinkLookup, growth_of
from serving.tables import need, number, records
from training.choice import ranking
from training.choice.criteria import DOWNSIDE, RISK
from training.choice.options import Options
from training.choice.ranking import Ranking, cautions


def rank_options(lookup: ChoiceLookup, request: OptionsRequest) -> OptionsResponse:
    """Rank what regions could back.

    Raises
    ------
    InputError
        A code or a criterion is unknown, or the data does not allow a choice.
    """
    links = lookup.links
    prepared, about = growth_of(links, request.region_codes)
    return OptionsResponse(
        metadata=about,
        niches=links.niches if prepared.with_niches else None,
        k=request.k,
        draws=request.draws,
        seed=request.seed,
        regions=[
            _region_options(lookup, region, request)
            for region in dict.fromkeys(request.region_codes)
        ],
    )


def _region_options(lookup: ChoiceLookup, region: str, request: OptionsRequest) -> RegionOptions:
    options = _of_kinds(lookup, region, frozenset(request.kinds))
    _check_weights(request.weights, options.direction)
    found = ranking.rank_options(options, request.weights, request.k, request.draws, request.seed)
    return RegionOptions(
        region_code=region,
        region_name=lookup.links.region_names[region],
        criteria=_criteria(options, found),
        options=_options(options, found),
        notes=cautions(found, request.k) + _without_niches(lookup.links),
    )


def _without_niches(links: LinkLookup) -> list[str]:
    """Why no niches are among the options, if there are none."""
    if need(links.context).with_niches:
        return []
    if links.niches is None or links.growth is None:
        return ["niches are not among the options: no champion for technology niches is loaded"]
    return [
        f"niches are not among the options: the niche champion was trained on "
        f"{links.niches.package} (sha256 {links.niches.sha256[:12]}), the growth champion on "
        f"{links.growth.package} (sha256 {links.growth.sha256[:12]})"
    ]


def _of_kinds(lookup: ChoiceLookup, region: str, kinds: frozenset[str]) -> Options:
    """The options of some kinds; the same object for the same question."""
    key = region, kinds
    if key not in lookup.of_kinds:
        lookup.of_kinds[key] = _selected(need(lookup.options[region]), kinds)
    return lookup.of_kinds[key]


def _selected(options: Options, kinds: frozenset[str]) -> Options:
    chosen = options.table["kind"].isin(kinds).to_numpy()
    if chosen.all():
        return options
    return replace(
        options,
        table=options.table[chosen].reset_index(drop=True),
        criteria=options.criteria[chosen].reset_index(drop=True),
        prospects=options.prospects[chosen],
        multiplier_range=options.multiplier_range[chosen],
    )


def _check_weights(weights: Mapping[str, float] | None, criteria: Mapping[str, int]) -> None:
    unknown = sorted(set(weights or ()) - set(criteria))
    if unknown:
        detail = f"there is no such criterion; available: {', '.join(criteria)}"
        errors = [{"field": f"weights.{name}"[:200], "detail": detail} for name in unknown[:10]]
        raise ProblemError("invalid-request", f"{errors[0]['field']}: {detail}", errors)


def _criteria(options: Options, found: Ranking) -> list[Criterion]:
    return [
        Criterion(
            name=name,
            meaning=options.meaning[name],
            direction=direction,
            weight=found.weights.get(name, 0.0),
            known=name not in found.left_out,
        )
        for name, direction in options.direction.items()
    ]


def _options(options: Options, found: Ranking) -> list[Option]:
    """The ranked options, with the ranges of their uncertain criteria."""
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
