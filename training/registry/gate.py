"""The promotion rule: no worse in level and order, and better in one of them or simpler.

Two figures judge growth: the level (owa) and the order (rank_skill). A method that is better in one
of them by more than the noise has the benefit of the doubt in the other: it is worse there only if
the loss exceeds both the margin and the noise. One that gains nothing but simplicity has not: its
figures themselves must be within the margin, since with little data no loss exceeds the noise.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from training.registry.comparison import (
    Comparison,
    no_order,
    noise_source,
    paired_bootstrap,
    points,
)
from training.trained import Task

SIMPLICITY = ("naive", "drift", "ets", "theta", "prophet", "lightgbm", "hybrid")
"""Methods of growth, the simplest first: of those within the margin the simplest serves."""
BASELINES: dict[Task, tuple[str, ...]] = {
    "growth": SIMPLICITY[: SIMPLICITY.index("lightgbm")],
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
MARGINS = {"owa": 0.005, "rank_skill": 0.02}
"""By how much a figure may be worse and still count as no worse."""


@dataclass(frozen=True)
class Decision:
    """Whether a challenger may serve.

    Attributes
    ----------
    reason : str
        One sentence with the figures.
    notes : tuple of str
        Remarks that do not decide.
    instead : str
        The baseline that would serve if this method is refused; else empty.
    gain : tuple of three floats or None
        By how many per cent the error is below that of the champion's method on the same rows, and
        its 90 % interval; None where they are not compared.
    """

    passed: bool
    reason: str
    notes: tuple[str, ...] = ()
    instead: str = ""
    gain: tuple[float, float, float] | None = None


def decide(
    task: Task,
    losses: pd.DataFrame,
    challenger: str,
    champion: str | None = None,
    refresh: bool = False,
    chosen_on: Sequence[int] = (),
) -> Decision:
    """Apply the rule to the losses of one backtest, so that all models are on the same rows.

    Growth: the challenger must be better than the best baseline and the champion in level or in
    order by more than the noise, and not worse in the other by more than the noise and the margin.
    A method simpler than the champion need only be within the margin of both in both; so need a
    baseline where there is no champion, since the simplest methods have nothing to prove.
    Niches: better than both in AP of entries within regions, while its Brier score is not worse.
    A refresh (the champion's own method, trained again on the same package with newer years, for
    the same question) must only not be worse, by more than the noise and the margin.

    Parameters
    ----------
    losses : DataFrame
        As in ``training.backtest.Evaluation``.
    challenger, champion : str
        Models in the losses; champion is None if there is none to compare with.
    chosen_on : sequence of int
        Origins on which the method was chosen: the others judge it, if there are any.
    """
    judged = losses[~losses["origin"].isin(chosen_on)]
    losses = losses if judged.empty else judged
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
    found = _comparisons(task, losses, challenger, baselines, champion)
    if task == "niches" or refresh:
        decision = _hold(challenger, found, refresh)
    else:
        decision = _growth(losses, challenger, found, champion)
    basis = _basis(noise_source(task, losses), chosen_on, judged.empty)
    reason = decision.reason
    if decision.passed and task == "growth" and no_order(losses, challenger):
        reason += "; it does not rank clusters better than chance"
    gain = _gain(found, champion)
    return Decision(decision.passed, f"{reason} ({basis})", instead=decision.instead, gain=gain)


def _gain(found: list[Comparison], champion: str | None) -> tuple[float, float, float] | None:
    """The gain in error over the champion's method, if it is known with its interval."""
    for one in found:
        parts = one.improvement, one.low, one.high
        is_error = one.figure in ("owa", "brier") and one.rival == champion
        if is_error and one.rival_value > 0 and not any(map(math.isnan, parts)):
            gain, low, high = (100 * part / one.rival_value for part in parts)
            return gain, low, high
    return None


def _comparisons(
    task: Task, losses: pd.DataFrame, challenger: str, baselines: list[str], champion: str | None
) -> list[Comparison]:
    """The challenger beside the best baseline and the champion.

    For growth that baseline is the one of `near_best` with the smallest error, for niches the one
    with the highest ap.
    """
    if task == "growth":
        near = points(task, losses, near_best(losses, baselines))
        found = paired_bootstrap(task, losses, challenger, str(near["owa"].fillna(0.0).idxmin()))
    else:
        candidates = [paired_bootstrap(task, losses, challenger, name) for name in baselines]
        found = min(candidates, key=lambda pair: pair[0].improvement).copy()
    if champion not in (None, found[0].rival):
        found += paired_bootstrap(task, losses, challenger, champion)
    return found


def _hold(challenger: str, found: list[Comparison], refresh: bool) -> Decision:
    """A refresh must not be worse; niches must be better in ap and not worse in brier."""
    satisfied = [
        not _clearly_worse(one) if refresh or one.figure == "brier" else one.better for one in found
    ]
    passed = all(satisfied)
    return _decision(
        challenger,
        passed,
        [one for one, holds in zip(found, satisfied, strict=True) if holds == passed],
    )


