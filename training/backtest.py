"""Rolling origins: every model and baseline on the same rows, per origin and pooled."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import pandas as pd

from features.package import Package
from training.growth import order
from training.trained import Progress, Task, silent

GROWTH_FIGURES = [
    *("owa", "smape", "mase", "totals_owa", *order.FIGURES),
    *("coverage_80", "coverage_95", "totals_coverage_80", "msis_95"),
]
RANKING_FIGURES = [
    *("ap", "auc", "best_f1"),
    *("precision_at_1000", "precision_at_10_per_region", "map_at_10"),
]
NICHE_FIGURES = [*RANKING_FIGURES, "ece", "brier", "base_rate"]
HIGHER_IS_BETTER = frozenset([*RANKING_FIGURES, "rank_skill"])
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
        For a paired bootstrap: one row per model (and call) and unit. Columns model,
        [call], origin, region_code and, for growth, cluster_code, smape, mase and those of
        training.growth.order.LOSSES; for niches n (cells), brier and ap (NaN in a region without
        a positive).
    coverage : DataFrame
        How often intervals held, for growth: model, origin, kind ("all", "step" or "size"), group,
        n, coverage_80, coverage_95, as training.growth.intervals.coverage gives them.
    futures : DataFrame
        The champion's forecasts. For growth, of all series that it forecasts, for the last step:
        origin, region_code, cluster_code, value (at the origin), actual (outcome), median, the
        quantile columns of training.growth.intervals.conformal, and model; NaN where unknown. For
        niches, of all possible entries: origin, the columns of the calls that say where, how likely
        and how close, and entered (1 or 0, NaN where unknown).
    """

    rows: pd.DataFrame
    losses: pd.DataFrame
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)
    futures: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Backtest:
    """Evaluations over several origins, with pooled rows (the mean over origins) at the end.

    A reconciled growth model also has rows of its forecasts before reconciliation, with the suffix
    "_unreconciled". For growth, pooled rows also hold the ends of the 90 % intervals of the figures
    of the order, such as rank_skill_low and rank_skill_high. `published` has for each origin the
    vintage that was used ("" for the package of today, None where none is kept), and is empty
    unless the backtest asked for what was published then.
    """

    task: Task
    package: str
    sha256: str
    horizon: int
    champion: str
    rows: pd.DataFrame
    losses: pd.DataFrame
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)
    futures: pd.DataFrame = field(default_factory=pd.DataFrame)
    published: Mapping[int, str | None] = field(default_factory=dict)

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
                **({"published": dict(self.published)} if self.published else {}),
            },
            allow_nan=False,
        )


class Question(Protocol):
    """A GrowthQuestion or a NicheQuestion."""

    @property
    def task(self) -> Task:
        """The task that answers it."""

    @property
    def horizon(self) -> int:
        """Years ahead."""


def backtest(
    package: Package,
    question: Question,
    origins: Sequence[int],
    champion: str,
    evaluate: Callable[[int], Evaluation],
    progress: Progress = silent,
) -> Backtest:
    """Evaluate at every origin and pool.

    Parameters
    ----------
    evaluate : callable
        Origin to Evaluation: growth.evaluate or niches.evaluate with all other arguments bound.
    champion : str
        Name of the model that the default configuration would serve.
    """
    evaluations = []
    for number, origin in enumerate(origins, start=1):
        progress(f"origin {origin} ({number} of {len(origins)})")
        evaluations.append(evaluate(origin))
    rows, losses, coverage, futures = (
        pd.concat([getattr(evaluation, part) for evaluation in evaluations], ignore_index=True)
        for part in ("rows", "losses", "coverage", "futures")
    )
    rows = pool(rows, FIGURES[question.task])
    if question.task == "growth":
        rows = with_order(rows, losses, question.horizon)
    about = question.task, package.name, package.sha256, question.horizon, champion
    return Backtest(*about, rows, losses, coverage, futures)


UNRECONCILED = "_unreconciled"
"""Suffix of the rows of a growth model's forecasts before reconciliation."""


def with_champion(result: Backtest, champion: str) -> Backtest:
    """A backtest of several reconciled models with one of them as champion.

    The others have the rows of their forecasts before reconciliation, as in a backtest of this
    champion alone.
    """

    def kept(table: pd.DataFrame) -> pd.DataFrame:
        before = table["model"].str.removesuffix(UNRECONCILED)
        is_unreconciled = before != table["model"]
        is_others = before != champion
        both = set(before[is_unreconciled])
        dropped = is_others & ~is_unreconciled & before.isin(both)
        names = table["model"].where(~is_others, before)
        return table.assign(model=names)[~dropped].reset_index(drop=True)

    futures = result.futures[result.futures["model"] == champion].reset_index(drop=True)
    rows, losses, coverage = kept(result.rows), kept(result.losses), kept(result.coverage)
    return replace(
        result, champion=champion, rows=rows, losses=losses, coverage=coverage, futures=futures
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


def with_order(rows: pd.DataFrame, losses: pd.DataFrame, years: int) -> pd.DataFrame:
    """Pooled rows of growth with the figures of the order over all origins and their intervals."""
    pooled = order.summary(losses, years)
    ends = [end for figure in order.FIGURES for end in order.end_columns(figure)]
    rows = rows.assign(**dict.fromkeys(ends, np.nan))
    is_pooled = (rows["origin"] == "pooled") & rows["model"].isin(pooled.index)
    columns = [*order.FIGURES, *ends]
    rows.loc[is_pooled, columns] = pooled.loc[rows.loc[is_pooled, "model"], columns].to_numpy()
    return rows


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as plain dicts for JSON."""
    return [
        {str(key): _plain(value) for key, value in row.items()}
        for row in frame.to_dict(orient="records")
    ]


def _plain(value: object) -> object:
    """A NumPy scalar as a Python value; NaN as None, since JSON has none."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
