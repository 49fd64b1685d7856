"""Yearly series of the M3 competition: our models beside each other and published results.

Run with ``python -m tests.benchmarks.m3_yearly ../shared/data/m3-yearly [MODEL,...]``. The folder
holds train.parquet and test.parquet with columns unique_id, t, y. Prints a table with paired
bootstrap intervals and, last, one JSON object on one line, shaped like a backtest's. Where
.venv-rivals exists (make benchmarks creates it), forecasts of other libraries stand beside ours.
"""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from features.growth_panel import GrowthPanel
from training.backtest import Backtest, paired_bootstrap
from training.growth import forecast_metrics, intervals, statistical
from training.growth.evaluation import timed
from training.growth.models import Learn, learner
from training.growth.task import DEFAULT, QUICK_MODELS

HORIZON = 6
RIVALS_PYTHON = Path(".venv-rivals/bin/python")
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
    panel: GrowthPanel, actual: np.ndarray, model: str, learn: Learn
) -> tuple[dict[str, float | int | str], pd.DataFrame]:
    """One row of figures and the losses per series of one model."""
    result, seconds = timed(model, panel, HORIZON, learn)
    bounds = {level: intervals.bounds(result.quantiles, level) for level in (0.8, 0.95)}
    return figures(panel, actual, model, result.median, bounds, seconds)


def figures(
    panel: GrowthPanel,
    actual: np.ndarray,
    model: str,
    median: np.ndarray,
    bounds: dict[float, tuple[np.ndarray, np.ndarray]],
    seconds: float,
) -> tuple[dict[str, float | int | str], pd.DataFrame]:
    """One row of figures and the losses per series of a forecast with its bounds by level."""
    scale = forecast_metrics.scale(panel.values)
    smape = forecast_metrics.smape(actual, median)
    mase = forecast_metrics.mase(actual, median, scale)
    last = statistical.naive(panel.values, HORIZON)
    reference = forecast_metrics.smape(actual, last), forecast_metrics.mase(actual, last, scale)
    lower, upper = bounds[0.95]
    row = {
        "model": model,
        "origin": "end of train",
        "n": len(actual),
        "seconds": seconds,
        "owa": forecast_metrics.owa(smape, mase, *reference),
        "smape": smape.mean(),
        "mase": mase.mean(),
        "coverage_80": forecast_metrics.coverage(actual, *bounds[0.8]),
        "coverage_95": forecast_metrics.coverage(actual, lower, upper),
        "msis_95": forecast_metrics.msis(actual, lower, upper, scale, 0.95).mean(),
    }
    return row, panel.keys.assign(model=model, smape=smape, mase=mase)


def rivals(
    panel: GrowthPanel, actual: np.ndarray
) -> list[tuple[dict[str, float | int | str], pd.DataFrame]]:
    """Scores of other libraries, run in their own environment; none where it is absent."""
    if not RIVALS_PYTHON.exists():
        print(f"no {RIVALS_PYTHON}: rivals of other libraries left out (make benchmarks)")
        return []
    ids = panel.keys["region_code"]
    n_series, n_years = panel.values.shape
    table = pd.DataFrame(
        {
            "unique_id": np.repeat(ids.to_numpy(), n_years),
            "ds": np.tile(panel.years, n_series),
            "y": panel.values.ravel(),
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.parquet"), Path(folder, "out.parquet")
        table.dropna().to_parquet(source)
        script = Path(__file__).with_name("rivals.py")
        command = [*map(str, (RIVALS_PYTHON, script, source, target)), "--horizon", str(HORIZON)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        result = pd.read_parquet(target)
    return [
        figures(panel, actual, str(model), *_matrices(part, ids), float(part["seconds"].iloc[0]))
        for model, part in result.groupby("model", sort=False)
    ]


def _matrices(
    part: pd.DataFrame, ids: pd.Series
) -> tuple[np.ndarray, dict[float, tuple[np.ndarray, np.ndarray]]]:
    """Medians (n_series, HORIZON) and bounds by level, NaN where a rival has none."""

    def wide(column: str) -> np.ndarray:
        return part.pivot(index="unique_id", columns="step", values=column).loc[ids].to_numpy()

    bounds = {0.8: (wide("q100"), wide("q900")), 0.95: (wide("q025"), wide("q975"))}
    return wide("median"), bounds


def compare(losses: pd.DataFrame) -> None:
    """Print how much better the default is in OWA than each other model, with 90 % intervals."""
    for rival in losses["model"].unique():
        if rival not in ("naive", DEFAULT):
            for comparison in paired_bootstrap("growth", losses, DEFAULT, rival):
                print(comparison)


def main(folder: Path, models: list[str]) -> None:
    """Score the models, print the table with the published figures, then the JSON line."""
    panel, actual = read(folder)
    learn = learner(panel, HORIZON)
    scored = [score(panel, actual, model, learn) for model in models] + rivals(panel, actual)
    rows = pd.DataFrame([row for row, _ in scored])
    losses = pd.concat([loss for _, loss in scored], ignore_index=True)
    published = pd.DataFrame(
        [{"model": name, "smape": smape, "mase": mase} for name, (smape, mase) in PUBLISHED.items()]
    )
    print(pd.concat([rows, published]).round(3).to_string(index=False, na_rep=""))
    losses = losses.assign(origin="end of train")
    if {"naive", DEFAULT} <= set(models):
        compare(losses)
    digest = hashlib.sha256((folder / "train.parquet").read_bytes()).hexdigest()
    print(Backtest("growth", "m3-yearly", digest, HORIZON, DEFAULT, rows, losses).to_json())


if __name__ == "__main__":
    chosen = sys.argv[2].split(",") if len(sys.argv) > 2 else [*QUICK_MODELS, DEFAULT]
    main(Path(sys.argv[1]), chosen)
