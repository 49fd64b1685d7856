"""Training examples of niche models: panels of earlier origins with their outcomes."""

from collections.abc import Sequence

import numpy as np

from features.arrays import Mask
from features.errors import InputError
from features.formats import counted
from features.niches.counts import large_regions, window_state
from features.niches.lifetimes import lifetimes
from features.niches.panel import labels
from training.niches.learners.example import CALLS, Call, Example
from training.niches.panels import NichePanels
from training.trained import Progress, silent

PastRates = dict[Call, list[float]]

MAX_ORIGINS = 3
LARGE, FEWER = 2_000_000, 2
"""Cells of a package beyond which it has fewer training origins: features take 240 bytes a cell and
origin, and models draw LEARNED of all cells anyway."""


def check_judged(panels: NichePanels, origin: int) -> None:
    """Raise an InputError for an origin whose outcome is not on record."""
    horizon = panels.question.horizon
    end = origin + horizon
    last = int(panels.counts(end).recorded()[-1])
    if last < end:
        raise InputError(
            f"{panels.package.name} has no counts of {end}, the outcome of the origin {origin} "
            f"{counted(horizon, 'year')} later: the latest before are those of {last}"
        )


def feasible(panels: NichePanels, cutoff: int) -> list[int]:
    """Origins with a full window before and a known outcome by the cutoff, latest first."""
    years, question = panels.counts(cutoff).recorded(), panels.question
    judged = years[np.isin(years + question.horizon, years)]
    return [int(year) for year in judged[::-1] if year >= years[0] + question.window - 1]


def past_rates(panels: NichePanels, cutoff: int) -> PastRates:
    """Rates of entry and exit in large regions, at every origin with an outcome by the cutoff."""
    counts, question = panels.counts(cutoff), panels.question
    life = lifetimes(counts, question.activity)
    rates: PastRates = {call: [] for call in CALLS}
    for origin in feasible(panels, cutoff):
        raw = counts.window(origin, question.window)
        now = window_state(raw, question.threshold)
        end = counts.window(origin + question.horizon, question.window)
        later = window_state(end, question.threshold).present == 1
        scored = large_regions(now.counts, question.activity, question.minimum)
        scored &= np.nansum(end, axis=1) > 0
        is_known = scored[:, None] & np.isfinite(raw) & np.isfinite(end)
        is_known &= life.unchanged(origin, origin + question.horizon, question.window)
        is_known &= now.counts.sum(axis=0) > 0  # nothing ended is entered
        for call in CALLS:
            cells = is_known & (now.present == (call == "exit"))
            if cells.any():
                rates[call].append(float((later[cells] == (call == "entry")).mean()))
    return rates


def learning_origins(panels: NichePanels, cutoff: int) -> list[int]:
    """Training origins, latest first: the latest, and earlier ones a horizon before it or more.

    Raises
    ------
    InputError
        There is none.
    """
    horizon, origins = panels.question.horizon, feasible(panels, cutoff)
    if not origins:
        raise InputError(
            f"{panels.package.name} is too short for a cutoff of {cutoff}: training needs "
            f"{panels.question.window + horizon} years up to the cutoff"
        )
    latest = origins[0]
    earlier = [origin for origin in origins if origin <= latest - horizon]
    n_cells = panels.counts(cutoff).cube[0].size
    most = MAX_ORIGINS if n_cells <= LARGE else FEWER
    return [latest, *earlier[:: max(horizon // 2, 1)][: most - 1]]


def examples_until(panels: NichePanels, cutoff: int, progress: Progress = silent) -> list[Example]:
    """Training examples with outcomes by the cutoff, earliest first."""
    examples = []
    for origin in reversed(learning_origins(panels, cutoff)):
        progress(f"features at {origin}")
        panel = panels.at(origin)
        examples.append(Example(panel, labels(panel, panels.outcome(origin)), panel.large))
    return usable(panels, examples, "for training")


def usable(panels: NichePanels, examples: Sequence[Example], purpose: str) -> list[Example]:
    """The examples with two or more usable regions whose outcome is known.

    One region is not enough to calibrate, or to tell skill from noise.

    Parameters
    ----------
    purpose : str
        Use of the examples, such as "for training".

    Raises
    ------
    InputError
        There is none.
    """
    found = [example for example in examples if example.regions().sum() > 1]
    if found:
        return found
    origins = " or ".join(str(example.panel.cutoff) for example in examples)
    question = panels.question
    least = (
        f"{question.minimum:g} patents" if question.activity == "technology" else "a value above 0"
    )
    raise InputError(
        f"{panels.package.name} has no two regions {purpose} at {origins}: they need {least} in "
        f"the {counted(question.window, 'year')} up to then, and data "
        f"{counted(question.horizon, 'year')} later"
    )


def restricted(example: Example, regions: Mask) -> Example:
    """The example with only some regions for training."""
    return Example(example.panel, example.later, example.learn & regions)
