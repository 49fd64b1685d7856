"""Coverage: how many series are known in each year, and years that are missing or thin."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.arrays import Index, Mask
from features.formats import counted
from features.quality.findings import Finding, Place, two_figures, years_in_words
from features.quality.grids import Grid

THIN = 0.9
"""Share of the series of the years around below which a year is thin."""
SUDDEN = 1.5
"""Times the series of the year before from which a year begins a fuller record."""
FEW_GAPS = 0.05
"""Share of unknown values between the first and last of their series that is worth a note."""


def coverage(grids: Sequence[Grid]) -> pd.DataFrame:
    """Known series by table, indicator and year.

    Returns
    -------
    DataFrame
        table, indicator, year, known (series with a value), series (all that ever have one),
        share (0 to 1). Series of patents are regions: where a region has rows in a year, a
        technology without one has no patents.
    """
    parts = []
    for grid in grids:
        n_known, series = _known(grid)
        parts.append(
            pd.DataFrame(
                {
                    "table": grid.table,
                    "indicator": grid.indicator,
                    "year": grid.years,
                    "known": n_known,
                    "series": series,
                    "share": n_known / series,
                }
            )
        )
    columns = ["table", "indicator", "year", "known", "series", "share"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _known(grid: Grid) -> tuple[Index, int]:
    """Known series (n_years,), and the number of all series."""
    if not grid.is_patents:
        return grid.known.sum(axis=0), len(grid.sizes)
    recorded = np.zeros((len(grid.regions.codes), len(grid.years)), dtype=bool)
    np.logical_or.at(recorded, grid.region, grid.known)
    return recorded.sum(axis=0), len(recorded)


def coverage_findings(grids: Sequence[Grid]) -> list[Finding]:
    """Years without any value, years with few, a record that becomes fuller, gaps in series."""
    found = []
    for grid in grids:
        n_known, _ = _known(grid)
        found += _missing_years(grid, n_known)
        found += _thin_years(grid, n_known)
        found += _fuller_record(grid, n_known)
        found += _gaps(grid, n_known)
    return found


def _missing_years(grid: Grid, n_known: Index) -> list[Finding]:
    missing = grid.years[n_known == 0]
    if not len(missing):
        return []
    steps = np.unique(np.diff(grid.years[n_known > 0]))
    if len(steps) == 1:
        text = f"{grid.indicator} has values only every {steps[0]} years."
        advice = "Number the rounds one year apart, or interpolate, to forecast it."
    else:
        text = f"{grid.indicator} has no value for {years_in_words(missing.tolist())}."
        advice = "Add these years; forecasts carry the last value over them."
    place: Place = {"indicator": grid.indicator, "year": int(missing[0])}
    return [
        Finding(
            "coverage",
            "warning",
            grid.table,
            place,
            float(len(missing)),
            text,
            advice,
            len(missing),
        )
    ]


def _thin_years(grid: Grid, n_known: Index) -> list[Finding]:
    """Years with fewer series than those on both sides, or than the one before if the last."""
    present = np.flatnonzero(n_known > 0)
    if len(present) < 3:
        return []
    counts = n_known[present].astype(np.float64)
    around = np.minimum(counts[:-2], counts[2:])
    thin = [*np.flatnonzero(counts[1:-1] < THIN * around) + 1]
    ends_thin = counts[-1] < THIN * counts[-2]
    thin += [len(counts) - 1] if ends_thin else []
    if not thin:
        return []
    years = grid.years[present[thin]].tolist()
    least = thin[int(np.argmin(counts[thin]))]
    year, usual = int(grid.years[present[least]]), int(counts[least - 1])
    text = (
        f"{grid.indicator} has fewer series in {years_in_words(years)}: {int(counts[least]):,} in "
        f"{year}, {usual:,} in {grid.years[present[least - 1]]}."
    )
    advice = "Add the missing rows; without them, totals of these years are estimated."
    if ends_thin:
        before = grid.years[present[-2]]
        advice = f"If {years[-1]} is not complete yet, train with --cutoff {before}."
    place: Place = {"indicator": grid.indicator, "year": year}
    share = float(counts[least] / usual)
    return [Finding("coverage", "warning", grid.table, place, share, text, advice, len(years))]


def _fuller_record(grid: Grid, n_known: Index) -> list[Finding]:
    """The last year in which many series begin at once."""
    counts = n_known.astype(np.float64)
    sudden = np.flatnonzero((counts[:-1] > 0) & (counts[1:] >= SUDDEN * counts[:-1])) + 1
    jumps = [it for it in sudden.tolist() if n_known[it:].min() > n_known[it - 1]]
    if not jumps:
        return []
    column = int(jumps[-1])
    year = int(grid.years[column])
    text = (
        f"{grid.indicator} has {n_known[column]:,} series from {year} on and "
        f"{n_known[column - 1]:,} in {year - 1}."
    )
    advice = f"Compare totals only from {year} on."
    place: Place = {"indicator": grid.indicator, "year": year}
    ratio = float(counts[column] / counts[column - 1])
    return [Finding("coverage", "note", grid.table, place, ratio, text, advice)]


def _gaps(grid: Grid, n_known: Index) -> list[Finding]:
    """Unknown values between the first and the last of their series, in years that have others."""
    if grid.is_patents:
        return []
    inside = _inside(grid.known) & (n_known > 0)
    gaps = inside & ~grid.known
    share = gaps.sum() / max(inside.sum(), 1)
    if share < FEW_GAPS:
        return []
    series = int(gaps.sum(axis=1).argmax())
    text = (
        f"{two_figures(share)} of the values of {grid.indicator} are unknown between the first and "
        f"the last year of their series, most in {grid.label(series)}: "
        f"{counted(gaps[series].sum(), 'year')}."
    )
    advice = "Ask the source whether they are withheld; a gap counts as unknown, never as zero."
    place = grid.place(series)
    return [
        Finding("coverage", "note", grid.table, place, float(share), text, advice, int(gaps.sum()))
    ]


def _inside(n_known: Mask) -> Mask:
    """Years from the first to the last known value of each series."""
    begun = np.logical_or.accumulate(n_known, axis=1)
    not_ended = np.logical_or.accumulate(n_known[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(begun & not_ended)
