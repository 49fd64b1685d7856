"""The method of growth that a training tries, chosen on earlier origins than judge it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from training.registry import gate


@dataclass(frozen=True)
class Selection:
    """A method for a training.

    Attributes
    ----------
    method : str
        In the SIMPLICITY of the gate.
    chosen_on : tuple of int
        Origins that chose it; the others judge it, where there are any.
    reason : str
        One sentence.
    """

    method: str
    chosen_on: tuple[int, ...]
    reason: str


def select(
    losses_of: Callable[[str], pd.DataFrame], tested: Collection[str], champion: str | None = None
) -> Selection:
    """Choose on the earlier origins, and judge on the later half by the rule of the gate.

    Of the methods that beat the baselines, or of the baselines where none does, the simplest within
    the margin of the best is tried first. If the later origins refuse it, the champion's method is
    tried next, then the simplest baseline within the margin there: without a champion one of these
    passes, whatever the data.

    Parameters
    ----------
    losses_of : callable
        Losses of all methods, as in ``training.backtest.Evaluation``, where one of them serves: its
        forecasts are reconciled. So each method is judged on what `promote` will see.
    tested : collection of str
        Methods of growth that were backtested, naive and other baselines among them.
    champion : str, optional
        Method of the champion, if it answers the same question on the same package.
    """
    losses = losses_of([name for name in gate.SIMPLICITY if name in tested][-1])
    origins = np.sort(losses["origin"].unique()).tolist()
    n_judges = max(1, len(origins) // 2)
    chosen_on = tuple(origins[:-n_judges] or origins)
    earlier = losses[losses["origin"].isin(chosen_on)]
    later = losses[~losses["origin"].isin(chosen_on)]
    later = earlier if later.empty else later
    better = gate.better_than_baselines(earlier)
    first = gate.near_best(earlier, better or gate.baselines_of(earlier))[0]
    simplest = gate.near_best(later, gate.baselines_of(later))[0]
    refusals: list[str] = []
    for method in dict.fromkeys(filter(None, [first, champion, simplest])):
        decision = gate.decide(
            "growth",
            losses_of(method),
            method,
            champion,
            method == champion,
            chosen_on=chosen_on,
        )
        if decision.passed:
            return Selection(method, chosen_on, "; ".join([*refusals, decision.reason]))
        refusals.append(decision.reason)
    return Selection(first, chosen_on, refusals[0])
