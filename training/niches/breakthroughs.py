"""Breakthroughs: technologies that are likely to gain share, and regions that are strong in them.

A technology breaks through if its growth in share over the horizon is in the top decile of all
technologies large enough to be judged. It is predicted from attributes of emergence
(training.niches.emergence).

Chances are calibrated on rows that the weights were not fitted to: weights of earlier origins are
applied to later ones. Calibrated on their own rows, chances differed too little in short records:
from 1998 to 2002 the Brier score of world was .034 and is .030, that of metros .0712 and is .0716,
with a calibration error of .028 and now .030; over origins from 2007 to 2015 the demo's were .079
and .049 and are .076 and .041. Calibration does not change the order or the average precision.
"""

import time
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from features.arrays import Array, Index, Mask
from features.niches.counts import Counts
from features.niches.lifetimes import lifetimes
from training.columns import join
from training.niches import metrics
from training.niches.calibration import shift_to
from training.niches.caution import CALL, MODEL
from training.niches.emergence import WINDOW, Emergence, Record, emergence, record, share_of
from training.niches.panels import NichePanels

DECILE = 0.9
TOP = 0.3
"""Rank above which an attribute has an additional weight."""
STRENGTH = 0.01
"""Inverse of the penalty on the weights (scikit-learn's C)."""
LEAST_SLOPE = 0.1
"""Keeps the order of chances, with small differences, if scores do not predict outcomes."""
FOLDS = 10
"""Parts of the technologies that are held out in turn if the record is short."""
NULLS = ("past_growth", "past_share")
POINTS = 20
"""Points of breakthrough of each region."""


def broke_through(now: Emergence, later: Array) -> npt.NDArray[np.bool_]:
    """(A,): whether the growth in share lies in the top decile of the judged technologies."""
    growth = np.log(later / now.share)
    return np.asarray(now.judged & (growth >= np.quantile(growth[now.judged], DECILE)))


def feasible_origins(counts: Counts, cutoff: int, horizon: int) -> list[int]:
    """Origins with a window and two earlier years, and a known outcome by the cutoff.

    A year without any count is neither an origin nor the year of an outcome.
    """
    years = counts.recorded()
    judged = np.isin(years + horizon, years[years <= cutoff])
    return [int(year) for year in years[judged & (years > years[0] + WINDOW)]]


def record_until(panels: NichePanels, cutoff: int) -> Record:
    """The record of all activities at a cutoff."""
    package = panels.package.until(cutoff)
    return record(package, panels.question.activity, panels.counts(cutoff))


def scores(panels: NichePanels, cutoff: int) -> pd.DataFrame:
    """Chance of every technology to break through within the horizon.

    Logistic regression on the attributes (BreakthroughModel), fitted to all earlier origins with
    a known outcome.

    Returns
    -------
    DataFrame
        activity_code, probability, rank (1 is the likeliest), share of all counts, and the
        attributes as ranks from -0.5 to 0.5; the likeliest first. Only technologies large enough
        to be judged; no row if the package is too short to fit a model.
    """
    history = record_until(panels, cutoff)
    model = learn(history, cutoff, panels.question.horizon)
    now = emergence(history, cutoff)
    table = now.features.assign(activity_code=now.activities, share=now.share)[now.judged]
    if model is None or table.empty:
        return table.iloc[:0].assign(probability=pd.Series(dtype=float), rank=0)
    probability = model.chances(now.features[now.judged])
    table = table.assign(probability=probability).sort_values("probability", ascending=False)
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    first = ["activity_code", "probability", "rank", "share"]
    return table[[*first, *now.features.columns]].reset_index(drop=True)


@dataclass(frozen=True)
class PastRows:
    """Technologies at earlier origins, and whether they broke through.

    Attributes
    ----------
    origin, technology : (n,) int
        Last year of the data; place among the activities.
    inputs : (n, 2 F)
        As from _inputs.
    outcome : (n,) bool
    """

    origin: Index
    technology: Index
    inputs: Array
    outcome: Mask


