"""The technology audit of one region: what champions say of it, as a plain dict."""

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.errors import InputError, UnknownCodeError
from features.links.priorities import priorities
from features.niches.counts import ACTIVITY_TABLES, Activity
from features.package import Package
from serving.reports.emerging import emerging
from training.champion import Champion
from training.figures.technology_space import technology_space
from training.registry.provenance import is_demo, metadata, provenance, records
from training.yearly import once_a_year

Audit = dict[str, Any]

UNITS = {
    "probability": "chance that it happens within the horizon, 0 to 1",
    "probability_low": "lower end of the 90 % range of the probability",
    "probability_high": "upper end of the 90 % range of the probability",
    "null_probability": "the same chance by the best simple rule, 0 to 1",
    "lift": "probability / null_probability",
    "location_quotient": "share in the region / share in all regions, 1 = as everywhere",
    "relatedness_density": "share of related activities that the region has, 0 to 1",
    "complexity": "product complexity index, mean 0, standard deviation 1",
    "growth": "per cent a year from the cutoff to the last year forecast",
}
CALL_COLUMNS = [
    "activity_code",
    "activity_name",
    "probability",
    "probability_low",
    "probability_high",
    "null_probability",
    "lift",
    "location_quotient",
    "relatedness_density",
    "complexity",
    "priority",
    "warning",
]
SUMMARY = ["diversity", "eci", "fitness", "count"]
KEYS = ["region_code", "activity_code", "call"]


def audit(
    niches: Champion, package: Package, region_code: str, growth: Champion | None = None
) -> Audit:
    """Everything that the champions say of one region.

    Parameters
    ----------
    niches : Champion
        Of technology niches or market niches.
    package : Package
        The one that it was trained on: sources, licences and priorities come from it.
    region_code : str
    growth : Champion, optional
        Left out, with a note, where it was trained on another package.

    Returns
    -------
    dict
        Ready for JSON (unknown figures are None): metadata, demo, units, region_code,
        region_name, summary, ranks, count_unit, expected, warning, likely_entries and at_risk
        (all calls, likeliest first, with reasons for the likeliest), breakthroughs (or None),
        portfolio, space, reliability, growth, notes.

    Raises
    ------
    InputError
        The champion was trained on another package, or does not call this region.
    UnknownCodeError
        There is no such region.
    """
    _check_package(niches, package)
    tables = niches.tables
    calls = tables["calls"][tables["calls"]["region_code"] == region_code]
    name = _region_name(niches, region_code, known=not calls.empty)
    activity = cast(Activity, niches.params["activity"])
    calls = _described(calls, tables, priorities(package, activity))
    notes: list[str] = []
    return {
        "metadata": {**metadata(niches), **provenance(package)},
        "demo": is_demo(package),
        "units": UNITS,
        "region_code": region_code,
        "region_name": name,
        "summary": records(_of(tables["region_summary"], region_code)[SUMMARY])[0],
        "ranks": _ranks(tables["region_summary"], region_code),
        "count_unit": niches.counted,
        "expected": calls.groupby("call")["probability"].sum().to_dict(),
        "warning": str(calls["warning"].iloc[0]),
        "likely_entries": _calls(calls, "entry"),
        "at_risk": _calls(calls, "exit"),
        "breakthroughs": emerging(niches, region_code),
        "portfolio": _portfolio(tables, region_code),
        "space": _space(niches, package),
        "reliability": records(tables["reliability"]),
        "growth": _growth(growth, package, region_code, notes),
        "notes": notes,
    }


def _check_package(champion: Champion, package: Package) -> None:
    if champion.sha256 == package.sha256:
        return
    lacking = [name for name in ("patents", "technologies") if name not in package.tables]
    other = "or train and promote a model on this one"
    if lacking and champion.params["activity"] == "technology":
        other = (
            f"or, since this one has no table {' and no table '.join(lacking)}, train, promote and "
            "audit market niches on it with --activity cluster"
        )
    raise InputError(
        f"the champion {champion.name} version {champion.version} was trained on "
        f"{champion.package} (sha256 {champion.sha256[:12]}), not on this {package.name} "
        f"(sha256 {package.sha256[:12]}): give the package that it was trained on, {other}"
    )


