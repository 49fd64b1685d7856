"""Members' chances pooled with that of the model, by what they were worth before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from features.arrays import Array
from serving.members.asking import Row, year_of
from training.niches.experts import pooling as experts

LEAST_SCORED = 20
"""Chances with an outcome from which skill is stated."""
CALL = ("region_code", "activity", "code", "call", "origin", "year")


@dataclass(frozen=True)
class Opinion:
    """What members and the model say together.

    Attributes
    ----------
    chance : float
        The model's, as long as members have no weight.
    weight : float
        Of the members who gave a chance for the call, together.
    resolved : int
        Chances that count whose outcome is known.
    skill : float or None
        Brier skill of these against the model on the same calls; None while few are known.
    """

    chance: float
    weight: float
    resolved: int
    skill: float | None


def pooled(model: float, rows: Sequence[Row], resolved: Sequence[Row]) -> Opinion:
    """The opinion about a call: only chances count that were given before anything was to be seen.

    Who has seen the model's may lean on it or away from it, so that its distance from the model
    says nothing of what it knows itself. Who gave a chance after the year of the outcome may know
    the outcome.

    Parameters
    ----------
    model : float
        The model's chance.
    rows : sequence of rows
        Chances that members gave for the call.
    resolved : sequence of rows
        All chances of the package whose outcome is known.
    """
    rows, resolved = blind(rows), blind(resolved)
    given = {row["member_id"]: row["chance"] for row in rows}
    weights = _weights(list(given), resolved)
    chances = np.array([list(given.values())], dtype=np.float64).reshape(1, len(given))
    (chance,) = experts.pool(np.array([model]), chances, weights)
    return Opinion(float(chance), float(weights.sum()), len(resolved), _skill(resolved))


def blind(rows: Sequence[Row]) -> list[Row]:
    """Those that count: given before the model's chance was seen, and before the year was over."""
    return [row for row in rows if row["blind"] and not late(row)]


def late(row: Row) -> bool:
    """Whether a chance was given after the end of the year of the outcome."""
    return is_over(row["year"], row["given"])


def is_over(year: int, now: int) -> bool:
    """Whether a year has ended at a moment in seconds since 1970, in UTC."""
    return year_of(now) > year


def _weights(members: Sequence[str], resolved: Sequence[Row]) -> Array:
    """What each member weighs (n_members,), estimated together with all who have outcomes."""
    if not members or not resolved:
        return np.zeros(len(members))
    everyone = list(dict.fromkeys([*members, *(row["member_id"] for row in resolved)]))
    calls = list(dict.fromkeys(_call(row) for row in resolved))
    places = {call: place for place, call in enumerate(calls)}
    columns = {member: place for place, member in enumerate(everyone)}
    chances = np.full((len(calls), len(everyone)), np.nan)
    model, outcomes = np.full(len(calls), np.nan), np.full(len(calls), np.nan)
    for row in reversed(resolved):  # the model's chance is that of the first who was asked
        place = places[_call(row)]
        chances[place, columns[row["member_id"]]] = row["chance"]
        model[place], outcomes[place] = row["model_chance"], row["outcome"]
    regions = [str(call[0]) for call in calls]
    return experts.weights(model, chances, outcomes, regions)[: len(members)]


def _skill(resolved: Sequence[Row]) -> float | None:
    if len(resolved) < LEAST_SCORED:
        return None
    names = ("chance", "model_chance", "outcome")
    columns = (np.array([row[name] for row in resolved], dtype=np.float64) for name in names)
    skill = experts.score(*columns).skill
    return skill if np.isfinite(skill) else None


def _call(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in CALL)
