"""Comparison of two models on the same rows of a backtest, with its uncertainty."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from training.backtest import HIGHER_IS_BETTER
from training.trained import Task

NAMES = {
    "owa": "forecast error (owa)",
    "ap": "average precision within regions (ap)",
    "brier": "error of its probabilities (brier)",
}
"""Names for readers. The bootstrap resamples regions; the ap of tables is over all cells."""


@dataclass(frozen=True)
class Comparison:
    """One model against a rival in one figure, with the uncertainty of their difference.

    Attributes
    ----------
    figure : str
        "owa", "ap" or "brier".
    value, rival_value : float
        The figure of model and rival, pooled over origins.
    improvement, low, high : float
        How much better the model is (the sign is turned for losses), and the 90 % interval. The
        interval is NaN for a single series or region, and all three are if the figure cannot be
        computed: then the model is neither better nor worse.
    """

    figure: str
    model: str
    rival: str
    value: float
    rival_value: float
    improvement: float
    low: float
    high: float

    @property
    def better(self) -> bool:
        """Better by more than the noise."""
        return self.low > 0

    @property
    def worse(self) -> bool:
        """Worse by more than the noise."""
        return self.high < 0

    def __str__(self) -> str:
        figure = NAMES[self.figure]
        if np.isnan(self.improvement):
            return (
                f"its {figure} cannot be compared with that of {self.rival}: on these rows naive "
                "makes no error, or no call came true"
            )
        noise = f"90 % interval of the gain {self.low:+.4f} to {self.high:+.4f}"
        if np.isnan(self.low):
            noise = "no interval from a single series or region"
        change = "worse" if self.improvement < 0 else "better"
        return (
            f"its {figure} is {self.value:.4f}, that of {self.rival} {self.rival_value:.4f}: "
            f"{change} by {abs(self.improvement):.4f} ({noise})"
        )


def paired_bootstrap(
    task: Task, losses: pd.DataFrame, model: str, rival: str, draws: int = 1000
) -> list[Comparison]:
    """Compare two models on the same rows: OWA for growth; AP and Brier score of entries.

    Series (growth) or regions (niches) are drawn with all their origins, since errors of a unit at
    two origins are correlated. Weights are exponential (the Bayesian bootstrap, Rubin 1981, Annals
    of Statistics 9), so that every draw has positives.

    Parameters
    ----------
    losses : DataFrame
        As in ``training.backtest.Evaluation``; growth needs the rows of naive too, to which OWA
        is relative.

    Returns
    -------
    list of Comparison
        One for growth (owa), two for niches (ap, brier).
    """
    figures = _growth_figures if task == "growth" else _niche_figures
    n_units, statistic = figures(losses, [model, rival])
    rng = np.random.default_rng(0)
    # A block of draws at a time, so that 100,000 series fit into memory.
    block = max(1, 10_000_000 // n_units)
    sizes = [min(block, draws - start) for start in range(0, draws, block)]
    drawn = [statistic(rng.standard_exponential((size, n_units))) for size in sizes]
    point = statistic(np.ones((1, n_units)))
    found = [
        _comparison(
            figure, (model, rival), point[figure][0], np.concatenate([d[figure] for d in drawn])
        )
        for figure in point
    ]
    return (
        found
        if n_units > 1
        else [replace(comparison, low=np.nan, high=np.nan) for comparison in found]
    )


Statistic = Callable[[np.ndarray], dict[str, np.ndarray]]
"""Weights (n_draws, n_units) to figure name to values (n_draws, n_models)."""


def _growth_figures(losses: pd.DataFrame, models: list[str]) -> tuple[int, Statistic]:
    """OWA: the mean of sMAPE and MASE, each relative to naive, per origin; then over origins.

    Origins from which naive makes no error are left out; NaN if there are no others.
    """
    cube = _cube(losses, ["region_code", "cluster_code"], ["naive", *models], ["smape", "mase"])
    n_units, n_models = cube["smape"].shape[0], len(models)
    wrong = [(np.nan_to_num(values[:, :, 0]) > 0).any(axis=0) for values in cube.values()]
    measured = np.logical_and(*wrong)
    if not measured.any():
        return n_units, lambda weights: {"owa": np.full((len(weights), n_models), np.nan)}
    cube = {loss: values[:, measured] for loss, values in cube.items()}

    def statistic(weights: np.ndarray) -> dict[str, np.ndarray]:
        means = [_weighted_mean(cube[loss], weights) for loss in ("smape", "mase")]
        owa = np.mean([mean[:, :, 1:] / mean[:, :, :1] for mean in means], axis=0)
        return {"owa": owa.mean(axis=1)}

    return n_units, statistic


def _niche_figures(losses: pd.DataFrame, models: list[str]) -> tuple[int, Statistic]:
    """Of entries: mean AP within regions, Brier score over cells, per origin; then over origins."""
    entries = losses[losses["call"] == "entry"]
    cube = _cube(entries, ["region_code"], models, ["ap", "brier", "n"])

    def statistic(weights: np.ndarray) -> dict[str, np.ndarray]:
        return {
            "ap": _weighted_mean(cube["ap"], weights).mean(axis=1),
            "brier": _weighted_mean(cube["brier"], weights, cube["n"]).mean(axis=1),
        }

    return cube["ap"].shape[0], statistic


def _cube(
    losses: pd.DataFrame, unit: list[str], models: list[str], figures: list[str]
) -> dict[str, np.ndarray]:
    """Figure to values (n_units, n_origins, n_models), NaN unless all models have a value."""
    losses = losses[losses["model"].isin(models)]
    units = losses.groupby(unit).ngroup().to_numpy()
    origins, years = pd.factorize(losses["origin"])
    names = pd.Index(models).unique()
    columns = names.get_indexer(pd.Index(losses["model"]))
    cube = {}
    for figure in figures:
        values = np.full((units.max() + 1, len(years), len(names)), np.nan)
        values[units, origins, columns] = losses[figure]
        is_complete = np.isfinite(values).all(axis=-1, keepdims=True)
        shared = is_complete.any(axis=0).ravel()
        values = np.where(is_complete, values, np.nan)[:, shared]
        cube[figure] = np.take(values, names.get_indexer(pd.Index(models)), axis=-1)
    return cube


def _weighted_mean(
    values: np.ndarray, weights: np.ndarray, sizes: np.ndarray | float = 1.0
) -> np.ndarray:
    """Means (n_draws, n_origins, n_models) of known values (n_units, n_origins, n_models)."""
    sizes = np.where(np.isfinite(values), sizes, 0.0)
    total = np.tensordot(weights, np.nan_to_num(values) * sizes, axes=1)
    return total / np.tensordot(weights, sizes, axes=1)


def _comparison(
    figure: str, names: tuple[str, str], point: np.ndarray, drawn: np.ndarray
) -> Comparison:
    """Point (n_models,) and draws (n_draws, n_models) of a figure as a comparison."""
    sign = 1.0 if figure in HIGHER_IS_BETTER else -1.0
    low, high = np.quantile(sign * (drawn[:, 0] - drawn[:, 1]), [0.05, 0.95])
    value, rival_value = point
    gain = sign * (value - rival_value)
    return Comparison(figure, *names, *map(float, (value, rival_value, gain, low, high)))
