"""Rolling origins: every model and baseline on the same rows, pooled, compared with uncertainty."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.package import Package
from training.trained import Progress, Task, silent

GROWTH_FIGURES = ["owa", "smape", "mase", "coverage_80", "coverage_95", "msis_95"]
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
        [call], origin, region_code, [cluster_code or activity_code] and, for growth, smape and
        mase; for niches, weight and the sufficient figures per region.
    """

    rows: pd.DataFrame
    losses: pd.DataFrame


@dataclass(frozen=True)
class Backtest:
    """Evaluations over several origins, with pooled rows (the mean over origins) at the end."""

    task: Task
    package: str
    sha256: str
    horizon: int
    champion: str
    rows: pd.DataFrame
    losses: pd.DataFrame

    def to_json(self) -> str:
        """One JSON object on one line; a figure that cannot be computed is null."""
        rows = [
            {key: _plain(value) for key, value in row.items()}
            for row in self.rows.to_dict(orient="records")
        ]
        return json.dumps(
            {
                "task": self.task,
                "package": self.package,
                "sha256": self.sha256,
                "horizon": self.horizon,
                "champion": self.champion,
                "rows": rows,
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
    return Backtest(
        task, package.name, package.sha256, horizon, champion, pool(rows, FIGURES[task]), losses
    )


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


def _plain(value: object) -> object:
    """A NumPy scalar as Python's own; NaN as None, since JSON has none."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
