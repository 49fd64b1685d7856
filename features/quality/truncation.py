"""Patents of the last years that are not published yet, and so look like a fall."""

from collections.abc import Sequence

import numpy as np

from features.quality.findings import Finding, Place, years_in_words
from features.quality.grids import Grid

LAST = 6
"""Last years among which a peak is looked for."""
FALL = 0.85
"""Share of the peak, and of the trend, below which the last year is cut off."""
TREND = 10
"""Years up to the peak whose median growth is the trend."""
FEWEST_YEARS = 8
COUNTS = 100.0
"""Fewest patents in the peak year."""


def truncation_findings(grids: Sequence[Grid]) -> list[Finding]:
    """Years at the end of patents in which the total falls to far below its trend."""
    return [finding for grid in grids if grid.is_patents for finding in _truncated(grid)]


def _truncated(grid: Grid) -> list[Finding]:
    total = np.nansum(grid.sizes[grid.leaf], axis=0)
    if len(total) < FEWEST_YEARS or total.max() < COUNTS:
        return []
    peak = len(total) - LAST + int(np.argmax(total[-LAST:]))
    after = total[peak:]
    falls = np.all(np.diff(after) < 0) and after[-1] < FALL * after[0]
    if len(after) < 2 or not falls:
        return []
    before = np.log(np.maximum(total[: peak + 1], 1.0))
    growth = float(np.median(np.diff(before)[-TREND:]))
    trend = after[0] * np.exp(growth * np.arange(len(after)))
    short = peak + np.flatnonzero(after < FALL * trend)
    if not len(short):
        return []
    years, cutoff = grid.years[short].tolist(), int(grid.years[short[0]]) - 1
    share = float(after[-1] / trend[-1])
    text = (
        f"Patents fall from {after[0]:,.0f} in {grid.years[peak]} to {after[-1]:,.0f} in "
        f"{grid.years[-1]}, {100 * share:.0f} % of their trend: {years_in_words(years)} "
        f"{'seems' if len(years) == 1 else 'seem'} to be incomplete, as the latest patents are not "
        "published yet."
    )
    advice = f"Train niches with --cutoff {cutoff}, or remove the years after it from patents."
    place: Place = {"indicator": grid.indicator, "year": int(years[0])}
    return [Finding("truncation", "serious", grid.table, place, share, text, advice, len(years))]
