"""Rolling origins: every model and baseline on the same rows, pooled, compared with uncertainty."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from features.package import Package
from training.trained import Progress, Task, silent

GROWTH_FIGURES = [
    *("owa", "smape", "mase", "totals_owa"),
    *("coverage_80", "coverage_95", "totals_coverage_80", "msis_95"),
]
NICHE_FIGURES = [
    "ap",
    "auc",
    "best_f1",
    "precision_at_1000",
    "precision_at_10_per_region",
    "map_at_10",
    "ece",
    "brier",
    "base_rate",
]
HIGHER_IS_BETTER = {
    "ap",
    "auc",
    "best_f1",
    "precision_at_1000",
    "precision_at_10_per_region",
    "map_at_10",
}
FIGURES: dict[Task, list[str]] = {"growth": GROWTH_FIGURES, "niches": NICHE_FIGURES}


@dataclass(frozen=True)
class Evaluation:
    """All models at one origin, on the same rows.

    Attributes
    ----------
    rows : DataFrame
        One per model (and per call for niches): model, [call], origin, n, seconds and the
        figures of the task.
    losses : DataFrame
        What a paired bootstrap resamples: one per model (and call) and unit. Columns model,
        [call], origin, region_code and, for growth, cluster_code, smape and mase; for niches
        n (cells), brier and ap (NaN in a region without a positive).
    coverage : DataFrame
        How often intervals held, for growth: model, origin, kind ("all", "step" or "size"), group,
        n, coverage_80, coverage_95, as training.growth.coverage gives them.
    """

    rows: pd.DataFrame
    losses: pd.DataFrame
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Backtest:
    """Evaluations over several origins, with pooled rows (the mean over origins) at the end.

    A growth model that is reconciled has rows for what it forecast before, too: its name with
    "_unreconciled" behind. The JSON has the rows of coverage under a key of their own.
    """

    task: Task
    package: str
    sha256: str
    horizon: int
    champion: str
    rows: pd.DataFrame
    losses: pd.DataFrame
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)

    def to_json(self) -> str:
        """One JSON object on one line; a figure that cannot be computed is null."""
        return json.dumps(
            {
                "task": self.task,
                "package": self.package,
                "sha256": self.sha256,
                "horizon": self.horizon,
                "champion": self.champion,
                "rows": _records(self.rows),
                "coverage": _records(self.coverage),
            },
            allow_nan=False,
        )


def backtest(
    task: Task,
    package: Package,
    origins: Sequence[int],
    horizon: int,
    champion: str,
    evaluate: Callable[[int], Evaluation],
    progress: Progress = silent,
) -> Backtest:
    """Evaluate at every origin and pool.

    Parameters
    ----------
    evaluate : callable
        Origin to Evaluation: growth.evaluate or niches.evaluate with all else bound.
    champion : str
        Name of the model that the default configuration would serve.
    """
    evaluations = []
    for number, origin in enumerate(origins, start=1):
        progress(f"origin {origin} ({number} of {len(origins)})")
        evaluations.append(evaluate(origin))
    rows = pd.concat([evaluation.rows for evaluation in evaluations], ignore_index=True)
    losses = pd.concat([evaluation.losses for evaluation in evaluations], ignore_index=True)
    coverage = pd.concat([evaluation.coverage for evaluation in evaluations], ignore_index=True)
    pooled = pool(rows, FIGURES[task])
    return Backtest(task, package.name, package.sha256, horizon, champion, pooled, losses, coverage)


def pool(rows: pd.DataFrame, figures: list[str]) -> pd.DataFrame:
    """Rows per origin followed by one "pooled" row per model (and call): means over origins."""
    groups = ["model", "call"] if "call" in rows else ["model"]
    pooled = (
        rows.groupby(groups, sort=False)
        .agg({"n": "sum", "seconds": "sum", **dict.fromkeys(figures, "mean")})
        .reset_index()
        .assign(origin="pooled")
    )
    columns = [*groups, "origin", "n", "seconds", *figures]
    return pd.concat([rows.astype({"origin": object}), pooled], ignore_index=True)[columns]


SPOKEN = {"ap": "ap within regions"}
"""The bootstrap resamples regions; the tables' ap runs over all cells at once."""


@dataclass(frozen=True)
class Comparison:
    """One model against a rival in one figure, with the uncertainty of their difference.

    Attributes
    ----------
    figure : str
        "owa", "ap" or "brier".
    model, rival : str
    value, rival_value : float
        The figure of each, pooled over origins.
    improvement, low, high : float
        How much better the model is (the sign is turned for losses) and its 90 % interval. The
        interval is NaN where there is a single series or region, and all are where the figure
        cannot be computed: then neither is better nor worse.
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
        figure = SPOKEN.get(self.figure, self.figure)
        if np.isnan(self.improvement):
            return (
                f"{figure} cannot be compared with that of {self.rival} on these rows, where naive "
                "makes no error or nothing came true"
            )
        noise = f"90 % interval {self.low:+.4f} to {self.high:+.4f}"
        if np.isnan(self.low):
            noise = "how much of it is noise a single series or region cannot tell"
        return (
            f"{figure} {self.value:.4f} against {self.rival_value:.4f} of {self.rival} "
            f"(better by {self.improvement:+.4f}, {noise})"
        )


def paired_bootstrap(
    task: Task, losses: pd.DataFrame, model: str, rival: str, draws: int = 1000, seed: int = 0
) -> list[Comparison]:
    """Compare two models on the same rows: OWA for growth; AP and Brier score of entries.

    Series (growth) or regions (niches) are drawn, with all their origins, since the errors of
    one unit at two origins hang together. Their weights are exponential (the Bayesian bootstrap,
    Rubin 1981, Annals of Statistics 9), so that no draw is without positives.

    Parameters
    ----------
    losses : DataFrame
        As in ``Evaluation``; growth needs the rows of naive too, which OWA is relative to.
    draws : int
    seed : int

    Returns
    -------
    list of Comparison
        One for growth (owa), two for niches (ap, brier).
    """
    figures = _growth_figures if task == "growth" else _niche_figures
    n_units, statistic = figures(losses, [model, rival])
    rng = np.random.default_rng(seed)
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
    return found if n_units > 1 else [replace(one, low=np.nan, high=np.nan) for one in found]


Statistic = Callable[[np.ndarray], dict[str, np.ndarray]]
"""Weights (n_draws, n_units) to figure name to values (n_draws, n_models)."""


def _growth_figures(losses: pd.DataFrame, models: list[str]) -> tuple[int, Statistic]:
    """OWA: the mean of sMAPE and MASE, each relative to naive, per origin; then over origins.

    Origins from which naive makes no error do not count; NaN where there are no others.
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
    """Figure to values (n_units, n_origins, n_models), NaN unless all models have the unit."""
    losses = losses[losses["model"].isin(models)]
    units = losses.groupby(unit).ngroup().to_numpy()
    origins, years = pd.factorize(losses["origin"])
    names = pd.Index(models).unique()
    columns = names.get_indexer(pd.Index(losses["model"]))
    cube = {}
    for figure in figures:
        values = np.full((units.max() + 1, len(years), len(names)), np.nan)
        values[units, origins, columns] = losses[figure]
        known = np.isfinite(values).all(axis=-1, keepdims=True)
        shared = known.any(axis=0).ravel()
        values = np.where(known, values, np.nan)[:, shared]
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


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as JSON takes them."""
    return [
        {str(key): _plain(value) for key, value in row.items()}
        for row in frame.to_dict(orient="records")
    ]


def _plain(value: object) -> object:
    """A NumPy scalar as Python's own; NaN as None, since JSON has none."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
