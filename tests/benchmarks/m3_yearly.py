"""Yearly series of the M3 competition: our models beside each other and published results.

Run with ``python -m tests.benchmarks.m3_yearly ../shared/data/m3-yearly [MODEL,...]``. The folder
holds train.parquet and test.parquet with columns unique_id, t, y. Prints a table and, last, one
JSON object on one line, shaped like a backtest's.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from features.growth_panel import GrowthPanel
from training import forecast_metrics, growth, intervals, statistical
from training.backtest import Backtest

HORIZON = 6
PUBLISHED = {
    "Theta (M3)": (16.97, 2.806),
    "ForecastPro (M3)": (17.27, 3.026),
    "Robust-Trend (M3)": (17.03, 2.625),
    "RBF (M3)": (16.42, 2.720),
}


def read(folder: Path) -> tuple[GrowthPanel, np.ndarray]:
    """Series aligned at their ends (they share no calendar), and the outcomes (645, 6)."""
    train = pd.read_parquet(folder / "train.parquet").sort_values(["unique_id", "t"])
    test = pd.read_parquet(folder / "test.parquet").sort_values(["unique_id", "t"])
    length = train.groupby("unique_id")["t"].transform("size")
    place = train.groupby("unique_id").cumcount() - length
    wide = train.assign(place=place).pivot(index="unique_id", columns="place", values="y")
    keys = pd.DataFrame({"region_code": wide.index, "cluster_code": ""})
    years = np.arange(-wide.shape[1], 0)
    outcomes = test["y"].to_numpy().reshape(-1, HORIZON)
    return GrowthPanel(keys, years, wide.to_numpy(), {}, {}), outcomes


def score(
    panel: GrowthPanel, actual: np.ndarray, model: str, learn: growth.Learn
) -> tuple[dict[str, float | int | str], pd.DataFrame]:
    """One row of figures and the losses per series of one model."""
    result, seconds = growth.timed(model, panel, HORIZON, learn)
    scale = forecast_metrics.scale(panel.values)
    smape = forecast_metrics.smape(actual, result.median)
    mase = forecast_metrics.mase(actual, result.median, scale)
    last = statistical.naive(panel.values, HORIZON)
    reference = forecast_metrics.smape(actual, last), forecast_metrics.mase(actual, last, scale)
    lower, upper = intervals.bounds(result.quantiles, 0.95)
    row = {
        "model": model,
        "origin": "end of train",
        "n": len(actual),
        "seconds": seconds,
        "owa": forecast_metrics.owa(smape, mase, *reference),
        "smape": smape.mean(),
        "mase": mase.mean(),
        "coverage_80": forecast_metrics.coverage(actual, *intervals.bounds(result.quantiles, 0.8)),
        "coverage_95": forecast_metrics.coverage(actual, lower, upper),
        "msis_95": forecast_metrics.msis(actual, lower, upper, scale, 0.95).mean(),
    }
    return row, panel.keys.assign(model=model, smape=smape, mase=mase)


def main(folder: Path, models: list[str]) -> None:
    """Score the models, print the table with the published figures, then the JSON line."""
    panel, actual = read(folder)
    learn = growth.learner(panel, HORIZON)
    scored = [score(panel, actual, model, learn) for model in models]
    rows = pd.DataFrame([row for row, _ in scored])
    losses = pd.concat([loss for _, loss in scored], ignore_index=True)
    published = pd.DataFrame(
        [{"model": name, "smape": smape, "mase": mase} for name, (smape, mase) in PUBLISHED.items()]
    )
    print(pd.concat([rows, published]).round(3).to_string(index=False, na_rep=""))
    digest = hashlib.sha256((folder / "train.parquet").read_bytes()).hexdigest()
    print(Backtest("growth", "m3-yearly", digest, HORIZON, growth.DEFAULT, rows, losses).to_json())


if __name__ == "__main__":
    chosen = sys.argv[2].split(",") if len(sys.argv) > 2 else [*growth.QUICK_MODELS, growth.DEFAULT]
    main(Path(sys.argv[1]), chosen)
