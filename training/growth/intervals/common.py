"""How much of their errors the series of a region have in common."""

import numpy as np
import pandas as pd

from features.arrays import Array, Index

LARGEST = 0.98
"""Errors beyond this quantile of their size are set to it."""
MOST = 0.95


def common_share(errors: Array, cells: list[Index], regions: Index) -> float | None:
    """Share of the errors' variance that series of one region have in common, 0 to MOST.

    The mean of a region's errors at one origin and step has the variance of the common part and
    1/n of that of the parts of single series, which their scatter around it shows (analysis of
    variance, with the common part around 0). None without two series in any region.

    Parameters
    ----------
    errors : (n,)
        Scaled errors of series at past origins and steps.
    cells : list of (n,) int
        Origin and step.
    regions : (n,) int
        Region of each series, -1 for totals, which are left out.
    """
    size = np.quantile(np.abs(errors), LARGEST) if len(errors) else 0.0
    table = pd.Series(np.clip(errors, -size, size))[regions >= 0]
    keys = [column[regions >= 0] for column in (*cells, regions)]
    groups = table.groupby(keys)
    count, mean, own = groups.size(), groups.mean(), groups.var()
    several = count > 1
    if not several.any():
        return None
    apart = float(np.average(own[several], weights=count[several] - 1))
    common = float((mean[several] ** 2 - own[several] / count[several]).mean())
    total = max(common, 0.0) + apart
    return min(max(common, 0.0) / total, MOST) if total > 0 else None
