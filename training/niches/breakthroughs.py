"""Breakthroughs: which technologies are about to gain share, and where a region can meet them.

A technology breaks through when its growth in share over the horizon lies in the top decile of all
technologies large enough to be judged. What tells it beforehand are the attributes of emergence
(training.niches.emergence).
"""

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.linear_model import LogisticRegression

from features.arrays import Array
from features.niches.counts import Counts
from training.niches import metrics
from training.niches.caution import CALL, MODEL
from training.niches.emergence import WINDOW, Emergence, Record, emergence, record, share_of
from training.niches.panels import NichePanels

DECILE = 0.9
TOP = 0.3
"""Rank from which an attribute may weigh more: breakthroughs are a matter of the upper end."""
NULLS = ("past_growth", "past_share")
POINTS = 20
"""Points of breakthrough kept for each region."""


def broke_through(now: Emergence, later: Array) -> npt.NDArray[np.bool_]:
    """(A,): whether the growth in share lies in the top decile of the judged technologies."""
    growth = np.log(later / now.share)
    return np.asarray(now.judged & (growth >= np.quantile(growth[now.judged], DECILE)))


def feasible_origins(counts: Counts, cutoff: int, horizon: int) -> list[int]:
    """Origins with a window and two earlier years, and a known outcome by the cutoff.

    A year without any count is no origin, nor the year of an outcome.
    """
    years = counts.recorded()
    judged = np.isin(years + horizon, years[years <= cutoff])
    return [int(year) for year in years[judged & (years > years[0] + WINDOW)]]


def record_until(panels: NichePanels, cutoff: int) -> Record:
    """What is on record of all activities at a cutoff."""
    package = panels.package.until(cutoff)
    return record(package, panels.question.activity, panels.counts(cutoff))


def scores(panels: NichePanels, cutoff: int) -> pd.DataFrame:
    """Chance of every technology to break through within the horizon.

    Logistic regression on the attributes (Learned), from all earlier origins with a known outcome.

    Returns
    -------
    DataFrame
        activity_code, probability, rank (1 is the likeliest), share of all counts, and the
        attributes as ranks from -0.5 to 0.5; the likeliest first. Only technologies that are
        large enough to be judged; no row where the package is too short to learn from.
    """
    known = record_until(panels, cutoff)
    model = learn(known, cutoff, panels.question.horizon)
    now = emergence(known, cutoff)
    table = now.features.assign(activity_code=now.activities, share=now.share)[now.judged]
    if model is None or table.empty:
        return table.iloc[:0].assign(probability=pd.Series(dtype=float), rank=0)
    probability = model.chances(now.features[now.judged])
    table = table.assign(probability=probability).sort_values("probability", ascending=False)
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    first = ["activity_code", "probability", "rank", "share"]
    return table[[*first, *now.features.columns]].reset_index(drop=True)


@dataclass(frozen=True)
class Learned:
    """What earlier origins taught.

    Attributes
    ----------
    weights : LogisticRegression
        Of the attributes, held near zero, since few breakthroughs were seen.
    stretch : LogisticRegression
        Of the score that the weights give: it takes back what holding them near zero took from
        the differences between chances.
    """

    weights: LogisticRegression
    stretch: LogisticRegression

    def score(self, ranks: pd.DataFrame) -> Array:
        """(n,): log-odds of a breakthrough before they are stretched, from (n, F) attributes."""
        return np.asarray(self.weights.decision_function(_inputs(ranks)))

    def chances(self, ranks: pd.DataFrame) -> Array:
        """(n,): probability of a breakthrough, from (n, F) attributes."""
        return np.asarray(self.stretch.predict_proba(self.score(ranks)[:, None])[:, 1])


def learn(known: Record, cutoff: int, horizon: int) -> Learned | None:
    """The model of all origins known at the cutoff; None where outcomes do not differ."""
    inputs, outcomes = [], []
    for origin in feasible_origins(known.counts, cutoff, horizon):
        then = emergence(known, origin)
        if then.judged.any():
            inputs.append(_inputs(then.features[then.judged]))
            outcomes.append(broke_through(then, _later(known, origin, horizon))[then.judged])
    if not inputs or len(np.unique(np.concatenate(outcomes))) < 2:
        return None
    x, y = np.concatenate(inputs), np.concatenate(outcomes)
    weights = LogisticRegression(C=0.01, max_iter=500).fit(x, y)
    stretch = LogisticRegression().fit(weights.decision_function(x)[:, None], y)
    return Learned(weights, stretch)


def _later(known: Record, origin: int, horizon: int) -> Array:
    """Shares in the window one horizon after an origin."""
    end = origin + horizon
    return share_of(np.nan_to_num(known.counts.until(end).filled().window(end, WINDOW)))


def _inputs(ranks: pd.DataFrame) -> Array:
    """(n, 2 F): ranks, and how far they lie in the upper end."""
    return np.concatenate([ranks, 5 * np.maximum(ranks - TOP, 0.0)], axis=1)


def evaluate(panels: NichePanels, origin: int) -> pd.DataFrame:
    """Figures of the model, "emergence", and of the nulls at one origin.

    Returns
    -------
    DataFrame
        model, call ("breakthrough"), origin, n, seconds, ap, auc, best_f1, base_rate and, for the
        model, ece and brier. No row where the package is too short.
    """
    started, horizon = time.monotonic(), panels.question.horizon
    chances = scores(panels, origin).set_index("activity_code")
    if chances.empty:
        return pd.DataFrame()
    known = record_until(panels, origin + horizon)
    then = emergence(known, origin)
    happened = broke_through(then, _later(known, origin, horizon))[then.judged]
    judged = pd.Index(then.activities[then.judged])
    stated = chances["probability"].reindex(judged).fillna(0.0).to_numpy()
    nulls = {name: then.features[name].to_numpy()[then.judged] for name in NULLS}
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
    """Points of breakthrough: where a region's own strength meets an emerging technology.

    Parameters
    ----------
    chances : DataFrame
        As scores gives; its top decile is emerging.
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
    held = strengths.loc[strengths["count"] > 0, ["region_code", "activity_code"]]
    table = table.merge(emerging[["activity_code", "probability"]], on="activity_code")
    table = table.merge(held, on=["region_code", "activity_code"])
    table["score"] = table["probability"] * table["strength"]
    table = table.sort_values(
        ["score", "region_code", "activity_code"], ascending=[False, True, True]
    )
    return table.groupby("region_code").head(POINTS).reset_index(drop=True)
