"""Features from earlier transitions, all complete by the cutoff."""

import numpy as np

from features.arrays import Array, Mask
from features.niches.counts import Counts, State
from features.niches.lifetimes import Lifetimes
from features.niches.question import NicheQuestion
from features.niches.signals import kernel_transition, ridge_transition

CALLS = ("entry", "exit")
LEARNED_FROM = 30.0
"""Least counts in the window of a region whose transitions are learned from."""
MOST_STATES = 8000
"""Most earlier states to learn from, evenly spaced: thousands of regions tell no more."""


def transitions(
    counts: Counts, now: State, question: NicheQuestion, life: Lifetimes
) -> dict[str, Array]:
    """Expected next state from earlier transitions, and past rates by activity and region.

    Parameters
    ----------
    counts : Counts
        Up to the cutoff, without gaps.
    life : Lifetimes
        Of the activities: one that changed between two states has the earlier one in both.
    """
    cutoff, window = int(counts.years[-1]), question.window
    horizon, threshold = question.horizon, question.threshold
    ends = [
        end
        for end in (cutoff, cutoff - horizon // 2, cutoff - horizon)
        if end - horizon >= counts.years[0] + min(window, 3) - 1
    ]
    if not ends:
        blank = np.full((1, 1), np.nan)
        names = [
            *("transition", "kernel_transition", "peer_transition"),
            *(f"{a}_{c}_rate" for a in ("technology", "region") for c in CALLS),
        ]
        return dict.fromkeys(names, blank)
    before, after, kept = _happened(counts, ends, question, life)
    blocks = _blocks(counts, cutoff, window, threshold)
    scales = [max(float(np.sqrt(block.var(axis=0).mean())), 1e-9) for block in blocks]

    def described(states: list[Array], rows: Mask | slice = slice(None)) -> Array:
        pairs = zip(states, scales, strict=True)
        return np.concatenate([state[rows] / scale for state, scale in pairs], axis=1)

    earlier = np.concatenate(
        [
            described(_blocks(counts, end - horizon, window, threshold), rows)
            for end, rows in zip(ends, kept, strict=True)
        ]
    )
    followed = np.concatenate([x[rows] for x, rows in zip(after, kept, strict=True)])
    asked = described(blocks)
    peers = _trusted(now)
    by_activity = ridge_transition(
        np.concatenate([x[peers].T for x in before]),
        np.concatenate([x.T for x in after]),
        now.present[peers].T,
        penalty=6.0,
    )
    return {
        "transition": ridge_transition(earlier, followed, asked, penalty=12.0),
        "kernel_transition": kernel_transition(earlier, followed, asked, 0.3, 1.5),
        "peer_transition": by_activity.T,
        **_past_rates(before[0], after[0]),
    }


def _happened(
    counts: Counts, ends: list[int], question: NicheQuestion, life: Lifetimes
) -> tuple[list[Array], list[Array], list[Mask]]:
    """Presence (R, A) before and after each transition, and the regions to learn it from (R,)."""
    before, after, kept = [], [], []
    for end in ends:
        start = counts.state(end - question.horizon, question.window, question.threshold)
        later = counts.state(end, question.window, question.threshold)
        unchanged = life.unchanged(end - question.horizon, end, question.window)
        before.append(start.present)
        after.append(np.where(unchanged, later.present, start.present))
        kept.append(_some(_trusted(start), MOST_STATES // len(ends)))
    return before, after, kept


def _trusted(then: State) -> Mask:
    """(R,): regions with enough counts to learn from; all where none has."""
    enough = then.counts.sum(axis=1) >= LEARNED_FROM
    return enough if enough.any() else np.ones_like(enough)


def _some(rows: Mask, most: int) -> Mask:
    """The rows of a mask, or as many of them as the most, evenly spaced."""
    places = np.flatnonzero(rows)
    if len(places) <= most:
        return rows
    some = np.zeros_like(rows)
    some[places[np.linspace(0, len(places) - 1, most).astype(np.intp)]] = True
    return some


def _blocks(counts: Counts, end: int, window: int, threshold: float) -> list[Array]:
    """(R, A) matrices that describe every region at the end of a window.

    Specialisations over the window, recently and over two windows, and sizes.
    """
    now, late, long = (counts.state(end, years, threshold) for years in (window, 2, 2 * window))
    return [
        *(now.present, late.present, long.present),
        *(np.log1p(now.counts), np.log1p(now.expected)),
    ]


def _past_rates(before: Array, after: Array, prior: float = 10.0) -> dict[str, Array]:
    """Share of possible entries and exits that happened, by activity and by region."""
    rates = {}
    for call, candidate in (("entry", 1 - before), ("exit", before)):
        happened = candidate * (after != before)
        base = happened.sum() / max(candidate.sum(), 1.0)
        for name, axis in (("technology", 0), ("region", 1)):
            n, k = (x.sum(axis=axis, keepdims=True) for x in (candidate, happened))
            rates[f"{name}_{call}_rate"] = (k + prior * base) / (n + prior)
    return rates
