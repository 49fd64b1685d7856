"""What a region should support, for its report: as a plain dict, from champions alone."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from features.errors import InputError, UnknownCodeError
from features.links.flow_table import InputOutput, strongest_flows
from features.links.peers import nearest_peers, profile, sets_apart
from features.links.regionalization import DELTA, DELTAS, regional_tables
from serving.reports.audit import Audit
from training.champion import Champion
from training.choice import context
from training.choice.confidence import DRAWS
from training.choice.context import Support
from training.choice.criteria import CRITERIA, Options, region_options
from training.choice.ranking import Ranking, cautions, rank_support
from training.registry.provenance import records

K = 5
SHOWN = 15
FLOWS = 24


def section(growth: Champion, niches: Champion | None, region_code: str) -> Audit:
    """The ranked options, multipliers, value chain and peers of a region, ready for JSON.

    Returns
    -------
    dict
        k, draws, cutoff, niches_cutoff (None without niches), criteria (name, meaning, weight),
        options, multipliers (or None), flows, table (region and year, or None), peers (or None),
        notes (why a part is missing, and what to beware of).

    Raises
    ------
    InputError
        The growth champion does not allow a choice, or does not know the region.
    """
    known = context.support(growth, niches)
    if region_code not in known.sources.regions:
        raise UnknownCodeError("region", region_code, known.sources.regions)
    notes: list[str] = []
    multipliers, table = _multipliers(known, region_code, notes)
    if not known.with_niches:
        notes.append(_without_niches(growth, niches))
    options = region_options(known.sources, region_code, multipliers)
    found = rank_support(options, k=K)
    notes += [f"{caution}." for caution in cautions(found, K)]
    names = {code: name for (kind, code), name in known.sources.names.items() if kind == "cluster"}
    return {
        "k": K,
        "draws": DRAWS,
        "cutoff": growth.cutoff,
        "niches_cutoff": niches.cutoff if niches and known.with_niches else None,
        "criteria": _criteria(found),
        "options": _options(options, found, known.sources.names),
        "multipliers": _ranges(multipliers, names),
        "deltas": list(DELTAS),
        "table": table and {"region_code": table.region_code, "year": table.year},
        "flows": _flows(table, names),
        "peers": _peers(known, region_code, names, notes),
        "notes": notes,
    }


def _without_niches(growth: Champion, niches: Champion | None) -> str:
    """Why no niches are among the options."""
    if niches is None:
        return "No niches are among the options: there is no champion for them."
    return (
        f"No niches are among the options: their champion was trained on {niches.package} "
        f"(sha256 {niches.sha256[:12]}), that of growth on {growth.package} "
        f"(sha256 {growth.sha256[:12]})."
    )


def _multipliers(
    known: Support, region_code: str, notes: list[str]
) -> tuple[pd.DataFrame | None, InputOutput | None]:
    """Multipliers and the regional table at the usual delta; None, and a note, without a table."""
    try:
        multipliers = context.multipliers(known, region_code)
    except InputError as error:
        notes.append(f"Multipliers are unknown: {error}.")
        return None, None
    tables = regional_tables(known.data, region_code, [DELTA], indicator=known.indicator)
    return multipliers, tables[0]


def _criteria(found: Ranking) -> list[Audit]:
    return [
        {
            "name": name,
            "meaning": CRITERIA[name].meaning if name in CRITERIA else f"{name} per unit of size",
            "weight": weight,
        }
        for name, weight in found.weights.items()
    ]


def _options(options: Options, found: Ranking, names: Mapping[tuple[str, str], str]) -> list[Audit]:
    """The best options with their criteria, contributions and multiplier ranges."""
    ranges = pd.DataFrame(options.multiplier_range, columns=["low", "high"])
    keys = ["kind", "code"]
    ends = found.options[keys].merge(options.table[keys].join(ranges), on=keys, how="left")
    parts = zip(
        records(found.options.head(SHOWN)),
        records(found.criteria.head(SHOWN)),
        records(found.contributions.head(SHOWN)),
        records(ends[["low", "high"]].head(SHOWN)),
        strict=True,
    )
    return [
        {
            **row,
            "dominated_by_name": names.get((row["kind"], row["dominated_by"]), ""),
            "criteria": criteria,
            "contributions": contributions,
            "multiplier_range": ends_,
        }
        for row, criteria, contributions, ends_ in parts
    ]


def _ranges(multipliers: pd.DataFrame | None, names: dict[str, str]) -> list[Audit] | None:
    """The largest multipliers with their range over delta."""
    if multipliers is None:
        return None
    rows = multipliers.dropna(subset="output_multiplier").sort_values(
        "output_multiplier", ascending=False, kind="stable"
    )
    return records(rows.assign(cluster_name=rows["cluster_code"].map(names)).head(SHOWN))


def _flows(table: InputOutput | None, names: dict[str, str]) -> list[Audit]:
    """The strongest flows between clusters of the region."""
    if table is None:
        return []
    flows = strongest_flows(table, FLOWS)
    for side in ("from", "to"):
        flows[f"{side}_cluster_name"] = flows[f"{side}_cluster_code"].map(names)
    return records(flows)


def _peers(
    known: Support, region_code: str, names: Mapping[str, str], notes: list[str]
) -> Audit | None:
    """The nearest peers and what sets the region apart; None, and a note, without a profile."""
    try:
        table = profile(known.data, indicator=known.indicator)
        nearest = nearest_peers(table, region_code, context.PEERS)
    except InputError as error:
        notes.append(f"Peers are unknown: {error}.")
        return None
    regions = known.data.tables["regions"].set_index("region_code")["region_name"]
    apart = sets_apart(table, region_code, nearest["region_code"].tolist())
    named = nearest.assign(region_name=nearest["region_code"].map(regions))
    labels = [context.profile_label(name, names) for name in apart["indicator"]]
    return {
        "nearest": [_peer(row, names) for row in records(named)],
        "apart": records(apart.assign(label=labels)),
    }


def _peer(row: Audit, names: Mapping[str, str]) -> Audit:
    gaps: list[dict[str, Any]] = [
        {"indicator": name, "label": context.profile_label(name, names), "difference": gap}
        for name, gap in zip(row["apart"], row["differences"], strict=True)
    ]
    return {"region_name": row["region_name"], "distance": row["distance"], "apart": gaps}
