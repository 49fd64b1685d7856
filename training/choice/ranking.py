"""Which clusters and niches a region should back: a transparent, contestable ranking.

A weighted sum of criteria scaled to 0..1, with how robust each place is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.errors import InputError, UnknownCodeError
from training.choice.confidence import DRAWS, forecast_acceptability, robustness
from training.choice.criteria import Options
from training.choice.utilities import NEUTRAL, dominance, unknown, utilities

SELDOM = 0.05
"""Share of futures below which a place among the best is told to be one of medians alone."""


@dataclass(frozen=True)
class Ranking:
    """A ranked choice.

    Attributes
    ----------
    options : DataFrame
        Best first, of equal scores the one that dominates: rank, kind, code, name, score (0 to 1),
        acceptability (share of draws of weights and forecasts in which it is among the best k),
        acceptability_weights (only the weights drawn), acceptability_forecast (only the forecasts
        drawn), rank_low, rank_high (middle 90 % of its ranks), dominated_by (code of an option of
        its kind that is at least as good on every criterion and better on one, "" if none),
        unknown (criteria that are not known, joined by ", ").
    contributions : DataFrame
        Same rows: weight times utility of each criterion; a row sums to the score.
    criteria : DataFrame
        Same rows: criteria in their own units, NaN where unknown.
    weights : dict of str to float
        Those used, summing to 1.
    left_out : tuple of str
        Criteria known for no option.
    """

    options: pd.DataFrame
    contributions: pd.DataFrame
    criteria: pd.DataFrame
    weights: dict[str, float]
    left_out: tuple[str, ...]


def rank_support(
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
        Criteria that are not named count nothing; None weighs all alike.
    k : int
        Size of the choice whose robustness is told.
    draws : int
        Random draws of weights and forecasts.

    Raises
    ------
    InputError
        Without options, for a weight that is negative or no weight above zero, k or draws below 1.
    UnknownCodeError
        For a weight of an unknown criterion.
    """
    if options.table.empty:
        raise InputError(f"region {options.region_code} has neither clusters nor niches to rank")
    if k < 1 or draws < 1:
        raise InputError(f"k is {k} and draws is {draws}: both must be at least 1")
    found = utilities(options)
    known = found.names
    chosen = _weights(weights, list(options.criteria.columns), known)
    w = np.array([chosen[name] for name in known])
    contributions = np.where(np.isnan(found.middle), NEUTRAL, found.middle) * w
    score = contributions.sum(axis=1)
    dominators, remarks = options.keep(_remarks)
    # Beyond the ends of the scale all values count the same: unlike options can score alike.
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
        pd.DataFrame(contributions[order], columns=known),
        options.criteria.iloc[order].reset_index(drop=True),
        chosen,
        tuple(name for name in options.criteria.columns if name not in set(known)),
    )


def cautions(found: Ranking, k: int) -> list[str]:
    """A sentence that names those among the best k whom futures seldom put there, if there are any.

    Growth is ranked by its median; one that is far above all others can only lose in a drawn
    future, as more than the scale's upper end counts no more than that.
    """
    best = found.options.head(k)
    seldom = best[best["acceptability_forecast"] < SELDOM]
    names = (seldom["name"] + " (" + seldom["code"] + ")").tolist()
    if not names:
        return []
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    one = len(names) == 1
    return [
        f"{listed} {'stands' if one else 'stand'} among the best {k} by "
        f"{'its median forecast' if one else 'their median forecasts'} alone: fewer than "
        f"{100 * SELDOM:g} % of futures put {'it' if one else 'them'} there at these weights; "
        "trust that share more than the rank"
    ]


def _weights(
    asked: Mapping[str, float] | None, criteria: list[str], known: list[str]
) -> dict[str, float]:
    """Weights of the known criteria, summing to 1."""
    asked = dict.fromkeys(criteria, 1.0) if asked is None else asked
    for name, weight in asked.items():
        if name not in criteria:
            raise UnknownCodeError("criterion", name, criteria)
        if not (np.isfinite(weight) and weight >= 0):
            raise InputError(f"the weight of {name} is {weight}: give a number of zero or more")
    total = sum(asked.get(name, 0.0) for name in known)
    if total <= 0:
        raise InputError(
            "no criterion that is known for this region has a weight above zero: known are "
            + ", ".join(known)
        )
    return {name: asked.get(name, 0.0) / total for name in known}


def _remarks(options: Options) -> tuple[NDArray[np.intp], dict[str, list[str]]]:
    """How many dominate each option (n,); what is told of each beside its score."""
    wins, codes = dominance(options), options.table["code"].tolist()
    return wins.sum(axis=1), {
        "dominated_by": [codes[row.argmax()] if row.any() else "" for row in wins],
        "unknown": unknown(utilities(options)),
    }
