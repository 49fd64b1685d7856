"""Breakthroughs: which technologies are about to gain share, and where a region can meet them.

A technology breaks through when its growth in share over the horizon lies in the top decile of all
technologies large enough to be judged. Features follow the attributes of emergence of Rotolo,
Hicks and Martin (2015, Research Policy 44): novelty, growth, coherence, impact and uncertainty;
impact as far as a package tells the quality of its patents.
"""

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.linear_model import LogisticRegression

from features.niche_counts import Activity, Codes, Counts, yearly_counts
from features.niche_signals import expected_counts
from features.package import Package
from features.patent_quality import Quality, patent_quality
from features.relatedness import proximity
from training.niches import call_metrics

Vector = npt.NDArray[np.float64]

DECILE = 0.9
MINIMUM = 50.0
"""Counts in the window from which the growth of a technology is judged."""
WINDOW = 5
"""Years whose counts make a share."""
TOP = 0.3
"""Rank from which an attribute may weigh more: breakthroughs are a matter of the upper end."""
CALL = "breakthrough"
NULLS = ("past_growth", "past_share")
MODEL = "emergence"
"""Name of the model in a backtest."""
POINTS = 20
"""Points of breakthrough kept for each region."""


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


@dataclass(frozen=True)
class Record:
    """What is on record of all activities, by year: counts and, where told, patent quality."""

    counts: Counts
    quality: Quality | None


def record(package: Package, activity: Activity, indicator: str | None) -> Record:
    """Counts of a package, and the quality of its patents where activities are technologies."""
    counts = yearly_counts(package, activity, indicator)
    if activity == "cluster":
        return Record(counts, None)
    return Record(counts, patent_quality(package, counts.regions, counts.activities))


def emergence(known: Record, cutoff: int) -> Emergence:
    """Attributes of emergence, from what was on record at the cutoff.

    Parameters
    ----------
    known : Record
        Rows later than the cutoff are not read.
    cutoff : int
        At least a window and two years on record.
    """
    counts = known.counts
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
    if known.quality is not None:
        features = features.join(_impact(known.quality, cutoff))
    judged = now.sum(axis=0) >= MINIMUM
    ranks = (features[judged].rank(pct=True) - 0.5).reindex(features.index).fillna(0.0)
    return Emergence(counts.activities, ranks, share, judged)


def _impact(quality: Quality, cutoff: int) -> pd.DataFrame:
    """Composite quality of patents in the window, and what it gained since the window before.

    Not each of its parts: they say nearly the same, and outcomes to learn from are few.
    """
    now, before = (quality.at(end, WINDOW)["quality"] for end in (cutoff, cutoff - WINDOW))
    return pd.DataFrame({"quality": now, "quality_growth": now - before})


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
    package: Package,
    cutoff: int,
    horizon: int,
    activity: Activity = "technology",
    indicator: str | None = None,
) -> pd.DataFrame:
    """Chance of every technology to break through within the horizon.

    Logistic regression on the attributes, learned from all earlier origins with a known outcome.

    Returns
    -------
    DataFrame
        activity_code, probability, rank (1 is the likeliest), share of all counts, and the
        attributes as ranks from -0.5 to 0.5; the likeliest first. Only technologies that are
        large enough to be judged; no row where the package is too short to learn from.
    """
    known = record(package.until(cutoff), activity, indicator)
    model = _learn(known, cutoff, horizon)
    now = emergence(known, cutoff)
    table = now.features.assign(activity_code=now.activities, share=now.share)[now.judged]
    if model is None or table.empty:
        return table.iloc[:0].assign(probability=pd.Series(dtype=float), rank=0)
    probability = model.predict_proba(_inputs(now.features[now.judged]))[:, 1]
    table = table.assign(probability=probability).sort_values("probability", ascending=False)
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    first = ["activity_code", "probability", "rank", "share"]
    return table[[*first, *now.features.columns]].reset_index(drop=True)


def _learn(known: Record, cutoff: int, horizon: int) -> LogisticRegression | None:
    """The model of all origins known at the cutoff; None where outcomes do not differ."""
    inputs, outcomes = [], []
    for origin in feasible_origins(known.counts, cutoff, horizon):
        then = emergence(known, origin)
        if then.judged.any():
            inputs.append(_inputs(then.features[then.judged]))
            outcomes.append(broke_through(then, _later(known, origin, horizon))[then.judged])
    if not inputs or len(np.unique(np.concatenate(outcomes))) < 2:
        return None
    model = LogisticRegression(C=0.01, max_iter=500)
    return model.fit(np.concatenate(inputs), np.concatenate(outcomes))


def _later(known: Record, origin: int, horizon: int) -> Vector:
    """Shares in the window one horizon after an origin."""
    return _share(np.nan_to_num(known.counts.window(origin + horizon, WINDOW)))


def _inputs(ranks: pd.DataFrame) -> Vector:
    """(n, 2 F): ranks, and how far they lie in the upper end."""
    return np.concatenate([ranks, 5 * np.maximum(ranks - TOP, 0.0)], axis=1)


def evaluate(
    package: Package,
    origin: int,
    horizon: int,
    activity: Activity = "technology",
    indicator: str | None = None,
) -> pd.DataFrame:
    """Figures of the model, "emergence", and of the nulls at one origin.

    Returns
    -------
    DataFrame
        model, call ("breakthrough"), origin, n, seconds, ap, auc, best_f1, base_rate and, for the
        model, ece and brier. No row where the package is too short.
    """
    started = time.monotonic()
    chances = scores(package, origin, horizon, activity, indicator).set_index("activity_code")
    if chances.empty:
        return pd.DataFrame()
    known = record(package.until(origin + horizon), activity, indicator)
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
            "ap": call_metrics.average_precision(happened, score),
            "auc": call_metrics.auc(happened, score),
            "best_f1": call_metrics.best_f1(happened, score),
            "base_rate": float(happened.mean()),
        }
        for model, score in {**nulls, MODEL: stated}.items()
    ]
    rows[-1]["ece"] = call_metrics.expected_calibration_error(happened, stated)
    rows[-1]["brier"] = call_metrics.brier(happened, stated)
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
