"""Our forecasts and those of other libraries, scored alike, for benchmarks that show both."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array, Mask
from features.growth.panel import GrowthPanel
from tests.benchmarks import RIVALS_PYTHON
from training.growth import metrics
from training.growth.evaluation import timed
from training.growth.intervals import conformal
from training.growth.models import Learn
from training.growth.statistical import baselines
from training.growth.statistical.gaps import fill_gaps
from training.growth.task import DEFAULT
from training.registry.comparison import paired_bootstrap

Bounds = dict[float, tuple[Array, Array]]
"""Lower and upper bounds (n_series, horizon) of the 0.8 and the 0.95 interval."""
Scored = tuple[dict[str, float | int | str], pd.DataFrame]
"""One row of figures and the losses per series of one model."""


def ours(panel: GrowthPanel, actual: Array, scored: Mask, model: str, learn: Learn) -> Scored:
    """One of our models, which forecasts all series of the panel and is scored on some."""
    result, seconds = timed(model, panel, actual.shape[1], learn)
    bounds = {level: conformal.bounds(result.quantiles[scored], level) for level in (0.8, 0.95)}
    return figures(panel, actual, scored, model, result.median[scored], bounds, seconds)


def figures(
    panel: GrowthPanel,
    actual: Array,
    scored: Mask,
    model: str,
    median: Array,
    bounds: Bounds,
    seconds: float,
) -> Scored:
    """Figures of a forecast of the scored series; actual is (n_series, horizon) of all."""
    actual, history = actual[scored], panel.values[scored]
    scale = metrics.scale(history)
    smape = metrics.smape(actual, median)
    mase = metrics.mase(actual, median, scale)
    last = baselines.naive(history, actual.shape[1])
    reference = metrics.smape(actual, last), metrics.mase(actual, last, scale)
    lower, upper = bounds[0.95]
    row = {
        "model": model,
        "n": len(actual),
        "seconds": seconds,
        "owa": metrics.owa(smape, mase, *reference),
        "smape": smape.mean(),
        "mase": mase.mean(),
        "coverage_80": metrics.coverage(actual, *bounds[0.8]),
        "coverage_95": metrics.coverage(actual, lower, upper),
        "msis_95": metrics.msis(actual, lower, upper, scale, 0.95).mean(),
    }
    return row, panel.keys[scored].assign(model=model, smape=smape, mase=mase)


def rivals(panel: GrowthPanel, actual: Array, scored: Mask) -> list[Scored]:
    """Other libraries, run in their own environment; none where it is absent."""
    if not RIVALS_PYTHON.exists():
        print(f"no {RIVALS_PYTHON}: rivals of other libraries left out (make benchmarks)")
        return []
    n_series, n_years = panel.values.shape
    table = pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(n_series), n_years),
            "ds": np.tile(np.arange(n_years), n_series),
            "y": fill_gaps(panel.values).ravel(),
            "scored": np.repeat(scored, n_years),
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.parquet"), Path(folder, "out.parquet")
        table.dropna().to_parquet(source)
        script = Path(__file__).with_name("rivals.py")
        command = [*map(str, (RIVALS_PYTHON, script, source, target))]
        command += ["--horizon", str(actual.shape[1])]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        result = pd.read_parquet(target)
    found = []
    for model, part in result.groupby("model", sort=False):
        median, bounds = _matrices(part, np.flatnonzero(scored))
        seconds = float(part["seconds"].iloc[0])
        found.append(figures(panel, actual, scored, str(model), median, bounds, seconds))
    return found


def _matrices(part: pd.DataFrame, ids: npt.NDArray[np.intp]) -> tuple[Array, Bounds]:
    """Medians (n_scored, horizon) and bounds by level, NaN where a rival has none."""

    def wide(column: str) -> Array:
        return part.pivot(index="unique_id", columns="step", values=column).loc[ids].to_numpy()

    bounds = {0.8: (wide("q100"), wide("q900")), 0.95: (wide("q025"), wide("q975"))}
    return wide("median"), bounds


def compare(losses: pd.DataFrame) -> None:
    """Print how much better the default is in OWA than each other model, with 90 % intervals."""
    for rival in losses["model"].unique():
        if rival not in ("naive", DEFAULT):
            for comparison in paired_bootstrap("growth", losses, DEFAULT, rival):
                print(comparison)