def _clearly_worse(found: Comparison) -> bool:
    """Worse by more than the noise, and by more than the margin if the figure has one."""
    return found.worse and found.improvement < -MARGINS.get(found.figure, 0.0)


def _growth(
    losses: pd.DataFrame, challenger: str, found: list[Comparison], champion: str | None
) -> Decision:
    """Better in level or order and not worse in the other, or simpler and within the margin."""
    if champion is None and challenger in BASELINES["growth"]:
        return _baseline(losses, challenger, found)
    instead = "" if champion else near_best(losses, baselines_of(losses))[0]
    if worse := [one for one in found if _clearly_worse(one)]:
        return _decision(challenger, False, worse, instead)
    gains = {
        figure for figure in MARGINS if all(one.better for one in found if one.figure == figure)
    }
    if gains:
        return _decision(challenger, True, [one for one in found if one.figure in gains])
    within = all(_is_within(one) for one in found)
    if within and champion is not None and is_simpler(challenger, champion):
        listed = "; ".join(map(str, found))
        reason = f"it is simpler than {champion} and within the margin of it: {listed}"
        return Decision(True, f"{challenger} is good enough to serve: {reason}")
    return _decision(challenger, False, found, instead)


def _is_within(found: Comparison) -> bool:
    """Whether a figure is worse by the margin at most, or cannot be compared."""
    return not found.improvement < -MARGINS[found.figure]


def _baseline(losses: pd.DataFrame, challenger: str, found: list[Comparison]) -> Decision:
    """A baseline where there is no champion: within the margin of the best baseline."""
    best = near_best(losses, baselines_of(losses))
    if challenger not in best:
        beyond = [one for one in found if not _is_within(one)]
        return _decision(challenger, False, beyond or found, best[0])
    better = better_than_baselines(losses)
    value = points("growth", losses, [challenger]).loc[challenger]
    figures = f"owa {value['owa']:.3f}, rank skill {value['rank_skill']:.3f}"
    if better:
        why = f"no baseline is better beyond the margin, but {' and '.join(better)} would pass too"
    else:
        why = f"no method beats {challenger} here by more than the noise"
    return Decision(True, f"{challenger} is good enough to serve: {why}; its {figures}")


def near_best(losses: pd.DataFrame, methods: Sequence[str]) -> list[str]:
    """Methods of growth within the margin of the best of them in level and order, simplest first.

    Where no method is near the best in both, the order decides among those near in level.
    """
    found = points("growth", losses, methods)
    near_level = ~(found["owa"] > found["owa"].min() + MARGINS["owa"])
    near_order = ~(found["rank_skill"] < found["rank_skill"].max() - MARGINS["rank_skill"])
    if not (near_level & near_order).any():
        bar = found.loc[near_level, "rank_skill"].max() - MARGINS["rank_skill"]
        near_order = ~(found["rank_skill"] < bar)
    return [name for name in SIMPLICITY if name in set(found.index[near_level & near_order])]


def better_than_baselines(losses: pd.DataFrame) -> list[str]:
    """Methods other than baselines that would pass if there were no champion."""
    others = [name for name in SIMPLICITY if name not in BASELINES["growth"]]
    tested = set(losses["model"])
    return [name for name in others if name in tested and decide("growth", losses, name).passed]


def baselines_of(losses: pd.DataFrame) -> list[str]:
    """Baselines of growth that were backtested."""
    tested = set(losses["model"])
    return [name for name in BASELINES["growth"] if name in tested]


def is_simpler(method: str, other: str) -> bool:
    """Whether a method of growth comes before another in SIMPLICITY."""
    both = {method, other} <= set(SIMPLICITY)
    return both and SIMPLICITY.index(method) < SIMPLICITY.index(other)


def _decision(
    challenger: str, passed: bool, reasons: list[Comparison], instead: str = ""
) -> Decision:
    verdict = "is good enough to serve" if passed else "is not good enough to serve"
    reason = f"{challenger} {verdict}: {'; '.join(map(str, reasons))}"
    return Decision(passed, reason, instead=instead)


def _basis(noise: str, chosen_on: Sequence[int], is_same: bool) -> str:
    """Which origins chose and judged the method, and what the noise is worked out from."""
    source = f"noise from {noise}"
    if not chosen_on:
        return source
    years = " and ".join(map(str, chosen_on))
    if is_same:
        origins = "origin" if len(chosen_on) == 1 else "origins"
        return f"judged on {years} alone, the only {origins} that the years allow"
    return f"chosen on {years}; {source}"


def differences(question: Mapping[str, str], other: Mapping[str, str]) -> str:
    """How one question differs from another, such as "threshold 1.5, not 1.0"; else empty."""
    names = [name for name in question if question[name] != other.get(name)]
    texts = [
        f"{name.replace('_', ' ')} {question[name] or 'none'}, not "
        f"{other.get(name, 'unknown') or 'none'}"
        for name in names
    ]
    return "; ".join(texts)