def _region_name(champion: Champion, region_code: str, known: bool) -> str:
    names = champion.tables["regions"].set_index("region_code")["region_name"]
    if region_code not in names.index:
        raise UnknownCodeError("region", region_code, names.index)
    if not known:
        raise InputError(
            f"region {region_code!r} has no counts of its own in the {champion.params['window']} "
            f"years up to {champion.cutoff}, so there is nothing to audit"
        )
    return str(names[region_code])


def _described(
    calls: pd.DataFrame, tables: Mapping[str, pd.DataFrame], weights: "pd.Series[float]"
) -> pd.DataFrame:
    """Calls with the name of the activity and its priority (NaN: none), likeliest first."""
    activities = tables["activities"].set_index("activity_code")
    codes = calls["activity_code"]
    described = calls.assign(
        activity_name=codes.map(activities["activity_name"]),
        priority=codes.map(weights).astype(float),
        reasons=_reasons(calls, tables["reasons"]),
    )
    return described.sort_values("probability", ascending=False, kind="stable")


def _reasons(calls: pd.DataFrame, reasons: pd.DataFrame) -> "pd.Series[Any]":
    """The reasons of each call, the first ones first; an empty list for the unlikely calls."""
    own = reasons[reasons["region_code"].isin(calls["region_code"])].sort_values("rank")
    found: dict[tuple[str, ...], list[Audit]] = {}
    for *key, reason, weight in own[[*KEYS, "reason", "weight"]].itertuples(index=False):
        found.setdefault(tuple(key), []).append({"reason": reason, "weight": weight})
    keys = calls[KEYS].itertuples(index=False, name=None)
    return pd.Series([found.get(key, []) for key in keys], index=calls.index, dtype=object)


def _calls(calls: pd.DataFrame, call: str) -> list[Audit]:
    return records(calls.loc[calls["call"] == call, [*CALL_COLUMNS, "reasons"]])


def _of(table: pd.DataFrame, region_code: str) -> pd.DataFrame:
    return table[table["region_code"] == region_code]


def _ranks(summary: pd.DataFrame, region_code: str) -> Audit:
    """Place of the region in each figure, 1 for the highest, among how many."""
    places = summary[SUMMARY].rank(ascending=False, method="min")
    own = records(places[summary["region_code"] == region_code])[0]
    return {**own, "of": len(summary)}


def _portfolio(tables: Mapping[str, pd.DataFrame], region_code: str) -> list[Audit]:
    """All activities with any count, the strongest specialisation first."""
    names = tables["activities"][["activity_code", "activity_name", "pci", "ubiquity"]]
    own = _of(tables["portfolio"], region_code).merge(names, on="activity_code", how="left")
    own = own.sort_values("location_quotient", ascending=False, kind="stable")
    return records(own.drop(columns="region_code"))


def _space(champion: Champion, package: Package) -> Audit:
    """The network of all activities: nodes with place, size and group, links by code.

    The group is the name of the topmost parent, "" without one.
    """
    portfolio = champion.tables["portfolio"]
    space = technology_space(portfolio, float(champion.params["threshold"]))
    counts = portfolio.groupby("activity_code")["count"].sum()
    nodes = pd.DataFrame(space.positions, columns=["x", "y"]).assign(
        activity_code=space.activities,
        count=counts.reindex(space.activities).to_numpy(),
        group=_groups(package, str(champion.params["activity"]), space.activities),
    )
    ends = space.activities[space.links]
    links = pd.DataFrame(ends, columns=["from", "to"]).assign(proximity=space.proximities)
    return {"nodes": records(nodes), "links": records(links)}


