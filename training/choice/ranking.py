"""A ranking of clusters and niches to back: a weighted sum of criteria scaled to 0..1.

Each rank comes with its robustness.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.errors import InputError, UnknownCodeError
from training.choice.confidence import DRAWS, forecast_acceptability, robustness
from training.choice.options import Options
from training.choice.utilities import NEUTRAL, dominance, unknown, utilities

RARE = 0.05
"""Share of futures below which a place among the best gets a caution."""


@dataclass(frozen=True)
class Ranking:
    """A ranked choice.

    Attributes
    ----------
    options : DataFrame
        Best first, of equal scores the dominating one: rank, kind, code, name, score (0 to 1),
        acceptability (share of draws of weights and forecasts in which it is among the best k),
        acceptability_weights (only the weights drawn), acceptability_forecast (only the forecasts
        drawn), rank_low, rank_high (middle 90 % of its ranks), dominated_by (code of an option of
        its kind that is at least as good on every criterion and better on one, "" if none),
        unknown (criteria without data, joined by ", ").
    contributions : DataFrame
        Same rows: weight times utility of each criterion; a row sums to the score.
    criteria : DataFrame
        Same rows: criteria in their own units, NaN where unknown.
    weights : dict of str to float
        Those used, summing to 1.
    left_out : tuple of str
        Criteria without data for any option.
    """

    options: pd.DataFrame
    contributions: pd.DataFrame
    criteria: pd.DataFrame
    weights: dict[str, float]
    left_out: tuple[str, ...]


def rank_options(
    options: Options,
    weights: Mapping[str, float] | None = None,
    k: int = 5,
    draws: int = DRAWS,
    seed: int = 0,
) -> Ranking:
    """Rank the options of a region.

    Parameters
    ----------
    options : Options
        As ``training.choice.criteria.region_options`` builds them.
    weights : mapping of criterion to weight or None
        Unnamed criteria get weight 0; None gives all the same weight.
    k : int
        Size of the choice for the shares of draws.
    draws : int
        Random draws of weights and forecasts.

    Raises
    ------
    InputError
        No options, a negative weight, no weight above zero, or k or draws below 1.
    UnknownCodeError
        A weight of an unknown criterion.
    """
    if options.table.empty:
        raise InputError(f"region {options.region_code} has neither clusters nor niches to rank")
    if k < 1 or draws < 1:
        raise InputError(f"k is {k} and draws is {draws}: both must be at least 1")
    found = utilities(options)
    used = found.names
    chosen = _weights(weights, list(options.criteria.columns), used)
    w = np.array([chosen[name] for name in used])
    contributions = np.where(np.isnan(found.middle), NEUTRAL, found.middle) * w
    score = contributions.sum(axis=1)
    dominators, remarks = options.keep(_remarks)
    # Values beyond the ends of the scale are equal, so different options can have equal scores.
    order = np.lexsort((options.table["code"], dominators, -score))
    rows = options.table.assign(
        score=score,
        **robustness(options, k, draws, seed),
        acceptability_forecast=forecast_acceptability(found, w, k, draws, seed),
        **remarks,
    ).iloc[order]
    rows.insert(0, "rank", np.arange(1, len(rows) + 1))
    return Ranking(
        rows.reset_index(drop=True),
        pd.DataFrame(contributions[order], columns=used),
        options.criteria.iloc[order].reset_index(drop=True),
        chosen,
        tuple(name for name in options.criteria.columns if name not in set(used)),
    )


def cautions(ranking: Ranking, k: int) -> list[str]:
    """A sentence on those among the best k that rarely are in drawn futures; empty without any.

    Growth is ranked by its median. A median far above all others can only lose in a drawn future,
    since values above the scale's upper end count as that end.
    """
    best = ranking.options.head(k)
    rare = best[best["acceptability_forecast"] < RARE]
    names = (rare["name"] + " (" + rare["code"] + ")").tolist()
    if not names:
        return []
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    is_single = len(names) == 1
    return [
        f"{listed} {'is' if is_single else 'are'} among the best {k} only by "
        f"{'its median forecast' if is_single else 'their median forecasts'}: fewer than "
        f"{100 * RARE:g} % of simulated futures put {'it' if is_single else 'them'} there at "
        "these weights; trust that share more than the rank"
    ]


def _weights(
    given: Mapping[str, float] | None, criteria: list[str], used: list[str]
) -> dict[str, float]:
    """Weights of the criteria with data, summing to 1."""
    given = dict.fromkeys(criteria, 1.0) if given is None else given
    for name, weight in given.items():
        if name not in criteria:
            raise UnknownCodeError("criterion", name, criteria)
        if not (np.isfinite(weight) and weight >= 0):
            raise InputError(f"the weight of {name} is {weight}: give a number of zero or more")
    total = sum(given.get(name, 0.0) for name in used)
    if total <= 0:
        raise InputError(
            "no criterion with data for this region has a weight above zero; criteria with data: "
            + ", ".join(used)
        )
    return {name: given.get(name, 0.0) / total for name in used}


def _remarks(options: Options) -> tuple[NDArray[np.intp], dict[str, list[str]]]:
    """How many dominate each option (n,), and columns with remarks on it."""
    wins, codes = dominance(options), options.table["code"].tolist()
    return wins.sum(axis=1), {
        "dominated_by": [codes[row.argmax()] if row.any() else "" for row in wins],
        "unknown": unknown(utilities(options)),
    }
