"""Surprises of a growth champion and its predecessors: outcomes that monitoring recorded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from training.champion import Champion
from training.yearly import once_a_year

Recorded = Callable[[Champion], pd.DataFrame | None]
"""From a champion to the outcomes that are recorded with its run, None without any."""
KEYS = ["region_code", "cluster_code", "year"]
LOWER, UPPER = "q100", "q900"
"""Ends of the 80 % interval."""


@dataclass(frozen=True, eq=False)
class Surprises:
    """Outcomes that are further from their forecasts than chance explains.

    Attributes
    ----------
    rows : DataFrame
        KEYS, value, median, lower, upper, p_value, origin (last year that the forecast knew) and
        version; the latest year first, in it the least likely. Each outcome once, as by the latest
        version that forecast it.
    years : tuple of int
        Years whose outcomes were compared, surprising or not.
    """

    rows: pd.DataFrame
    years: tuple[int, ...] = ()


COLUMNS = [*KEYS, "value", "median", "lower", "upper", "p_value", "origin", "version"]
NONE = Surprises(pd.DataFrame(columns=COLUMNS))


def surprises(champions: Sequence[Champion], recorded: Recorded) -> Surprises:
    """The surprises of growth champions of one package, the present one last."""
    found = list(_compared(champions, recorded))
    if not found:
        return NONE
    rows = pd.concat(found, ignore_index=True).drop_duplicates(KEYS, keep="last")
    years = tuple(sorted({int(year) for year in rows["year"]}))
    chosen = rows[rows["surprising"].astype(bool)]
    chosen = chosen.sort_values(["year", "p_value", *KEYS[:2]], ascending=[False, True, True, True])
    return Surprises(chosen[COLUMNS].reset_index(drop=True), years)


def _compared(champions: Sequence[Champion], recorded: Recorded) -> Iterator[pd.DataFrame]:
    """Recorded outcomes beside their forecasts, of each champion that has some."""
    for champion in champions:
        outcomes = recorded(champion)
        if outcomes is None or not {"outcome", "p_value", "surprising"} <= set(outcomes):
            continue
        forecasts = once_a_year(champion).tables["forecasts"]
        forecasts = forecasts[[*KEYS, "median", LOWER, UPPER]]
        rows = outcomes.merge(forecasts, on=KEYS).rename(
            columns={"outcome": "value", LOWER: "lower", UPPER: "upper"}
        )
        yield rows.assign(origin=champion.cutoff, version=champion.version)
