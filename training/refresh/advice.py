"""How the lists of options of regions moved from one champion to the next, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from training.champion import Champion
from training.choice.advice import BACKED, FIRST, Advice, everywhere
from training.choice.context import choice_context
from training.choice.criteria import CLUSTER, NICHE, RISK, Kind
from training.choice.ranking import Listed, rank_niches
from training.community import events

MOST = FIRST
"""Options of a list that count as advice."""
CODE = "activity_code"
ACTIVITY: Mapping[Kind, str] = {CLUSTER: "cluster", NICHE: "technology"}
SINGLE = ("growth", RISK, "multiplier", "externalities", "relatedness", "complexity", "alignment",
          "inclusion", "chance")  # fmt: skip
"""Criteria that are reasons of a move by themselves; others are of sustainability."""
SUSTAINABILITY, OTHERS = "sustainability", "others"
UNLIKELY, UNLIKELY_BEFORE = "unlikely", "unlikely_before"
"""A niche whose chance is below the floor now, or was before."""
ENTERED, LOST = "entered", "lost"
"""Why a niche is none any more, and why a specialisation has become one."""
ENDED, BEGUN = "ended", "begun"
"""A cluster without a value now, or before."""
SMALL = 0.01
"""Change of a score below which an option moved because others did."""


@dataclass(frozen=True)
class Ranked:
    """The options of a region, the best first, and the advice on the first clusters by code."""

    listed: Listed
    advice: Mapping[str, Advice] = field(default_factory=dict)


Lists = Mapping[tuple[str, Kind], Ranked]
"""Region and kind to its options."""
Present = Mapping[str, frozenset[str]]
"""Region to the technologies that it is specialised in."""
NOWHERE: Present = MappingProxyType({})


@dataclass(frozen=True)
class Move:
    """An option that came into a list of advice, or left it.

    Attributes
    ----------
    rank, rank_before : int or None
        From 1; None where it was no option.
    reason : str
        What changed most: a text of the page by its key, without "reason." before it.
    is_stated : bool
        Whether the rank is within the 80 % range of ranks that was stated before, or a niche left
        the list since the region entered it, or came since the region lost it.
    """

    code: str
    name: str
    rank: int | None
    rank_before: int | None
    reason: str
    is_stated: bool


@dataclass(frozen=True)
class Change:
    """The advice on a cluster, before and now; None where it had none.

    Attributes
    ----------
    by : "confidence" or "outgrow"
        What decides: the confidence, or between plainly and with caution the chance to outgrow.
    figure, figure_before : float or None
        Of that; None where it was no option.
    reason : str
        What changed its score most, as of a move.
    """

    name: str
    before: Advice | None
    now: Advice | None
    code: str = ""
    by: str = "confidence"
    figure: float | None = None
    figure_before: float | None = None
    reason: str = OTHERS

    @property
    def is_reversed(self) -> bool:
        """Whether the cluster was to be backed and is not to be counted on now, or the opposite."""
        return "doubtful" in (self.before, self.now) and bool(self.before and self.now)


@dataclass(frozen=True)
class Moved:
    """The list of one region and kind, now and before.

    Attributes
    ----------
    entered, left : tuple of Move
        Empty for a list that stays.
    first, first_before : str
        Names of the first option.
    first_code, first_before_code : str
    chance : float or None
        Of the first cluster to outgrow the region's middle one. Those of niches are not told:
        members are asked for their own before they see the model's.
    changes : tuple of Change
        Clusters that are to be backed otherwise than before.
    is_first_stated : bool
        Whether the first option was first before, or could be by the stated range of its rank.
    """

    region_code: str
    kind: Kind
    entered: tuple[Move, ...]
    left: tuple[Move, ...]
    first: str
    first_before: str
    first_code: str
    chance: float | None
    changes: tuple[Change, ...] = ()
    is_first_stated: bool = True
    first_before_code: str = ""

    @property
    def has_moved(self) -> bool:
        """Whether other clusters are to be backed, or niches moved beyond the stated ranks."""
        if self.kind == CLUSTER:
            return bool(self.changes)
        is_beyond = not all(it.is_stated for it in (*self.entered, *self.left))
        return is_beyond or not self.is_first_stated

    @property
    def has_stirred(self) -> bool:
        """Whether other options are listed or first without that."""
        is_other = bool(self.entered or self.left) or self.first != self.first_before
        return is_other and not self.has_moved

    def by_change(self) -> dict[str, str]:
        """Names by how the advice on them changed, as events have them."""
        found: dict[str, list[str]] = {}
        for it in self.changes:
            found.setdefault(f"{it.before or events.OTHER}_to_{it.now or events.OTHER}", []).append(
                it.name
            )
        return {change: "; ".join(names) for change, names in found.items()}


def lists(growth: Champion, niches: Champion | None) -> Lists:
    """The options of all regions at balanced weights, ranked as the service does.

    Raises
    ------
    InputError
        The data do not allow a choice.
    """
    found: dict[tuple[str, Kind], Ranked] = {}
    for it in everywhere(choice_context(growth, niches)):
        code = it.options.region_code
        found[code, CLUSTER] = Ranked(it.ranking.listed, it.advice)
        if it.options.niches is not None:
            niches_of = rank_niches(it.options, it.scale[NICHE], it.question)[0]
            found[code, NICHE] = Ranked(niches_of.listed)
    return found


def present(niches: Champion | None) -> Present:
    """What regions are specialised in by a champion of niches: it has calls of exit for these."""
    if niches is None:
        return NOWHERE
    calls = niches.tables["calls"]
    exits = calls[calls["call"] == "exit"]
    return {str(region): frozenset(rows) for region, rows in exits.groupby("region_code")[CODE]}


def moves(
    before: Lists, after: Lists, had: Present = NOWHERE, has: Present = NOWHERE
) -> list[Moved]:
    """The lists of all regions that have one now and had one before.

    Parameters
    ----------
    had, has : mapping
        What regions were specialised in before, and are now.
    """
    found = [
        _moved(region, kind, before[region, kind], ranked)
        for (region, kind), ranked in after.items()
        if (region, kind) in before and (ranked.listed.codes or before[region, kind].listed.codes)
    ]
    return [_with_present(it, had, has) if it.kind == NICHE else it for it in found]


def _with_present(found: Moved, had: Present, has: Present) -> Moved:
    """The same with the niches that left since they were entered, and came since they were lost.

    They follow from what happened, which is told by itself.
    """
    now, then = (it.get(found.region_code, frozenset()) for it in (has, had))
    left = tuple(
        replace(it, reason=ENTERED, is_stated=True) if it.code in now else it for it in found.left
    )
    came = tuple(
        replace(it, reason=LOST, is_stated=True) if it.code in then else it for it in found.entered
    )
    is_first_stated = found.is_first_stated or found.first_code in then
    return replace(found, left=left, entered=came, is_first_stated=is_first_stated)


def _moved(region: str, kind: Kind, ranked_before: Ranked, ranked: Ranked) -> Moved:
    before, after = ranked_before.listed, ranked.listed
    now, then = after.codes[:MOST], before.codes[:MOST]
    entered = tuple(_move(code, before, after) for code in now if code not in then)
    left = tuple(_move(code, before, after) for code in then if code not in now)
    first, first_before = (it.names[0] if it.names else "" for it in (after, before))
    first_code = after.codes[0] if after.codes else ""
    changes = tuple(_changes(ranked_before, ranked))
    chance = _outgrow(after) if kind == CLUSTER else None
    is_first_stated = _could_be_first(first_code, before)
    return Moved(
        region, kind, entered, left, first, first_before, first_code, chance, changes,
        is_first_stated, before.codes[0] if before.codes else "",
    )  # fmt: skip


def _could_be_first(code: str, before: Listed) -> bool:
    """Whether an option was first, or could be by its range of ranks; also where there is none."""
    rank = _rank(code, before.codes)
    if not code:
        return True
    return rank == 1 or (rank is not None and before.extra["rank_low"][rank - 1] <= 1)


def _changes(before: Ranked, after: Ranked) -> Iterator[Change]:
    """Clusters that are to be backed otherwise; first those that have advice now, in its order.

    Which of the first clusters are not to be counted on goes with the list of the first.
    """
    names = dict(zip(before.listed.codes, before.listed.names, strict=True))
    names |= dict(zip(after.listed.codes, after.listed.names, strict=True))
    for code in {**after.advice, **before.advice}:
        advice = before.advice.get(code), after.advice.get(code)
        if set(advice) & set(BACKED) and advice[0] != advice[1]:
            yield _change(code, names[code], advice, before.listed, after.listed)


def _change(
    code: str,
    name: str,
    advice: tuple[Advice | None, Advice | None],
    before: Listed,
    after: Listed,
) -> Change:
    """The advice on a cluster before and now, with the figure that decides and what moved it."""
    by = "outgrow" if set(advice) == set(BACKED) else "confidence"
    now, then = _figure(code, after, by), _figure(code, before, by)
    rank, rank_before = (_rank(code, listed.codes) for listed in (after, before))
    reason = _reason(rank, rank_before, before, after, is_better=(now or 0.0) > (then or 0.0))
    return Change(name, *advice, code, by, now, then, reason)


def _figure(code: str, listed: Listed, by: str) -> float | None:
    """The confidence of a cluster, or its chance to outgrow; None where it is no option."""
    rank = _rank(code, listed.codes)
    if rank is None:
        return None
    return _outgrow(listed, rank - 1) if by == "outgrow" else float(listed.extra[by][rank - 1])


def _move(code: str, before: Listed, after: Listed) -> Move:
    rank, rank_before = (_rank(code, listed.codes) for listed in (after, before))
    source = after if rank else before
    name = source.names[source.codes.index(code)]
    is_stated = False
    if rank is not None and rank_before is not None:
        low, high = (before.extra[end][rank_before - 1] for end in ("rank_low", "rank_high"))
        is_stated = bool(low <= rank <= high)
    reason = _reason(rank, rank_before, before, after)
    return Move(code, name, rank, rank_before, reason, is_stated)


def _rank(code: str, codes: Sequence[str]) -> int | None:
    return codes.index(code) + 1 if code in codes else None


def _reason(
    rank: int | None,
    rank_before: int | None,
    before: Listed,
    after: Listed,
    is_better: bool | None = None,
) -> str:
    """What changed the score of an option most, in the direction in which it moved.

    Parameters
    ----------
    is_better : bool, optional
        The direction; that of the rank by default.
    """
    if rank is None or rank_before is None:
        is_niche = "chance" in after.extra
        if is_niche:
            return UNLIKELY if rank is None else UNLIKELY_BEFORE
        return ENDED if rank is None else BEGUN
    now, then = _parts(after, rank - 1), _parts(before, rank_before - 1)
    change = {name: now.get(name, 0.0) - then.get(name, 0.0) for name in {**then, **now}}
    direction = 1 if (rank < rank_before if is_better is None else is_better) else -1
    name, size = max(change.items(), key=lambda item: direction * item[1])
    if direction * size < SMALL:
        return OTHERS
    return name if name in SINGLE else SUSTAINABILITY


def _parts(listed: Listed, row: int) -> dict[str, float]:
    """What each criterion adds to a score; of a niche its chance by itself, as a logarithm."""
    contributions = dict(
        zip(listed.contributions.names, listed.contributions.matrix[row].tolist(), strict=True)
    )
    if "chance" not in listed.extra:
        return contributions
    useful = sum(contributions.values()) or 1.0
    shares = {name: value / useful for name, value in contributions.items()}
    chance = float(np.log(max(listed.extra["chance"][row], 1e-6)))
    return {**shares, "chance": chance}


def _outgrow(listed: Listed, row: int = 0) -> float | None:
    """Chance of a cluster, by default the first, to outgrow the middle one."""
    names = listed.criteria.names
    if not listed.codes or RISK not in names:
        return None
    risk = float(listed.criteria.matrix[row, names.index(RISK)])
    return None if np.isnan(risk) else 1 - risk
