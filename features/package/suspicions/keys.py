"""Rows of long tables by their keys, as numbers: text is slow to sort and to group."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.arrays import Index


def groups_of(rows: pd.DataFrame, key: Sequence[str]) -> Index:
    """The number (n_rows,) of each row's key, from 0; equal for equal keys."""
    groups = np.zeros(len(rows), dtype=np.int64)
    for name in key:
        numbers, values = pd.factorize(rows[name])
        groups, _ = pd.factorize(groups * max(len(values), 1) + numbers)
    return groups
