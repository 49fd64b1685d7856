# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Series as parts of totals: what each adds to the total of a year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from features.arrays import Array, Index, Mask
from features.growth.code_changes import CodeChanges, code_changes, whole
from features.growth.outliers import unconfirmed, without_jumps
from features.growth.panel import KEYS, GrowthPanel
from training.growth import late
from training.growth.coherence.reconcile import Hierarchy, hierarchy
from training.growth.statistical.gaps import fill_gaps


@dataclass(frozen=True)
class Parts:
    """The series of a panel, and those that ended when others took over their values.

    Attributes
    ----------
    tree : Hierarchy
        Totals and the panel's series.
    membership : sparse array (n_totals, n_parts)
        Of all parts, the panel's series first.
    values : (n_parts, n_years)
        Without gaps. A part that begins by itself has its first value in the years before it.
    known : (n_parts, n_years) bool
        From the first value on.
    changes : CodeChanges
        Of all parts.
    """

    tree: Hierarchy
    membership: sparse.csr_array
    values: Array
    known: Mask
    changes: CodeChanges

    def totals(self) -> Array:
        """Sums (n_totals, n_years); NaN in years before any part is known."""
        return self._sums(self.membership, self.values)

    def confirmed(self) -> Mask:
        """Whether the last value of each part (n_parts,) is no sudden jump."""
        return ~unconfirmed(self.values, self.changes.handed)

    def steady_totals(self) -> Array:
        """Sums (n_totals, n_years) to forecast from: without jumps, and parts that just jumped.

        A total of parts that all just jumped is as in `totals`.
        """
        counted = self.membership * self.confirmed()[None, :]
        sums = self._sums(
            sparse.csr_array(counted), without_jumps(self.values, self.changes.handed)
        )
        return np.where(np.isfinite(sums[:, -1:]), sums, self.totals())

    def _sums(self, membership: sparse.csr_array, values: Array) -> Array:
        is_known = membership @ self.known.astype(np.float64) > 0
        return np.where(is_known, membership @ values, np.nan)


def parts_of(panel: GrowthPanel) -> Index:
    """Places of the series that totals sum over: all except those that are totals themselves."""
    return np.flatnonzero(panel.groups["nation"] >= 0)


def parts(panel: GrowthPanel) -> Parts:
    """The parts of a panel that adds up.

    Late series are carried to the end by the growth of the others.
    """
    tree = hierarchy(panel.keys, parts_of(panel))
    membership, keys, is_part = tree.membership, panel.keys, panel.groups["nation"] >= 0
    values, filled = panel.values, late.caught_up(panel.values)
    if panel.former is not None:
        former = panel.former
        keys = pd.concat([keys, former.keys], ignore_index=True)
        is_part = np.concatenate([is_part, np.ones(len(former.keys), dtype=bool)])
        values = np.concatenate([values, former.values])
        filled = np.concatenate([filled, fill_gaps(former.values)])
        membership = sparse.hstack([membership, _membership(tree, former.keys)], format="csr")
    region, cluster = (np.where(is_part, pd.factorize(keys[key])[0], -1) for key in KEYS)
    changes = code_changes(values, region, cluster)
    changes.ended[:] = np.arange(len(keys)) >= len(panel.keys)
    known = np.isfinite(filled)
    return Parts(tree, membership, whole(filled, changes, values), known, changes)


def _membership(tree: Hierarchy, keys: pd.DataFrame) -> sparse.csr_array:
    """1 where a series of other keys is part of a total (n_totals, n_keys)."""
    labels = pd.MultiIndex.from_frame(tree.labels)
    blank = pd.Series("", index=keys.index)
    wanted = [[blank, blank], [keys["region_code"], blank], [blank, keys["cluster_code"]]]
    rows = np.concatenate([labels.get_indexer(pd.MultiIndex.from_arrays(w)) for w in wanted])
    columns, found = np.tile(np.arange(len(keys)), len(wanted)), rows >= 0
    return sparse.csr_array(
        (np.ones(found.sum()), (rows[found], columns[found])), shape=(len(labels), len(keys))
    )
