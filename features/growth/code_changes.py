"""Series of regions and clusters whose codes split, merge or are renamed, and their part in totals.

A region (or cluster) that begins with all its series while another falls by about as much in the
same clusters (or regions) was split from it. Before that year its values were counted there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from features.arrays import Array, Index, Mask
from features.code_changes import counterparts


@dataclass(frozen=True)
class CodeChanges:
    """What became of the codes of a panel's series.

    Attributes
    ----------
    begun : (n_series,) bool
        Whether a series took over values of others in its first year: it was 0 before.
    ended : (n_series,) bool
        Whether others took over its values after its last year: it is 0 afterwards.
    handed : (n_series, n_columns) bool
        Columns in which a series gave values to another or took them over.
    """

    begun: Mask
    ended: Mask
    handed: Mask


def code_changes(values: Array, regions: Index, clusters: Index) -> CodeChanges:
    """Changes of codes of series up to the last column.

    Parameters
    ----------
    values : (n_series, n_columns)
        NaN where unknown.
    regions, clusters : (n_series,) int
        Codes of each series, -1 for series that are totals of others.
    """
    n_series, n_columns = values.shape
    begun, ended = np.zeros((2, n_series), dtype=bool)
    handed = np.zeros(values.shape, dtype=bool)
    known = np.isfinite(values)
    first = np.where(known.any(axis=1), known.argmax(axis=1), n_columns)
    last = np.where(known.any(axis=1), n_columns - 1 - known[:, ::-1].argmax(axis=1), -1)
    carried = _carried(values, last)
    for codes, cells in ((regions, clusters), (clusters, regions)):
        for code, column, begins in _events(codes, first, last, n_columns):
            mine = (codes == code) & ((first if begins else last + 1) == column)
            others = _others(carried, codes, cells, mine, column)
            if others.any():
                (begun if begins else ended)[mine] = True
                handed[mine | others, column] = True
    return CodeChanges(begun, ended, handed)


def whole(filled: Array, changes: CodeChanges, values: Array) -> Array:
    """Filled values (n_series, n_columns) as parts of totals, which they do not make jump.

    A series that begins by itself counts with its first value in the years before it; one that took
    over values of others is 0 before, and one whose values others took over is 0 after its last.

    Parameters
    ----------
    filled : (n_series, n_columns)
        Values without gaps, leading NaN where a series starts late.
    values : (n_series, n_columns)
        The same with gaps.
    """
    known = np.isfinite(values)
    last = values.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    is_after = changes.ended[:, None] & (np.arange(values.shape[1]) > last[:, None])
    first = np.argmax(np.isfinite(filled), axis=1)
    start = np.where(changes.begun[:, None], 0.0, np.take_along_axis(filled, first[:, None], 1))
    return np.where(is_after, 0.0, np.where(np.isfinite(filled), filled, start))


def _events(
    codes: Index, first: Index, last: Index, n_columns: int
) -> Iterator[tuple[int, int, bool]]:
    """Codes that begin after the first column or end before the last: code, column, begins."""
    n_codes = int(codes.max(initial=-1)) + 1
    leaf = codes >= 0
    starts, ends = np.full(n_codes, n_columns), np.full(n_codes, -1)
    np.minimum.at(starts, codes[leaf], first[leaf])
    np.maximum.at(ends, codes[leaf], last[leaf])
    for code in np.flatnonzero((starts > 0) & (starts < n_columns)).tolist():
        yield code, int(starts[code]), True
    for code in np.flatnonzero((ends >= 0) & (ends < n_columns - 1)).tolist():
        yield code, int(ends[code]) + 1, False


def _others(values: Array, codes: Index, cells: Index, mine: Mask, column: int) -> Mask:
    """Series (n_series,) whose codes gave their values to those of `mine`, or took them over."""
    alike = np.flatnonzero((codes >= 0) & np.isin(cells, cells[mine]))
    names, row = np.unique(codes[alike], return_inverse=True)
    cell = np.unique(cells[alike], return_inverse=True)[1]
    code = int(np.searchsorted(names, codes[mine][0]))
    found = np.zeros(len(codes), dtype=bool)
    before, after = np.zeros((2, len(names), cell.max() + 1))
    for table, at in ((before, column - 1), (after, column)):
        np.add.at(table, (row, cell), np.maximum(np.nan_to_num(values[alike, at]), 0.0))
    if (before[code].sum() > 0) != (after[code].sum() > 0):
        found[alike] = np.isin(row, counterparts(before, after, code))
    return found


def _carried(values: Array, last: Index) -> Array:
    """Values with each gap inside closed by the value before it; NaN outside first and last."""
    columns = np.arange(values.shape[1])
    known = np.maximum.accumulate(np.where(np.isfinite(values), columns, 0), axis=1)
    carried = np.take_along_axis(values, known, axis=1)
    return np.where(columns <= last[:, None], carried, np.nan)
