"""Calls by name: the surest that came true and that did not, and the furthest from what came."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from serving.record.contracts import Case, Cases, Group, RecordRequest, Said
from serving.record.lookup import RecordLookup
from serving.record.past import LIVE
from serving.tables import Named, number, records

SMALLEST = 0.01
"""Least share of a region's total at the origin of a cluster that is named: small ones swing."""
UNFORESEEN = 0.1
"""Chance below which a niche that was entered had not been expected."""


@dataclass(frozen=True)
class Names:
    """Names by code, in the language of the answer."""

    regions: Mapping[str, Named]
    activities: Mapping[str, Named]


Pick = Callable[[pd.DataFrame], pd.DataFrame]


def _sorted(column: str, ascending: bool = False) -> Pick:
    return lambda rows: rows.sort_values(column, ascending=ascending, kind="stable")


def _when(outcome: int, ascending: bool = False, below: float = 1.1) -> Pick:
    def pick(rows: pd.DataFrame) -> pd.DataFrame:
        chosen = rows[(rows["outcome"] == outcome) & (rows["stated"] < below)]
        return chosen.sort_values("stated", ascending=ascending, kind="stable")

    return pick


def _missed(above: bool) -> Pick:
    """Outcomes above or below the interval, else the forecast; those furthest out first."""

    def pick(rows: pd.DataFrame) -> pd.DataFrame:
        sign, end = (1, "upper") if above else (-1, "lower")
        bound = rows[end].fillna(rows["stated"])
        out = rows.assign(far=sign * (rows["outcome"] - rows["stated"]))
        out = out[sign * (rows["outcome"] - bound) > 0]
        return out.sort_values("far", ascending=False, kind="stable")

    return pick


NICHE_GROUPS: Mapping[Group, Pick] = {
    "came_true": _when(1),
    "failed": _when(0),
    "unforeseen": _when(1, ascending=True, below=UNFORESEEN),
}
GROWTH_GROUPS: Mapping[Group, Pick] = {
    "fastest": _sorted("stated"),
    "above": _missed(above=True),
    "below": _missed(above=False),
}


def cases(lookup: RecordLookup, names: Names, request: RecordRequest) -> Iterator[Cases]:
    """The groups of each kind of call that is asked for."""
    for _, rows in chosen(lookup, request).groupby("call", sort=False):
        call: Said = rows["call"].iloc[0]
        groups = GROWTH_GROUPS if call == "growth" else NICHE_GROUPS
        rows = notable(rows) if call == "growth" and not request.codes else rows
        for group, pick in groups.items():
            picked = pick(rows)
            if picked.empty:
                continue
            shown = picked.iloc[request.offset : request.offset + request.limit]
            yield Cases(
                group=group,
                call=call,
                activity=lookup.activity,
                n=len(picked),
                of=len(rows),
                cases=[_case(lookup, names, group, row) for row in records(shown)],
            )


def chosen(lookup: RecordLookup, request: RecordRequest) -> pd.DataFrame:
    """The calls that a request asks for."""
    rows = lookup.calls
    keep = np.ones(len(rows), dtype=bool)
    if request.call is not None:
        keep &= (rows["call"] == request.call).to_numpy()
    if request.origin is not None:
        keep &= (rows["origin"] == request.origin).to_numpy()
    if request.region_codes:
        keep &= rows["region_code"].isin(request.region_codes).to_numpy()
    if request.codes:
        keep &= rows["code"].isin(request.codes).to_numpy()
    return rows[keep]


def notable(rows: pd.DataFrame) -> pd.DataFrame:
    """Series of at least SMALLEST of their region; all where sizes are not kept."""
    if rows["size"].isna().all():
        return rows
    total = rows.groupby(["origin", "region_code"])["size"].transform("sum")
    return rows[rows["size"] >= SMALLEST * total]


def _case(lookup: RecordLookup, names: Names, group: Group, row: Mapping[str, Any]) -> Case:
    region, code = row["region_code"], row["code"]
    return Case(
        group=group,
        call=row["call"],
        activity=lookup.activity,
        origin=row["origin"],
        target=row["target"],
        live=bool(row[LIVE]),
        region_code=region,
        region_name=_name(names.regions, region),
        code=code,
        name=_name(names.activities, code),
        stated=row["stated"],
        lower=number(row["lower"]),
        upper=number(row["upper"]),
        outcome=row["outcome"],
    )


def _name(named: Mapping[str, Named], code: str) -> str:
    """A name; the code of one that the champion no longer has."""
    return named[code].name if code in named else code