def _groups(package: Package, activity: str, codes: npt.NDArray[np.object_]) -> list[str]:
    """Name of the topmost parent of each code."""
    table = ACTIVITY_TABLES[activity]
    if table not in package.tables:
        return [""] * len(codes)
    rows = package.tables[table].set_index(f"{activity}_code")
    parents, names = rows["parent_code"].to_dict(), rows[f"{activity}_name"].to_dict()
    top = []
    for code in codes:
        above = parents.get(code, "")
        while parents.get(above):
            above = parents[above]
        top.append(names.get(above, ""))
    return top


def _growth(
    champion: Champion | None, package: Package, region_code: str, notes: list[str]
) -> Audit | None:
    """Forecasts of the region's clusters, the largest first; None, and a note, without them."""
    if champion is None:
        notes.append(
            "No growth champion is there, so the audit holds no growth forecasts, nor what to "
            "support, multipliers and peers."
        )
        return None
    if champion.sha256 != package.sha256:
        notes.append(
            f"The growth champion was trained on {champion.package} "
            f"(sha256 {champion.sha256[:12]}), so its forecasts, what to support, multipliers and "
            "peers are left out: train both on the same package."
        )
        return None
    clusters = _clusters(once_a_year(champion), region_code)
    if not clusters:
        notes.append(
            "The growth champion has no forecast for this region, so what to support, multipliers "
            "and peers are left out too."
        )
        return None
    indicator = str(champion.params["indicator"])
    units = champion.tables["indicators"].set_index("indicator")["unit"]
    return {
        "metadata": metadata(champion),
        "indicator": indicator,
        "unit": str(units.get(indicator, "")),
        "year": champion.cutoff + champion.horizon,
        "clusters": clusters,
    }


def _clusters(champion: Champion, region_code: str) -> list[Audit]:
    """Value at the cutoff and at the end, with 80 % interval, and the growth between them."""
    forecasts, history = champion.tables["forecasts"], champion.tables["history"]
    last = _of(history[history["year"] == champion.cutoff], region_code)
    end = _of(forecasts[forecasts["step"] == champion.horizon], region_code)
    names = champion.tables["clusters"][["cluster_code", "cluster_name"]]
    rows = (
        end[["cluster_code", "median", "q100", "q900"]]
        .merge(last[["cluster_code", "value"]], on="cluster_code", how="left")
        .merge(names, on="cluster_code", how="left")
        .rename(columns={"value": "last_value", "q100": "lower_80", "q900": "upper_80"})
        .sort_values("last_value", ascending=False, kind="stable")
    )
    for name in ("median", "lower_80", "upper_80"):
        rows[f"growth_{name}"] = _per_year(rows["last_value"], rows[name], champion.horizon)
    rows["drivers"] = _drivers(champion, region_code, rows["cluster_code"])
    return records(rows)


def _drivers(champion: Champion, region_code: str, clusters: "pd.Series[str]") -> "pd.Series[Any]":
    """What moves each cluster's forecast, the strongest first; an empty list where it is not told.

    Each has its contribution in the unit and its growth in per cent a year.
    """
    told: dict[str, list[Audit]] = {}
    if "reasons" in champion.tables:
        own = _of(champion.tables["reasons"], region_code)
        own = own.sort_values("contribution", key=np.abs, ascending=False, kind="stable")
        for code, part in own.groupby("cluster_code"):
            told[str(code)] = records(part[["driver", "contribution", "growth"]])
    return pd.Series([told.get(code, []) for code in clusters], index=clusters.index, dtype=object)


def _per_year(start: "pd.Series[float]", end: "pd.Series[float]", years: int) -> "pd.Series[float]":
    """Compound growth in per cent a year; NaN where a value is not positive."""
    ratio = end.where(end > 0) / start.where(start > 0)
    return 100 * (ratio ** (1 / years) - 1)
