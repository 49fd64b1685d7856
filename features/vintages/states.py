"""States of an indicator, oldest first, and which of them was published at an origin."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from features.package import Package
from features.package.schema import TABLES
from features.package.suspicions.years import last_common_year

FIGURES = {"cluster_indicators": "value", "region_indicators": "value", "patents": "patents"}
"""Tables whose figures are compared, with the column of the figure."""


@dataclass(frozen=True)
class Vintage:
    """A former state of a package.

    Attributes
    ----------
    name : str
        Of its folder: DATE-SHA256, with the day on which it was imported.
    package : Package
    """

    name: str
    package: Package


@dataclass(frozen=True)
class State:
    """Figures of an indicator (or of patents) as they stood after an import.

    Attributes
    ----------
    name : str
        Of the vintage; "" for the present package.
    package : Package
    figures : DataFrame
        The columns of CELL and value, one row per figure.
    last_year : int
        As features.package.suspicions.years.last_common_year.
    unit : str
        Of the indicator; "" for patents.
    """

    name: str
    package: Package
    figures: pd.DataFrame
    last_year: int
    unit: str


CELL = ["region_code", "activity_code", "year", "period"]
"""What identifies a figure of an indicator; the activity is "" for indicators of regions, the
period 0 for years."""


def indicators(package: Package) -> list[tuple[str, str]]:
    """Tables and indicators with figures; the indicator of patents is ""."""
    found = []
    for table in (name for name in FIGURES if name in package.tables):
        rows = package.tables[table]
        names = rows["indicator"].unique() if "indicator" in rows else [""]
        found += [(table, str(name)) for name in names]
    return found


def states(package: Package, former: Sequence[Vintage], table: str, indicator: str) -> list[State]:
    """The states of an indicator, oldest first; the present one is the last.

    Those of one day are in the order of their last years. States without the indicator are left
    out; the list is empty if the present package has no figures of it.
    """
    now = _state("", package, table, indicator)
    if now is None:
        return []
    found = [(it.name, _state(it.name, it.package, table, indicator)) for it in former]
    dated = [(name[:10], state) for name, state in found if state is not None]
    return [state for _, state in sorted(dated, key=lambda it: (it[0], it[1].last_year))] + [now]


def _state(name: str, package: Package, table: str, indicator: str) -> State | None:
    """An indicator in one state of a package; None without figures."""
    rows = package.files().get(table)
    if rows is None:
        return None
    if "indicator" in rows:
        rows = rows[rows["indicator"] == indicator]
    if rows.empty:
        return None
    activity = next(
        (it for it in TABLES[table].key if it in ("cluster_code", "technology_code")), ""
    )
    figures = pd.DataFrame(
        {
            "region_code": rows["region_code"],
            "activity_code": rows[activity] if activity else "",
            "year": rows["year"],
            "period": rows.get("period", 0),
            "value": rows[FIGURES[table]].astype(float),
        }
    )
    last_year = last_common_year(figures, ["region_code", "activity_code"])
    names = package.tables["indicators"]
    unit = names.loc[names["indicator"] == indicator, "unit"]
    return State(name, package, figures, last_year, str(unit.iloc[0]) if len(unit) else "")


def known_at(found: Sequence[State], year: int) -> list[State]:
    """The states (oldest first) before the first whose data go beyond a year."""
    beyond = (place for place, state in enumerate(found) if state.last_year > year)
    return list(found[: next(beyond, len(found))])


def published_at(found: Sequence[State], year: int) -> State | None:
    """The newest state that was published when the data ended in a year; None if none is kept.

    A state in another unit than the newest one cannot be compared with later outcomes and counts
    as none.
    """
    known = known_at(found, year)
    if not known or known[-1].last_year != year or known[-1].unit != found[-1].unit:
        return None
    return known[-1]


def editions(found: Sequence[State]) -> list[State]:
    """The newest state of each last year, oldest first."""
    newest = {state.last_year: state for state in found}
    return [newest[year] for year in sorted(newest)]
