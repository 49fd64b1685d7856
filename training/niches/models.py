"""Models of entries and exits: null models first, then fitted ones."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression

from features.arrays import Array, Dense, Index
from features.niches.panel import NichePanel
from training.work import THREADS, at_once

Call = Literal["entry", "exit"]
CALLS: tuple[Call, ...] = get_args(Call)

SEED = 1
MOST, LEARNED = 1_200_000, 400_000
"""Of more than MOST cells a model learns from LEARNED, drawn at random, so that time and memory are
bounded. On metros, which has just under MOST, less than half of the cells cost .001 of average
precision."""
LINEAR = 100_000
"""Most cells, drawn at random, that a logistic regression is fitted to: it has few weights."""
BLOCK = 250_000
"""Cells whose features are in memory at a time when they are scored."""


@dataclass(frozen=True)
class Example:
    """A panel with its outcome.

    Attributes
    ----------
    panel : NichePanel
    later : (R, A) array
        1 if the region is specialised one horizon later, 0 if not, NaN if unknown.
    learn : (R,) bool array
        Regions that may be used for training.
    """

    panel: NichePanel
    later: Array
    learn: npt.NDArray[np.bool_]

    def cells(self, call: Call) -> npt.NDArray[np.bool_]:
        """(R, A): candidate cells of the call whose outcome is known."""
        return self.panel.candidates(call) & np.isfinite(self.later)

    def regions(self) -> npt.NDArray[np.bool_]:
        """(R,): regions that may be used for training and whose outcome is known."""
        return np.asarray(self.learn & np.isfinite(self.later).any(axis=1))

    def happened(self, call: Call, cells: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """(n,): whether the call came true in the cells of a mask."""
        return np.asarray(self.later[cells] == (call == "entry"))


@dataclass(frozen=True)
class Scorer:
    """A fitted model.

    Attributes
    ----------
    presence : callable
        Panel and (R, A) mask to (n,) scores of its cells, higher if the region is more likely to
        be specialised one horizon later.
    files : mapping of str to bytes
        The model in an open format.
    importance : mapping of str to float
        Gain by feature; empty for a model without features.
    log_odds : bool
        Whether the scores are log-odds.
    """

    presence: Callable[[NichePanel, npt.NDArray[np.bool_]], Array]
    files: Mapping[str, bytes] = field(default_factory=dict)
    importance: Mapping[str, float] = field(default_factory=dict)
    log_odds: bool = False

    def score(self, panel: NichePanel, cells: npt.NDArray[np.bool_], call: Call) -> Array:
        """(n,): higher if the call is more likely."""
        return (1.0 if call == "entry" else -1.0) * self.presence(panel, cells)


Fit = Callable[[Sequence[Example]], Scorer]


def _null(presence: Callable[[NichePanel], Array]) -> Fit:
    """A rule without fitting."""
    return lambda examples: Scorer(
        lambda panel, cells: np.broadcast_to(presence(panel), cells.shape)[cells]
    )


def _chance(panel: NichePanel) -> Array:
    return np.random.default_rng(SEED).random(panel.quotients.shape)


def _ubiquity(panel: NichePanel) -> Array:
    return np.asarray(panel.present.sum(axis=0, keepdims=True), dtype=np.float64)


def _diversity_x_ubiquity(panel: NichePanel) -> Array:
    diversity = panel.present.sum(axis=1, keepdims=True)
    return np.asarray(diversity * panel.present.sum(axis=0, keepdims=True), dtype=np.float64)


def _feature(name: str) -> Callable[[NichePanel], Array]:
    return lambda panel: panel.features[name].astype(np.float64)


NULLS: dict[str, Fit] = {
    "random": _null(_chance),
    "ubiquity": _null(_ubiquity),
    "diversity_x_ubiquity": _null(_diversity_x_ubiquity),
    "persistence": _null(lambda panel: panel.quotients),
    "density": _null(_feature("relatedness_density")),
    "nearest_neighbours": _null(_feature("neighbours_present_50")),
}


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


def _in_blocks(
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


def _learning_rows(
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


def _n_cells(examples: Sequence[Example]) -> int:
    """Number of cells that a model of both calls may learn from."""
    return sum(int(mask.sum()) for mask in _learning_cells(examples, CALLS))


def learned(examples: Sequence[Example]) -> dict[str, str | int]:
    """What a model of both calls learns from: origins, their cells, and how many it draws."""
    cells = _n_cells(examples)
    return {
        "learning_origins": ", ".join(str(example.panel.cutoff) for example in examples),
        "cells": cells,
        "drawn_cells": cells if cells <= MOST else LEARNED,
    }


def fit_logistic(examples: Sequence[Example]) -> Scorer:
    """Logistic regression on standardised features, L2-regularised, one for each call."""
    names = list(examples[0].panel.features)
    entry, leave = (_logistic(*_learning_rows(examples, [call], LINEAR, LINEAR)) for call in CALLS)

    def presence(panel: NichePanel, cells: npt.NDArray[np.bool_]) -> Array:
        odds, present = np.empty(int(cells.sum())), panel.present[cells]
        odds[present] = _in_blocks(panel, cells & panel.present, leave.odds)
        odds[~present] = _in_blocks(panel, cells & ~panel.present, entry.odds)
        return odds

    importance = np.abs(entry.weights) + np.abs(leave.weights)
    text = {"features": names, "entry": entry.to_dict(), "exit": leave.to_dict()}
    return Scorer(
        presence,
        {"logistic.json": json.dumps(text).encode()},
        dict(zip(names, importance.tolist(), strict=True)),
        log_odds=True,
    )


@dataclass(frozen=True)
class _Logistic:
    """Log-odds, linear in standardised features: arrays of shape (F,)."""

    centre: Array
    scale: Array
    weights: Array
    intercept: float

    def standard(self, inputs: npt.NDArray[np.float32]) -> Dense:
        """Standardised, within eight standard deviations; unknown values at the mean."""
        values = inputs - self.centre
        values /= self.scale
        np.nan_to_num(values, copy=False)
        return np.clip(values, -8.0, 8.0, out=values)

    def odds(self, inputs: npt.NDArray[np.float32]) -> Array:
        return np.asarray(self.standard(inputs) @ self.weights + self.intercept)

    def to_dict(self) -> dict[str, object]:
        return {key: np.asarray(value).tolist() for key, value in vars(self).items()}


def _logistic(inputs: npt.NDArray[np.float32], outcomes: npt.NDArray[np.bool_]) -> _Logistic:
    centre, scale = np.zeros((2, inputs.shape[1]))
    for column, values in enumerate(inputs.T):
        known = values[np.isfinite(values)].astype(np.float64)
        if len(known):
            centre[column], scale[column] = known.mean(), known.std()
    scale = np.where(scale > 1e-6, scale, 1.0)
    blank = _Logistic(centre, scale, np.zeros(len(scale)), 0.0)
    if outcomes.all() or not outcomes.any():
        return blank
    fitted = LogisticRegression(C=0.1, max_iter=200, tol=1e-3)
    fitted.fit(blank.standard(inputs), outcomes)
    return replace(blank, weights=fitted.coef_[0], intercept=float(fitted.intercept_[0]))


def fit_lightgbm(examples: Sequence[Example]) -> Scorer:
    """Gradient-boosted trees on log loss (Ke et al. 2017), one model for entries and exits.

    One model for both calls: what keeps a specialisation also attracts one.
    """
    inputs, outcomes = _learning_rows(examples, CALLS, MOST, LEARNED)
    names = list(examples[0].panel.features)
    is_drawn = _n_cells(examples) > MOST
    parameters = [tree_parameters(len(outcomes), seed, is_drawn) for seed in range(1, BAG + 1)]
    # Threads wait for each other in every split of a tree, but only once as values are binned.
    binning = {**parameters[0], "num_threads": 0}
    data = lgb.Dataset(inputs, outcomes, feature_name=names, params=binning).construct()
    boosters = at_once(lambda asked: lgb.train(asked, data, ROUNDS), parameters)

    def odds(rows: npt.NDArray[np.float32]) -> Array:
        each = at_once(lambda booster: booster.predict(rows, raw_score=True), boosters)
        return np.asarray(np.mean(each, axis=0))

    def presence(panel: NichePanel, cells: npt.NDArray[np.bool_]) -> Array:
        return _in_blocks(panel, cells, odds)

    gains = np.sum([b.feature_importance("gain") for b in boosters], axis=0)
    return Scorer(
        presence,
        {f"lightgbm_{i}.txt": b.model_to_string().encode() for i, b in enumerate(boosters, 1)},
        dict(zip(names, gains.tolist(), strict=True)),
        log_odds=True,
    )


ROUNDS = 100
"""On earlier origins 160 rounds rank no better and take 1.4 times as long."""
BAG = 2
"""Models whose log-odds are averaged, each on a sample of rows and features (Breiman 1996)."""

FEW = 100
"""Fewest rows to sample from."""


def tree_parameters(n: int, seed: int, is_drawn: bool = False) -> dict[str, object]:
    """LightGBM parameters for n rows: smaller trees for fewer rows.

    Rows that were drawn from more are all used in each round: drawing again costs a fourth of the
    time, and ranks no better on earlier origins.
    """
    return {
        "objective": "binary",
        "learning_rate": 0.085,
        "num_leaves": int(np.clip(n / 1000, 4, 63)),
        "min_data_in_leaf": int(np.clip(n / 500, 20, 300)),
        "feature_fraction": 0.3,
        # A sample of a handful of rows can be empty.
        "bagging_fraction": 0.4 if n >= FEW and not is_drawn else 1.0,
        "bagging_freq": 1,
        "lambda_l2": 10.0,
        "max_bin": 127,
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": THREADS,
        "verbosity": -1,
    }


def fit_random_forest(examples: Sequence[Example]) -> Scorer:
    """A forest from all location quotients of a region to its later specialisations.

    As Albora et al. (2023, Product progression) but with one forest for all activities.
    """
    kinds = pd.Index(examples[-1].panel.activities)
    inputs = np.concatenate(
        [_aligned(e.panel.quotients, e.panel, kinds)[e.learn] for e in examples]
    )
    later = np.concatenate([_aligned(e.later, e.panel, kinds)[e.learn] for e in examples])
    forest = RandomForestRegressor(
        100, max_features="sqrt", min_samples_leaf=3, random_state=SEED, n_jobs=THREADS
    ).fit(inputs, np.nan_to_num(later))

    def presence(panel: NichePanel, cells: npt.NDArray[np.bool_]) -> Array:
        predicted = forest.predict(_aligned(panel.quotients, panel, kinds))
        column = kinds.get_indexer(pd.Index(panel.activities))
        return np.asarray(np.where(column >= 0, predicted[:, column], 0.0)[cells])

    return Scorer(presence)


def _aligned(values: Array, panel: NichePanel, kinds: pd.Index) -> Array:
    """Columns of a matrix in the order of given activities, 0 for one that the panel lacks."""
    column = pd.Index(panel.activities).get_indexer(kinds)
    return np.where(column >= 0, values[:, column], 0.0)


MODELS: dict[str, Fit] = {
    **NULLS,
    "random_forest": fit_random_forest,
    "logistic": fit_logistic,
    "lightgbm": fit_lightgbm,
}
