"""Experts tried at once, on calls of a backtest whose outcome is held back."""

from collections.abc import Mapping
from hashlib import sha256

import numpy as np
import pandas as pd

from training.niches.experts.pooling import Score, score

BINS = (0.05, 0.15, 0.3, 0.5)
"""Chances of the model between which calls are drawn alike."""


def backtest_chances(past: pd.DataFrame, count: int, seed: int = 0) -> pd.DataFrame:
    """Calls of a backtest to try experts on at once, without outcomes and the model's chances.

    They are drawn alike from small and large chances, by the model's chance and never by the
    outcome. What experts remember of those years helps them: such calls train, but give no weight.

    Parameters
    ----------
    past : DataFrame
        A niche champion's table of its backtest (``training.record.past.PAST``).

    Returns
    -------
    DataFrame
        question (a stable name of the call), origin, region_code, code, call; in random order.
    """
    rows = past[past["call"].isin(["entry", "exit"])].dropna(subset=["stated"])
    order = np.random.default_rng(seed).permutation(len(rows))
    rows = rows.iloc[order].assign(bin=lambda it: np.digitize(it["stated"], BINS))
    turn = rows.groupby("bin").cumcount()
    chosen = rows.loc[turn.sort_values(kind="stable").index].head(count)
    chosen = chosen.iloc[np.random.default_rng(seed + 1).permutation(len(chosen))]
    return pd.DataFrame(_named(chosen)[["question", "origin", "region_code", "code", "call"]])


def backtest_score(past: pd.DataFrame, answers: Mapping[str, float]) -> Score:
    """How an expert did on calls of `backtest_chances`; answers maps questions to chances."""
    rows = _named(past)
    columns = rows["question"].map(dict(answers)), rows["stated"], rows["outcome"]
    return score(*(np.asarray(column, dtype=np.float64) for column in columns))


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a name of each call that tells nothing of its outcome."""
    keys = rows[["origin", "region_code", "code", "call"]].astype(str).agg("\x1f".join, axis=1)
    return rows.assign(question=[sha256(key.encode()).hexdigest()[:16] for key in keys])
