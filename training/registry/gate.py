"""The promotion rule: a challenger must beat champion and baselines by more than the noise."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from training.registry.comparison import paired_bootstrap
from training.trained import Task

BASELINES: dict[Task, tuple[str, ...]] = {
    "growth": ("naive", "drift", "ets", "theta", "prophet"),
    "niches": (
        "random",
        "ubiquity",
        "diversity_x_ubiquity",
        "persistence",
        "density",
        "nearest_neighbours",
        "random_forest",
    ),
}


@dataclass(frozen=True)
class Decision:
    """Whether a challenger may serve.

    Attributes
    ----------
    reason : str
        One sentence with the figures.
    notes : tuple of str
        Remarks that do not decide.
    """

    passed: bool
    reason: str
    notes: tuple[str, ...] = ()


def decide(
    task: Task,
    losses: pd.DataFrame,
    challenger: str,
    champion: str | None = None,
    refresh: bool = False,
) -> Decision:
    """Apply the rule to the losses of one backtest, so that all models are on the same rows.

    The challenger must beat the best baseline and the champion by more than the noise: in OWA
    for growth; for niches in AP of entries within regions, while its Brier score must not be worse.
    A refresh (the champion's own method, trained again on the same package with newer years, for
    the same question) must only not be worse than either.

    Parameters
    ----------
    losses : DataFrame
        As in ``training.backtest.Evaluation``.
    challenger, champion : str
        Models in the losses; champion is None if there is none to compare with.
    """
    tested = set(losses["model"])
    baselines = [name for name in BASELINES[task] if name in tested - {challenger}]
    if not baselines:
        return Decision(False, f"the backtest of {challenger} has no baseline to compare with")
    if champion is not None and champion not in tested:
        return Decision(
            False,
            f"the backtest of {challenger} lacks the champion's method {champion}: train again to "
            "add it",
        )
    if task == "niches" and losses.loc[losses["call"] == "entry", "ap"].isna().all():
        return Decision(
            False, f"no entry came true in the backtest of {challenger}: it cannot be compared"
        )
    candidates = [paired_bootstrap(task, losses, challenger, name) for name in baselines]
    comparisons = min(candidates, key=lambda found: found[0].improvement)
    if champion not in (None, comparisons[0].rival):
        comparisons = comparisons + paired_bootstrap(task, losses, challenger, champion)
    satisfied = [
        not found.worse if refresh or found.figure == "brier" else found.better
        for found in comparisons
    ]
    passed = all(satisfied)
    reasons = [
        found for found, holds in zip(comparisons, satisfied, strict=True) if holds == passed
    ]
    verdict = "is good enough to serve" if passed else "is not good enough to serve"
    return Decision(passed, f"{challenger} {verdict}: {'; '.join(map(str, reasons))}")


def differences(question: Mapping[str, str], other: Mapping[str, str]) -> str:
    """How one question differs from another, such as "threshold 1.5, not 1.0"; else empty."""
    names = [name for name in question if question[name] != other.get(name)]
    texts = [
        f"{name.replace('_', ' ')} {question[name] or 'none'}, not "
        f"{other.get(name, 'unknown') or 'none'}"
        for name in names
    ]
    return "; ".join(texts)
