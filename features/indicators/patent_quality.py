"""Quality of patents by technology, where a package has citations, claims, families or scope.

Indicators are comparable only within a cohort, the patents of one field and year: habits of citing
and claiming differ, and recent patents still gain citations. So values are divided by the 98th
percentile of their cohort. Citations are those of five years: indicators that use them are
available five years later and are read with that lag, so that no feature sees the future.

Source: Squicciarini, Dernis & Criscuolo (2013), Measuring Patent Quality, OECD Science, Technology
and Industry Working Papers 2013/03.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array, Codes, Index
from features.package import Package
from features.package.contract.columns import PATENT_QUALITY

WINSOR = 0.98
"""Values above this quantile of their cohort count as the quantile."""
AWAIT_CITATIONS = {"citations": 5, "generality": 5}
"""Years until an indicator that uses citations received is available."""
COMPOSITE = ("citations", "claims", "family_size", "generality")
"""Indicators of the composite index; scope stands in for generality where that is missing."""


@dataclass(frozen=True)
class Quality:
    """Indicators of patent quality by year and technology.

    Attributes
    ----------
    indicators : tuple of str
        Those that the package has, of features.package.contract.columns.PATENT_QUALITY.
    years : (Y,) int array, consecutive
    patents : (I, Y, A) array
        Patents whose quality is known.
    normalised : (I, Y, A) array
        Sum of their normalised indicators, each 0 to 1.
    """

    indicators: tuple[str, ...]
    years: npt.NDArray[np.int64]
    patents: Array
    normalised: Array

    def at(self, cutoff: int, window: int) -> pd.DataFrame:
        """Mean quality of the patents of each technology in a window, as known at the cutoff.

        Returns
        -------
        DataFrame
            (A, I + 1): every indicator, 0 to 1, and ``quality``, the mean of those of the
            composite index; NaN where nothing is known.
        """
        means = {}
        for place, name in enumerate(self.indicators):
            last = cutoff - AWAIT_CITATIONS.get(name, 0)
            inside = (self.years > last - window) & (self.years <= last)
            number = self.patents[place, inside].sum(axis=0)
            total = self.normalised[place, inside].sum(axis=0)
            means[name] = np.divide(total, number, np.full_like(total, np.nan), where=number > 0)
        table = pd.DataFrame(means)
        return table.assign(quality=table[_composite(self.indicators)].mean(axis=1))


def _composite(indicators: Sequence[str]) -> list[str]:
    """Indicators of the composite index that the package has."""
    wanted = COMPOSITE if "generality" in indicators else (*COMPOSITE[:-1], "scope")
    return [name for name in wanted if name in indicators]


def patent_quality(package: Package, regions: Codes, technologies: Codes) -> Quality | None:
    """Normalised indicators of the patents of some regions, weighted by patents.

    Parameters
    ----------
    package : Package
        With a table patents; a value of quality is a mean over the patents of its row.
    regions, technologies : (R,), (A,) arrays of str
        Codes whose rows count: none that is the sum of others.

    Returns
    -------
    Quality or None
        None where the package has no such column.
    """
    rows = package.tables["patents"]
    names = tuple(name for name in PATENT_QUALITY if name in rows and rows[name].notna().any())
    rows = rows[rows["region_code"].isin(regions) & rows["technology_code"].isin(technologies)]
    if not names or rows.empty:
        return None
    years = np.arange(rows["year"].min(), rows["year"].max() + 1)
    cell = (
        rows["year"].to_numpy() - years[0],
        pd.Index(technologies).get_indexer(pd.Index(rows["technology_code"])),
    )
    cohorts = pd.MultiIndex.from_arrays([_fields(package, rows["technology_code"]), rows["year"]])
    cohort, weight = pd.factorize(cohorts)[0], rows["patents"].to_numpy()
    patents, normalised = np.zeros((2, len(names), len(years), len(technologies)))
    for place, name in enumerate(names):
        values = normalise(rows[name].to_numpy(), weight, cohort)
        is_known = np.isfinite(values)
        np.add.at(patents[place], cell, np.where(is_known, weight, 0.0))
        np.add.at(normalised[place], cell, np.where(is_known, weight * values, 0.0))
    return Quality(names, years, patents, normalised)


def _fields(package: Package, codes: pd.Series) -> pd.Series:
    """The field of each technology: its parent, or itself where it has none."""
    table = package.tables["technologies"]
    parent = table["parent_code"].where(table["parent_code"] != "", table["technology_code"])
    fields = dict(zip(table["technology_code"], parent, strict=True))
    return codes.map(fields).fillna(codes)


def normalise(values: Array, weights: Array, cohorts: Index) -> Array:
    """Values over the 98th percentile of their cohort, at most 1.

    OECD divide by the largest value after winsorising at this percentile, which is the same.

    Parameters
    ----------
    values : (n,) array, not negative
        NaN where unknown.
    weights : (n,) array, not negative
        Patents that a value stands for; the percentile is that of patents.
    cohorts : (n,) int array
        0, 1, ...: field and year.

    Returns
    -------
    (n,) array
        0 to 1; 0 in a cohort whose percentile is 0, NaN where unknown.
    """
    used = np.flatnonzero(np.isfinite(values) & (weights > 0))
    order = used[np.lexsort((values[used], cohorts[used]))]
    of, reached = cohorts[order], np.cumsum(weights[order])
    total = np.bincount(of, weights[order], minlength=cohorts.max(initial=-1) + 1)
    before = np.cumsum(total) - total
    # a share of 98 patents in 100 must not miss by rounding
    inside = reached - before[of] >= WINSOR * total[of] - 1e-9 * (1 + reached)
    top = np.zeros(len(total))
    first = order[inside][np.unique(of[inside], return_index=True)[1]]
    top[cohorts[first]] = values[first]
    limit = top[cohorts]
    scaled = np.minimum(values, limit) / np.where(limit > 0, limit, 1.0)
    return np.asarray(np.where(weights > 0, scaled, np.nan))