@dataclass(frozen=True)
class BreakthroughModel:
    """A model of breakthroughs, fitted to earlier origins.

    Attributes
    ----------
    weights : LogisticRegression
        Of the attributes, shrunk towards zero, since breakthroughs are few.
    slope, intercept : float
        Of the score from the weights. The slope corrects the shrinkage of the weights, as far as
        held-out outcomes support it.
    """

    weights: LogisticRegression
    slope: float
    intercept: float

    def score(self, ranks: pd.DataFrame) -> Array:
        """(n,): log-odds of a breakthrough before calibration, from (n, F) attributes."""
        return np.asarray(self.weights.decision_function(_inputs(ranks)))

    def chances(self, ranks: pd.DataFrame) -> Array:
        """(n,): probability of a breakthrough, from (n, F) attributes."""
        return np.asarray(expit(self.slope * self.score(ranks) + self.intercept))


def learn(history: Record, cutoff: int, horizon: int) -> BreakthroughModel | None:
    """Fit to all origins with outcomes by the cutoff; None if outcomes do not differ."""
    past = past_rows(history, cutoff, horizon)
    return None if past is None else fit(past, horizon)


def past_rows(history: Record, cutoff: int, horizon: int) -> PastRows | None:
    """The judged technologies at all origins with outcomes by the cutoff; None without any."""
    parts = []
    for origin in feasible_origins(history.counts, cutoff, horizon):
        at_origin = _comparable(history, origin, horizon)
        places = np.flatnonzero(at_origin.judged)
        if places.size:
            outcome = broke_through(at_origin, _later(history, origin, horizon))[places]
            inputs = _inputs(at_origin.features.iloc[places])
            parts.append(PastRows(np.full(len(places), origin), places, inputs, outcome))
    if not parts:
        return None
    return join(parts)


def fit(past: PastRows, horizon: int) -> BreakthroughModel | None:
    """Weights from all rows, and the slope from held-out scores.

    The slope is a logistic regression of outcomes on held_out_scores (Platt 1999). The intercept
    makes the mean chance equal to the share that broke through.
    """
    weights = _weights(past, np.ones(len(past.outcome), dtype=bool))
    if weights is None:
        return None
    scores = weights.decision_function(past.inputs)
    slope = _slope(held_out_scores(past, horizon), past.outcome, float(scores.std()))
    middle = slope * float(scores.mean())
    shift = shift_to(expit(slope * scores - middle), float(past.outcome.mean()))
    return BreakthroughModel(weights, slope, shift - middle)


def _slope(scores: Array, outcome: Mask, unit: float) -> float:
    """Slope of the log-odds on held-out scores (n,; NaN for rows without), never below zero.

    Scores are divided by the unit so that the regression's penalty hardly matters.
    """
    tried = np.isfinite(scores)
    if len(np.unique(outcome[tried])) < 2 or unit == 0:
        return LEAST_SLOPE
    line = LogisticRegression().fit(scores[tried, None] / unit, outcome[tried])
    return max(float(line.coef_[0, 0]), LEAST_SLOPE) / unit


def held_out_scores(past: PastRows, horizon: int) -> Array:
    """(n,): scores by weights that were fitted neither to the row nor to later years.

    These are weights from origins whose outcome was known at the row's origin; NaN without any. If
    the record is too short to have any at all, they are weights from other technologies.
    """
    scores = np.full(len(past.outcome), np.nan)
    for origin in np.unique(past.origin):
        _score_held_out(scores, past, past.origin == origin, past.origin + horizon <= origin)
    if np.isfinite(scores).any():
        return scores
    for fold in range(FOLDS):
        inside = past.technology % FOLDS == fold
        _score_held_out(scores, past, inside, ~inside)
    return scores


def _score_held_out(scores: Array, past: PastRows, rows: Mask, learned: Mask) -> None:
    """Score some rows by weights fitted to others, if these can be fitted.

    Without the intercept, which depends on how many of the others, and so how many of the rows,
    broke through.
    """
    weights = _weights(past, learned)
    if weights is not None:
        scores[rows] = past.inputs[rows] @ weights.coef_[0]


def _weights(past: PastRows, rows: Mask) -> LogisticRegression | None:
    """Weights of the attributes, with a penalty scaled so that subsets shrink like all rows.

    Otherwise scores of subsets would be closer together than those of the model.
    """
    if len(np.unique(past.outcome[rows])) < 2:
        return None
    strength = STRENGTH * len(rows) / rows.sum()
    return LogisticRegression(C=strength, max_iter=500).fit(past.inputs[rows], past.outcome[rows])


