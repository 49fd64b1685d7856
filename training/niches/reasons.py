"""Reasons for calls: close specialisations, similar regions, contributions of features."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.indicators.relatedness import proximity
from features.niches.counts import ACTIVITY_TABLES, Activity
from features.niches.panel import NichePanel
from features.niches.signals import similarity_of
from features.package import Package
from training.niches.calibration import logit
from training.niches.tables import Called

Indices = npt.NDArray[np.intp]
Cells = Indices

TOP = 25
"""Calls of each kind and region with reasons."""
CLOSEST = 2
"""Specialisations, regions and feature groups in the reasons of a call."""

LEAST_SHIFT = 0.05
"""Least contribution of a group of features, in log-odds, for a reason."""
BLOCK = 1000
"""Cells whose closeness to all others is computed at a time."""

IN_WORDS = {"learned transitions": "what happened in such cases before"}
"""Groups of features whose names need words of their own."""
STRENGTH = {
    ("entry", True, True): "its strength so far",
    ("entry", True, False): "its earlier record, or how little it takes to be specialised",
    ("entry", False, True): "how much more it takes to be specialised",
    ("entry", False, False): "how weak it is so far",
    ("exit", True, True): "how little it rests on, or how it falls",
    ("exit", True, False): "how weak it is now (near the threshold, small or falling)",
    ("exit", False, True): "its strength",
    ("exit", False, False): "its size, or its record so far",
}
"""Words for "own strength", by the call, whether it raises the odds, and whether the location
quotient is above that of the median candidate: if few counts are expected, one count is enough for
a specialisation."""

Probability = Callable[[NichePanel, npt.NDArray[np.bool_]], npt.NDArray[np.float64]]


def reasons(
    package: Package,
    now: NichePanel,
    activity: Activity,
    probability: Mapping[str, Probability],
    called: Mapping[str, Called],
) -> pd.DataFrame:
    """Reasons for the most probable calls of every region.

    Parameters
    ----------
    probability : mapping of call to function
        Panel and (R, A) mask to the probabilities of its cells.

    Returns
    -------
    DataFrame
        region_code, activity_code, call, rank (from 1), reason, weight: the proximity of a close
        specialisation, the similarity of a region, or the change in log-odds from the same call
        with a group of features at its median.
    """
    names = _names(package, ACTIVITY_TABLES[activity], f"{activity}_code", now.activities)
    regions = _names(package, "regions", "region_code", now.regions)
    found = []
    for call, result in called.items():
        cells = top_cells(result, TOP)
        found += [
            table.assign(call=call)
            for table in (
                _close_strengths(now, cells, names, call),
                _similar_regions(now, cells, regions, call),
                _contributions(now, cells, result.cells, probability[call], call),
            )
        ]
    table = pd.concat(found, ignore_index=True)
    keys = ["region_code", "activity_code", "call"]
    table["rank"] = table.groupby(keys, sort=False).cumcount() + 1
    return table.sort_values([*keys, "rank"])[[*keys, "rank", "reason", "weight"]]


def top_cells(result: Called, k: int) -> Cells:
    """(2, n): region and activity of the k most probable cells of every region."""
    region, kind = np.nonzero(result.cells)
    order = np.lexsort((-result.probability, region))
    region, kind = region[order], kind[order]
    position = np.arange(len(region)) - np.searchsorted(region, region)
    return np.stack([region, kind])[:, position < k]


def _names(
    package: Package, table: str, code: str, codes: npt.NDArray[np.object_]
) -> npt.NDArray[np.object_]:
    """Code and name of each code, as text; the name alone if it includes the code."""
    if table not in package.tables:
        return codes
    names = package.tables[table].set_index(code)[code.replace("_code", "_name")].reindex(codes)
    pairs = zip(codes, names.fillna(""), strict=True)
    texts = [n if str(c) in n.split() else f"{c} {n}".strip() for c, n in pairs]
    return np.array(texts, dtype=object)


def _close_strengths(
    now: NichePanel, cells: Cells, names: npt.NDArray[np.object_], call: str
) -> pd.DataFrame:
    """The closest present specialisations of the region."""
    near = proximity(now.present)

    def closeness(region: Indices, kind: Indices) -> npt.NDArray[np.float64]:
        return near[kind] * now.present[region]

    verb = "close to" if call == "entry" else "although close to"
    named = (verb, "proximity ", ", a present specialisation", ", present specialisations")
    return _closest(now, cells, closeness, names, named)


def _similar_regions(
    now: NichePanel, cells: Cells, names: npt.NDArray[np.object_], call: str
) -> pd.DataFrame:
    """The most similar regions that are specialised or, for an exit, not specialised."""
    fits = (now.present if call == "entry" else ~now.present) & now.large[:, None]

    def closeness(region: Indices, kind: Indices) -> npt.NDArray[np.float64]:
        return np.maximum(similarity_of(now.factors, region), 0.0) * fits[:, kind].T

    state = "it already" if call == "entry" else "no specialisation in it"
    ending_one, ending_several = (
        f", a similar region, has {state}",
        f", similar regions, have {state}",
    )
    return _closest(now, cells, closeness, names, ("", "similarity ", ending_one, ending_several))


def _closest(
    now: NichePanel,
    cells: Cells,
    closeness: Callable[[Indices, Indices], npt.NDArray[np.float64]],
    names: npt.NDArray[np.object_],
    named: tuple[str, str, str, str],
) -> pd.DataFrame:
    """One sentence a cell that names its closest columns; none if no column is close.

    Parameters
    ----------
    closeness : callable
        Regions and activities of m cells to (m, columns), 0 for columns not to be named.
    named : tuple of str
        Text before the names, before the first figure, and after one or several names.
    """
    best, weights = [], []
    for start in range(0, cells.shape[1], BLOCK):
        near = closeness(*cells[:, start : start + BLOCK])
        columns = _largest(near, CLOSEST)
        best.append(columns)
        weights.append(np.take_along_axis(near, columns, axis=1))
    if not best:
        return _table(now, cells, [], np.empty(0))
    columns, figures = np.concatenate(best), np.concatenate(weights)
    kept = figures[:, 0] > 0
    text = [
        _sentence([names[c] for c in row], figure, named)
        for row, figure in zip(columns[kept].tolist(), figures[kept].tolist(), strict=True)
    ]
    return _table(now, cells[:, kept], text, figures[kept, 0])


def _largest(values: npt.NDArray[np.float64], k: int) -> Indices:
    """(n, k): columns of the k largest of each row, the largest first."""
    k = min(k, values.shape[1])
    found = np.argpartition(-values, k - 1, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(values, found, axis=1), axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)


def _sentence(names: list[str], figures: list[float], named: tuple[str, str, str, str]) -> str:
    """Names with their figures, such as "close to A (proximity 0.69) and B (0.67), ..."."""
    beginning, unit, ending_one, ending_several = named
    shown = [(n, f) for n, f in zip(names, figures, strict=True) if f > 0]
    parts = [f"{n} ({unit if not i else ''}{f:.2f})" for i, (n, f) in enumerate(shown)]
    return f"{beginning} {' and '.join(parts)}".strip() + (
        ending_several if len(parts) > 1 else ending_one
    )


def _contributions(
    now: NichePanel,
    cells: Cells,
    candidates: npt.NDArray[np.bool_],
    probability: Probability,
    call: str,
) -> pd.DataFrame:
    """The feature groups with the largest contributions to each call."""
    mask = np.zeros_like(candidates)
    mask[tuple(cells)] = True
    in_order = np.stack(np.nonzero(mask))
    stated = logit(probability(now, mask))
    groups = list(dict.fromkeys(now.groups.values()))
    shifts = np.stack(
        [stated - logit(probability(_neutral(now, g, candidates), mask)) for g in groups], axis=1
    )
    best = np.argsort(-np.abs(shifts), axis=1, kind="stable")[:, :CLOSEST]
    weights = np.take_along_axis(shifts, best, axis=1)
    row, _ = np.nonzero(np.abs(weights) > LEAST_SHIFT)
    best, weights = best[np.abs(weights) > LEAST_SHIFT], weights[np.abs(weights) > LEAST_SHIFT]
    quotients = now.quotients[tuple(in_order[:, row])]
    is_above = quotients > _median(now.quotients, candidates)
    text = [
        _moved(groups[g], w, call, strong)
        for g, w, strong in zip(best.tolist(), weights.tolist(), is_above.tolist(), strict=True)
    ]
    return _table(now, in_order[:, row], text, weights)


def _moved(group: str, shift: float, call: str, strong: bool) -> str:
    """The effect of a group of features on the odds of a call, as a sentence."""
    cause = IN_WORDS.get(group, group)
    if group == "own strength":
        cause = STRENGTH[call, shift > 0, strong]
    odds = "odds of loss" if call == "exit" else "odds"
    return f"{odds} {'raised' if shift > 0 else 'lowered'} {_fold(shift)} by {cause}"


def _fold(shift: float) -> str:
    """A shift of log-odds in words, without a figure beyond tenfold."""
    fold = float(np.exp(abs(shift)))
    return f"{fold:.1f}-fold" if fold < 10 else "more than tenfold"


def _neutral(now: NichePanel, group: str, candidates: npt.NDArray[np.bool_]) -> NichePanel:
    """The panel with the features of a group at their median over the candidate cells."""
    features = {
        name: np.full((1, 1), _median(values, candidates), np.float32)
        if now.groups[name] == group
        else values
        for name, values in now.features.items()
    }
    return replace(now, features=features)


def _median(values: npt.NDArray[np.floating[Any]], cells: npt.NDArray[np.bool_]) -> float:
    inside = np.broadcast_to(values, cells.shape)[cells]
    finite = inside[np.isfinite(inside)]
    return float(np.median(finite)) if len(finite) else float("nan")


def _table(
    now: NichePanel, cells: Cells, text: list[str], weights: npt.NDArray[np.float64]
) -> pd.DataFrame:
    region, kind = cells
    return pd.DataFrame(
        {
            "region_code": now.regions[region],
            "activity_code": now.activities[kind],
            "reason": text,
            "weight": weights,
        }
    )
