"""Small trained models made by hand, whose rivals are as good as asked."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.package import Package
from training.backtest import FIGURES, pool, with_order
from training.growth.intervals.conformal import QUANTILE_COLUMNS
from training.trained import Task, Trained

REGIONS = [f"R{number:02d}" for number in range(30)]
ORIGINS = (2003, 2005)


@dataclass(frozen=True)
class Example:
    """What registry.log takes."""

    trained: Trained
    package: Package
    rows: pd.DataFrame
    losses: pd.DataFrame


def _package(sha256: str) -> Package:
    return Package("tiny", "A tiny package made by hand", sha256, {}, {})


def growth_losses(
    errors: dict[str, float],
    seed: int = 0,
    skills: dict[str, float] | None = None,
    origins: tuple[int, ...] = ORIGINS,
) -> pd.DataFrame:
    """Losses around a mean sMAPE per model, correlated between models as real ones are.

    Forecast growth correlates with what came by the model's skill, 0 for no differences at all.
    """
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([REGIONS, origins], names=["region_code", "origin"])
    difficulty = rng.gamma(4.0, 0.25, len(index))
    happened, noise = np.random.default_rng([seed, 1]).normal(0.02, 0.04, (2, len(index)))
    parts = []
    for model, error in errors.items():
        loss = error * difficulty * rng.uniform(0.9, 1.1, difficulty.shape)
        skill = (skills or {}).get(model, 0.0)
        columns = {
            "smape": loss,
            "mase": loss / 10,
            "forecast_growth": (skill * happened + np.sqrt(1 - skill**2) * noise) * (skill != 0),
            "growth": happened,
            "size": 100.0,
            "outcome": 100.0 * np.exp(5 * happened),
        }
        frame = pd.DataFrame(columns, index=index)
        parts.append(frame.reset_index().assign(model=model, cluster_code="C1"))
    return pd.concat(parts, ignore_index=True)


def niche_losses(ap: dict[str, float], brier: dict[str, float], seed: int = 0) -> pd.DataFrame:
    """Losses around a mean AP and Brier score per model, correlated between models."""
    rng = np.random.default_rng(seed)
    ease = rng.uniform(0.7, 1.3, (len(REGIONS), len(ORIGINS)))
    index = pd.MultiIndex.from_product([REGIONS, ORIGINS], names=["region_code", "origin"])
    parts = []
    for model in ap:
        noise = rng.uniform(0.95, 1.05, ease.shape)
        frame = pd.DataFrame(
            {"ap": (ap[model] * ease * noise).ravel(), "brier": (brier[model] * noise).ravel()},
            index=index,
        )
        frame.loc[(REGIONS[0], ORIGINS[0]), "ap"] = np.nan
        parts.append(frame.reset_index().assign(model=model, call="entry", n=50))
    return pd.concat(parts, ignore_index=True)


def _rows(task: Task, losses: pd.DataFrame, figure: str) -> pd.DataFrame:
    """Rows as an evaluation gives them, with one figure filled and one that is unknown."""
    groups = ["model", "call", "origin"] if "call" in losses else ["model", "origin"]
    rows = losses.groupby(groups, sort=False)[figure].mean().rename(FIGURES[task][0]).reset_index()
    unknown = dict.fromkeys(FIGURES[task][1:], 0.5) | {FIGURES[task][-1]: np.nan}
    pooled = pool(rows.assign(n=len(REGIONS), seconds=0.1, **unknown), FIGURES[task])
    return with_order(pooled, losses, 5) if task == "growth" else pooled


def growth_example(
    model: str = "hybrid",
    cutoff: int = 2010,
    sha256: str = "a" * 64,
    errors: dict[str, float] | None = None,
) -> Example:
    """A growth model: 30 series that all rise by 0.8 a year."""
    losses = growth_losses(errors or {"naive": 10.0, "theta": 8.0, "hybrid": 6.0})
    years = cutoff + np.arange(1, 6)
    keys = pd.MultiIndex.from_product([REGIONS, ["C1"], years])
    forecasts = keys.to_frame(index=False, name=["region_code", "cluster_code", "year"])
    forecasts["step"] = forecasts["year"] - cutoff
    forecasts["median"] = 100.0 + forecasts["step"]
    offsets = np.linspace(-5.0, 5.0, len(QUANTILE_COLUMNS))
    for column, offset in zip(QUANTILE_COLUMNS, offsets, strict=True):
        forecasts[column] = forecasts["median"] + offset * forecasts["step"]
    past = pd.MultiIndex.from_product([REGIONS, ["C1"], range(cutoff - 9, cutoff + 1)])
    history = past.to_frame(index=False, name=["region_code", "cluster_code", "year"])
    tables = {
        "forecasts": forecasts,
        "history": history.assign(value=100.0 + (history["year"] - cutoff) * 0.8),
        "regions": pd.DataFrame(
            {"region_code": REGIONS, "region_name": REGIONS, "parent_code": ""}
        ),
        "clusters": pd.DataFrame(
            {"cluster_code": ["C1"], "cluster_name": ["Machinery"], "parent_code": [""]}
        ),
        "indicators": pd.DataFrame(
            {"indicator": ["value_added"], "unit": ["million"], "description": ["Value added"]}
        ),
    }
    trained = Trained(
        "growth",
        model,
        cutoff,
        5,
        {"model": model, "indicator": "value_added", "horizon": 5, "cutoff": cutoff},
        tables,
        files={"lightgbm.txt": b"tree\n"},
        importance=pd.DataFrame({"feature": ["lag_1", "share"], "gain": [0.7, 0.3]}),
    )
    return Example(trained, _package(sha256), _rows("growth", losses, "smape"), losses)


def niche_example(
    model: str = "lightgbm",
    cutoff: int = 2010,
    sha256: str = "a" * 64,
    ap: dict[str, float] | None = None,
    brier: dict[str, float] | None = None,
) -> Example:
    """A niche model: 30 regions and 8 activities."""
    ap = ap or {"random": 0.05, "density": 0.1, "lightgbm": 0.2}
    losses = niche_losses(ap, brier or dict.fromkeys(ap, 0.05))
    activities = [f"T{number}" for number in range(8)]
    cells = pd.MultiIndex.from_product(
        [REGIONS, activities], names=["region_code", "activity_code"]
    )
    calls = cells.to_frame(index=False)
    calls = calls.assign(call="entry", probability=0.2, null_probability=0.1, lift=2.0)
    tables = {
        "calls": calls,
        "activities": pd.DataFrame({"activity_code": activities, "activity_name": activities}),
        "reliability": pd.DataFrame(
            {
                "call": "entry",
                "bin": range(5),
                "predicted": [0.05, 0.1, 0.2, 0.4, 0.6],
                "observed": [0.04, 0.12, 0.18, 0.41, 0.63],
                "n": [500, 300, 150, 60, 20],
            }
        ),
    }
    params: dict[str, str | int | float | bool] = {"model": model, "activity": "technology"}
    trained = Trained("niches", model, cutoff, 5, params, tables)
    return Example(trained, _package(sha256), _rows("niches", losses, "ap"), losses)
