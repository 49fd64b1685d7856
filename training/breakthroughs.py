"""Breakthroughs: which technologies are about to gain share, and where a region can meet them.

A technology breaks through when its growth in share over the horizon lies in the top decile of all
technologies large enough to be judged. Features follow the attributes of emergence of Rotolo,
Hicks and Martin (2015, Research Policy 44): novelty, growth, coherence, impact and uncertainty.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.linear_model import LogisticRegression

from features.errors import InputError
from features.niche_panel import Activity, Codes, Counts, yearly_counts
from features.niche_signals import expected_counts
from features.package import Package
from features.relatedness import proximity
from training.call_metrics import auc, average_precision

Vector = npt.NDArray[np.float64]

DECILE = 0.9
MINIMUM = 50.0
"""Counts in the window from which the growth of a technology is judged."""
WINDOW = 5
"""Years whose counts make a share."""
TOP = 0.3
"""Rank from which an attribute may weigh more: breakthroughs are a matter of the upper end."""
NULLS = ("past_growth", "past_share")


@dataclass(frozen=True)
class Emergence:
    """Attributes of all technologies at a cutoff.

    Attributes
    ----------
    activities : (A,) array of str
    features : DataFrame
        (A, F); every column is ranked over the judged technologies, from -0.5 to 0.5, so that
        origins are comparable and a truncated last year moves all alike.
    share : (A,) array
        Share of all counts in the window.
    judged : (A,) bool array
        Technologies with enough counts.
    """

    activities: Codes
    features: pd.DataFrame
    share: Vector
    judged: npt.NDArray[np.bool_]


def emergence(counts: Counts, cutoff: int) -> Emergence:
    """Attributes of emergence, from counts up to the cutoff.

    Parameters
    ----------
    counts : Counts
        Rows later than the cutoff are not read.
    cutoff : int
        At least a window and two years on record.
    """
    now, before = counts.window(cutoff, WINDOW), counts.window(cutoff - WINDOW, WINDOW)
    now, before = np.nan_to_num(now), np.nan_to_num(before)
    yearly = np.nan_to_num(counts.cube[counts.years <= cutoff]).sum(axis=1, dtype=np.float64)
    shares = yearly / np.maximum(yearly.sum(axis=1, keepdims=True), 1e-12)
    share, past = (_share(matrix) for matrix in (now, before))
    growth = np.log(share / past)
    latest = np.log((shares[-1] + 1e-9) / (shares[-2] + 1e-9))
    present = (now >= expected_counts(now)) & (now > 0)
    near = proximity(present.astype(np.float64))
    weights = near / np.maximum(near.sum(axis=0), 1e-12)
    active, active_before = (now > 0).sum(axis=0), (before > 0).sum(axis=0)
    concentration = np.sum((now / np.maximum(now.sum(axis=0), 1e-12)) ** 2, axis=0)
    diversity = present.sum(axis=1).astype(np.float64)
    changes = np.diff(np.log(shares + 1e-7), axis=0)[-2 * WINDOW :]
    features = pd.DataFrame(
        {
            "past_growth": growth,
            "past_share": -share,
            "latest_growth": latest,
            "acceleration": growth - np.log(past / _share(_before(counts, cutoff))),
            "novelty": now.sum(axis=0) / np.maximum(yearly.sum(axis=0), 1e-12),
            "persistence": (changes > 0).mean(axis=0),
            "uncertainty": changes.std(axis=0),
            "spread": -concentration,
            "spread_growth": np.log((active + 1) / (active_before + 1)),
            "diversity": diversity @ now / np.maximum(now.sum(axis=0), 1e-12),
            "related_growth": growth @ weights,
            "coherence": near.sum(axis=0),
        }
    )
    judged = now.sum(axis=0) >= MINIMUM
    ranks = (features[judged].rank(pct=True) - 0.5).reindex(features.index, fill_value=0.0)
    return Emergence(counts.activities, ranks, share, judged)


def _before(counts: Counts, cutoff: int) -> npt.NDArray[np.float64]:
    """Counts of the window before the last two, or of the earliest one there is."""
    end = max(cutoff - 2 * WINDOW, int(counts.years[0]) + WINDOW - 1)
    return np.nan_to_num(counts.window(end, WINDOW))


def _share(counts: npt.NDArray[np.float64]) -> Vector:
    """Share of every activity, one count added so that its logarithm exists."""
    total = counts.sum(axis=0) + 1.0
    return np.asarray(total / total.sum())


def broke_through(now: Emergence, later: Vector) -> npt.NDArray[np.bool_]:
    """(A,): whether the growth in share lies in the top decile of the judged technologies."""
    growth = np.log(later / now.share)
    return np.asarray(now.judged & (growth >= np.quantile(growth[now.judged], DECILE)))


def feasible_origins(counts: Counts, cutoff: int, horizon: int) -> list[int]:
    """Origins with a window and two earlier years, and a known outcome by the cutoff."""
    return list(range(int(counts.years[0]) + WINDOW + 1, cutoff - horizon + 1))


def scores(
    package: Package, cutoff: int, horizon: int, activity: Activity = "technology"
) -> pd.DataFrame:
    """Chance of every technology to break through within the horizon.

    Logistic regression on the attributes, learned from all earlier origins with a known outcome.

    Returns
    -------
    DataFrame
        activity_code, score (probability), share, judged and the ranked attributes, highest
        score first.

    Raises
    ------
    InputError
        Where the package is too short.
    """
    counts = yearly_counts(package.until(cutoff), activity, None)
    now = emergence(counts, cutoff)
    model = _learn(counts, cutoff, horizon, package.name)
    table = now.features.assign(activity_code=now.activities, share=now.share, judged=now.judged)
    table["score"] = np.where(now.judged, model.predict_proba(_inputs(now.features))[:, 1], 0.0)
    return table.sort_values("score", ascending=False, ignore_index=True)


def _learn(counts: Counts, cutoff: int, horizon: int, name: str) -> LogisticRegression:
    inputs, outcomes = [], []
    for origin in feasible_origins(counts, cutoff, horizon):
        then = emergence(counts, origin)
        later = _share(np.nan_to_num(counts.window(origin + horizon, WINDOW)))
        if then.judged.any():
            inputs.append(_inputs(then.features[then.judged]))
            outcomes.append(broke_through(then, later)[then.judged])
    if not inputs:
        needed = WINDOW + 2 + horizon
        raise InputError(f"{name} is too short: breakthroughs need {needed} years to learn from")
    model = LogisticRegression(C=0.01, max_iter=500)
    return model.fit(np.concatenate(inputs), np.concatenate(outcomes))


def _inputs(ranks: pd.DataFrame) -> Vector:
    """(n, 2 F): ranks, and how far they lie in the upper end."""
    return np.concatenate([ranks, 5 * np.maximum(ranks - TOP, 0.0)], axis=1)


def evaluate(
    package: Package, origins: Sequence[int], horizon: int, activity: Activity = "technology"
) -> pd.DataFrame:
    """Figures of the model and the nulls at every origin.

    Returns
    -------
    DataFrame
        origin, model, n, ap, auc, base_rate.
    """
    rows = []
    for origin in origins:
        counts = yearly_counts(package.until(origin + horizon), activity, None)
        then = emergence(counts, origin)
        later = _share(np.nan_to_num(counts.window(origin + horizon, WINDOW)))
        happened = broke_through(then, later)[then.judged]
        stated = scores(package, origin, horizon, activity).set_index("activity_code")["score"]
        candidates = {
            "logistic": stated.reindex(then.activities).fillna(0.0).to_numpy(),
            **{name: then.features[name].to_numpy() for name in NULLS},
        }
        for model, values in candidates.items():
            score = values[then.judged]
            row = {"ap": average_precision(happened, score), "auc": auc(happened, score)}
            base = float(happened.mean())
            rows.append(
                {"origin": origin, "model": model, "n": len(score), **row, "base_rate": base}
            )
    return pd.DataFrame(rows)


def points(chances: pd.DataFrame, calls: pd.DataFrame, strengths: pd.DataFrame) -> pd.DataFrame:
    """Points of breakthrough: where a region's own strength meets an emerging technology.

    Parameters
    ----------
    chances : DataFrame
        As scores gives.
    calls, strengths : DataFrame
        Tables calls and portfolio of training.niches.

    Returns
    -------
    DataFrame
        region_code, activity_code, score, strength (probability that the region is specialised
        at the horizon) and point, their product, highest first.
    """
    stays = calls["call"].eq("exit")
    strength = calls["probability"].where(~stays, 1 - calls["probability"])
    table = calls[["region_code", "activity_code"]].assign(strength=strength)
    held = strengths[["region_code", "activity_code", "count", "location_quotient"]]
    table = table.merge(chances[["activity_code", "score"]], on="activity_code")
    table = table.merge(held, on=["region_code", "activity_code"])
    table["point"] = table["score"] * table["strength"]
    return table.sort_values("point", ascending=False, ignore_index=True)
