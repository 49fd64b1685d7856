"""Values that are most likely wrong, such as one in another unit, kept from moving anything else.

A value a hundred times its neighbours in time counts as unknown. A series moves what it is part of
by bounded steps: its own forecast follows its values, but those of others do not follow its slips.
"""

import numpy as np

from features.arrays import Array, Mask

SLIP = 100.0
"""Times that a single value is above, or below, the values on both sides of it."""
JUMP = 10.0
"""Times that a value changes in a year: more is no growth."""
MOST_GROWTH = 0.5
"""Largest yearly change, in logarithms, with which a series moves the totals that it is part of."""
REACH = 2
"""Values on each side that a single value is compared with."""


def without_slips(values: Array) -> Array:
    """Values (n_series, n_columns) with single values far from all neighbours as NaN.

    Such a value is SLIP times above or below up to REACH known values before it and after it, all
    positive. The last value has none after it and stays.
    """
    around = [_nearest(values, step) for step in (-1, 1)]
    count = np.sum([np.isfinite(side).sum(axis=0) for side in around], axis=0)
    has_next = np.isfinite(around[1]).any(axis=0) & (count >= REACH)
    both = np.concatenate(around)
    highest = np.max(np.where(np.isfinite(both), both, -np.inf), axis=0)
    lowest = np.min(np.where(np.isfinite(both), both, np.inf), axis=0)
    with np.errstate(invalid="ignore"):
        far = (values > SLIP * highest) | (values < lowest / SLIP)
        is_slip = has_next & (lowest > 0) & (values > 0) & far
    return np.where(is_slip, np.nan, values)


def _nearest(values: Array, direction: int) -> Array:
    """The REACH known values before (-1) or after (1) each column, (REACH, n_series, n_columns)."""
    ordered = values if direction < 0 else values[:, ::-1]
    n_columns = values.shape[1]
    known = np.isfinite(ordered)
    number = np.cumsum(known, axis=1)
    places = np.argsort(~known, axis=1, kind="stable")
    found = []
    for back in range(REACH):
        wanted = number - known - 1 - back
        column = np.take_along_axis(places, np.clip(wanted, 0, n_columns - 1), axis=1)
        value = np.take_along_axis(ordered, column, axis=1)
        found.append(np.where(wanted >= 0, value, np.nan))
    sides = np.stack(found)
    return sides if direction < 0 else sides[:, :, ::-1]


def unconfirmed(filled: Array, handed: Mask | None = None) -> Mask:
    """Whether the last value of each series (n_series,) is a jump that no later value confirms.

    It is JUMP times the value before it or less than one part in JUMP of it, or alone: JUMP times
    all others.

    Parameters
    ----------
    filled : (n_series, n_columns)
        Values without gaps.
    handed : (n_series, n_columns) bool, optional
        Columns in which a series gave values to others or took theirs over, as of
        features.growth.code_changes: changes there are explained.
    """
    if filled.shape[1] < 2:
        return np.zeros(len(filled), dtype=bool)
    jumps = np.abs(_steps(filled)[:, -1]) >= np.log(JUMP)
    found = jumps | _alone(filled)[:, -1]
    return np.asarray(found if handed is None else found & ~handed[:, -1])


def steadied(filled: Array, handed: Mask | None = None) -> Array:
    """Values (n_series, n_columns) whose yearly changes are bounded, for features of other series.

    As `without_jumps`, all at the level of most years, and with other changes cut to MOST_GROWTH:
    the last value stays and earlier ones move.
    """
    steady, jumps, rest = _steps_of(filled, handed)
    excess = _to_come(rest - np.clip(rest, -MOST_GROWTH, MOST_GROWTH))
    level = _to_come(jumps)
    return np.asarray(steady * np.exp(excess + level - np.median(level, axis=1)[:, None]))


def without_jumps(filled: Array, handed: Mask | None = None) -> Array:
    """Values (n_series, n_columns) without sudden jumps, to be added up to totals.

    A yearly change of JUMP times, as between units, is no growth: earlier values move to the level
    of the last one, or this, if it is `unconfirmed`, to theirs. Steps from or to values that are
    not positive stay, but a value that is JUMP times all others of its series is set to the one
    before it.

    Parameters
    ----------
    filled, handed
        As of `unconfirmed`.
    """
    steady, jumps, _ = _steps_of(filled, handed)
    return np.asarray(steady * np.exp(_to_come(jumps) - jumps[:, -1:].sum(axis=1)[:, None]))


def _steps_of(filled: Array, handed: Mask | None) -> tuple[Array, Array, Array]:
    """Values without those that are alone; their yearly log changes that are jumps, and the rest.

    The changes are 0 where a series gave values to others or took theirs over.
    """
    explained = np.zeros(filled.shape, dtype=bool) if handed is None else handed
    steady = _without_alone(filled, explained)
    steps = np.where(explained[:, 1:], 0.0, _steps(steady))
    jumps = np.where(np.abs(steps) >= np.log(JUMP), steps, 0.0)
    return steady, jumps, steps - jumps


def _to_come(steps: Array) -> Array:
    """Sum of the steps after each column (n_series, n_columns)."""
    after = np.cumsum(steps[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate([after, np.zeros((len(steps), 1))], axis=1)


def _steps(filled: Array) -> Array:
    """Yearly log changes (n_series, n_columns - 1); 0 from or to a value that is not positive."""
    positive = filled > 0
    logs = np.log(np.where(positive, filled, 1.0))
    return np.where(positive[:, 1:] & positive[:, :-1], np.diff(logs, axis=1), 0.0)


def _alone(filled: Array) -> Mask:
    """Values (n_series, n_columns) JUMP times all others of a series of three or more."""
    size = np.abs(np.nan_to_num(filled))
    if filled.shape[1] < 3:
        return np.zeros(filled.shape, dtype=bool)
    ordered = np.sort(size, axis=1)
    enough = np.isfinite(filled).sum(axis=1) >= 3
    is_alone = enough & (ordered[:, -1] > JUMP * ordered[:, -2])
    return np.asarray(is_alone[:, None] & (size == ordered[:, -1:]))


def _without_alone(filled: Array, explained: Mask) -> Array:
    """Values that are alone set to the value before them; the first one to the one after it."""
    alone = _alone(filled) & ~explained
    if not alone.any():
        return filled
    before = np.concatenate([filled[:, 1:2], filled[:, :-1]], axis=1)
    before = np.where(np.isfinite(before), before, np.roll(filled, -1, axis=1))
    return np.where(alone, before, filled)