def _later(history: Record, origin: int, horizon: int) -> Array:
    """Shares in the window one horizon after an origin."""
    end = origin + horizon
    return share_of(np.nan_to_num(history.counts.until(end).filled().window(end, WINDOW)))


def _comparable(history: Record, origin: int, horizon: int) -> Emergence:
    """Emergence at an origin; judged are those alone that go on under the same code.

    What a code gains as it takes over the counts of another is no breakthrough.
    """
    now, until = emergence(history, origin), history.counts.until(origin + horizon)
    life = lifetimes(until, history.activity)
    same = life.kept(origin, origin + horizon) & ~life.ended
    return replace(now, judged=now.judged & same)


def _inputs(ranks: pd.DataFrame) -> Array:
    """(n, 2 F): ranks, and by how much they exceed TOP."""
    return np.concatenate([ranks, 5 * np.maximum(ranks - TOP, 0.0)], axis=1)


def evaluate(panels: NichePanels, origin: int) -> pd.DataFrame:
    """Figures of the model, "emergence", and of the nulls at one origin.

    Returns
    -------
    DataFrame
        model, call ("breakthrough"), origin, n, seconds, ap, auc, best_f1, base_rate and, for the
        model, ece and brier. No row if the package is too short.
    """
    started, horizon = time.monotonic(), panels.question.horizon
    chances = scores(panels, origin).set_index("activity_code")
    if chances.empty:
        return pd.DataFrame()
    history = record_until(panels, origin + horizon)
    at_origin = _comparable(history, origin, horizon)
    happened = broke_through(at_origin, _later(history, origin, horizon))[at_origin.judged]
    judged = pd.Index(at_origin.activities[at_origin.judged])
    stated = chances["probability"].reindex(judged).fillna(0.0).to_numpy()
    nulls = {name: at_origin.features[name].to_numpy()[at_origin.judged] for name in NULLS}
    seconds = time.monotonic() - started
    rows = [
        {
            "model": model,
            "call": CALL,
            "origin": origin,
            "n": len(score),
            "seconds": seconds if model == MODEL else 0.0,
            "ap": metrics.average_precision(happened, score),
            "auc": metrics.auc(happened, score),
            "best_f1": metrics.best_f1(happened, score),
            "base_rate": float(happened.mean()),
        }
        for model, score in {**nulls, MODEL: stated}.items()
    ]
    rows[-1]["ece"] = metrics.expected_calibration_error(happened, stated)
    rows[-1]["brier"] = metrics.brier(happened, stated)
    return pd.DataFrame(rows)


def points(chances: pd.DataFrame, calls: pd.DataFrame, strengths: pd.DataFrame) -> pd.DataFrame:
    """Points of breakthrough: emerging technologies in which a region is strong.

    Parameters
    ----------
    chances : DataFrame
        As from scores; its top decile is emerging.
    calls, strengths : DataFrame
        Tables calls and portfolio of training.niches.task.

    Returns
    -------
    DataFrame
        region_code, activity_code, location_quotient, density, strength (probability that the
        region is specialised at the horizon), probability (that the technology breaks through)
        and score, their product; the best of every region, highest first.
    """
    emerging = chances[chances["rank"] <= np.ceil((1 - DECILE) * len(chances))]
    table = calls[calls["activity_code"].isin(emerging["activity_code"])]
    stays = table["call"].eq("exit")
    strength = table["probability"].where(~stays, 1 - table["probability"])
    table = table[["region_code", "activity_code", "location_quotient"]].assign(
        density=table["relatedness_density"], strength=strength
    )
    present = strengths.loc[strengths["count"] > 0, ["region_code", "activity_code"]]
    table = table.merge(emerging[["activity_code", "probability"]], on="activity_code")
    table = table.merge(present, on=["region_code", "activity_code"])
    table["score"] = table["probability"] * table["strength"]
    table = table.sort_values(
        ["score", "region_code", "activity_code"], ascending=[False, True, True]
    )
    return table.groupby("region_code").head(POINTS).reset_index(drop=True)
