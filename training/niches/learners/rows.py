"""Cells of regions and activities: those to learn from, and their features."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from features.arrays import Array, Index
from features.niches.panel import NichePanel
from training.niches.learners.example import CALLS, Call, Example

SEED = 1
MOST, LEARNED = 1_200_000, 400_000
"""Of more than MOST cells a model learns from LEARNED, drawn at random, so that time and memory are
bounded. On metros, which has just under MOST, less than half of the cells cost .001 of average
precision."""
BLOCK = 250_000
"""Cells whose features are in memory at a time when they are scored."""


def design(panel: NichePanel, cells: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """(n, F) float32: the features of the cells of a mask, columns in the panel's order."""
    return _design_at(panel, *np.nonzero(cells))


def _design_at(panel: NichePanel, region: Index, kind: Index) -> npt.NDArray[np.float32]:
    """(n, F) float32: the features of cells by their places, columns in the panel's order."""
    matrix = np.empty((len(region), len(panel.features)), np.float32)
    for column, values in enumerate(panel.features.values()):
        n_regions, n_kinds = values.shape
        matrix[:, column] = values[region if n_regions > 1 else 0, kind if n_kinds > 1 else 0]
    return matrix


def in_blocks(
    panel: NichePanel,
    cells: npt.NDArray[np.bool_],
    score: Callable[[npt.NDArray[np.float32]], Array],
) -> Array:
    """(n,): scores of the features of a mask's cells, of which only a block is in memory."""
    region, kind = np.nonzero(cells)
    scores = np.empty(len(region))
    for start in range(0, len(region), BLOCK):
        block = slice(start, start + BLOCK)
        scores[block] = score(_design_at(panel, region[block], kind[block]))
    return scores


def some_of(cells: npt.NDArray[np.bool_], most: int) -> npt.NDArray[np.bool_]:
    """The cells of a mask, or about as many of them as the most, drawn at random."""
    n = int(cells.sum())
    if n <= most:
        return cells
    some = cells.copy()
    some[cells] = np.random.default_rng(SEED).random(n) < most / n
    return some


def learning_rows(
    examples: Sequence[Example], calls: Sequence[Call], most: int, drawn: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Features of training cells, and whether they are specialised later.

    All cells; of more than `most` about as many as are to be drawn, at random.
    """
    masks = _learning_cells(examples, calls)
    sizes = [int(mask.sum()) for mask in masks]
    chosen = np.ones(sum(sizes), dtype=bool)
    if len(chosen) > most:
        chosen = np.random.default_rng(SEED).random(len(chosen)) < drawn / len(chosen)
    inputs = np.empty((int(chosen.sum()), len(examples[0].panel.features)), np.float32)
    outcomes, start = np.empty(len(inputs), dtype=bool), 0
    parts = np.split(chosen, np.cumsum(sizes)[:-1])
    for example, mask, kept in zip(examples, masks, parts, strict=True):
        mask[mask] = kept
        rows = slice(start, start + int(kept.sum()))
        inputs[rows], outcomes[rows] = design(example.panel, mask), example.later[mask] == 1
        start = rows.stop
    return inputs, outcomes


def _learning_cells(
    examples: Sequence[Example], calls: Sequence[Call]
) -> list[npt.NDArray[np.bool_]]:
    """(R, A) masks of the cells of each example with a known outcome in regions to learn from."""
    known = (np.logical_or.reduce([example.cells(call) for call in calls]) for example in examples)
    return [cells & example.learn[:, None] for cells, example in zip(known, examples, strict=True)]


def n_cells(examples: Sequence[Example]) -> int:
    """Number of cells that a model of both calls may learn from."""
    return sum(int(mask.sum()) for mask in _learning_cells(examples, CALLS))


def learned(examples: Sequence[Example]) -> dict[str, str | int]:
    """What a model of both calls learns from: origins, their cells, and how many it draws."""
    cells = n_cells(examples)
    return {
        "learning_origins": ", ".join(str(example.panel.cutoff) for example in examples),
        "cells": cells,
        "drawn_cells": cells if cells <= MOST else LEARNED,
    }
