"""Ranked options and shocks in a terminal."""

from collections.abc import Iterator, Sequence

from features.formats import number, percent, percent_range, signed
from serving.choice.contracts import (
    ClusterOption,
    Criterion,
    Hindsight,
    NicheOption,
    OptionsResponse,
)
from serving.choice.simulation_contracts import ClusterPath, EffectPoint, SimulateResponse
from serving.terminal.blocks import Blocks, Column, cluster, interval, line, region, table

MOST = 15
"""Options and paths of a region to print."""
BAR = 10
"""Letters of the longest bar."""

CLUSTERS: Sequence[Column[ClusterOption]] = (
    Column("", lambda option: str(option.rank), left=True),
    Column("cluster", lambda option: _named(option), left=True),
    Column("score", lambda option: _bar(option.score), left=True),
    Column("", lambda option: number(option.score, 2)),
    Column("growth a year", lambda option: _growth(option)),
    Column("outgrows", lambda option: percent(_outgrows(option))),
    Column("confidence", lambda option: percent(option.confidence)),
    Column("robust", lambda option: percent(option.weight_robustness)),
    Column("multiplier", lambda option: _multiplier(option)),
)
NICHES: Sequence[Column[NicheOption]] = (
    Column("", lambda option: str(option.rank), left=True),
    Column("niche", lambda option: _named(option), left=True),
    Column("score", lambda option: _bar(option.score), left=True),
    Column("", lambda option: number(option.score, 2)),
    Column("chance of entry", lambda option: _chance(option)),
    Column("usefulness", lambda option: number(option.usefulness, 2)),
    Column("robust", lambda option: percent(option.weight_robustness)),
)
WATCHED = tuple(column for column in NICHES if column.title != "robust")


def options(answer: OptionsResponse) -> Blocks:
    """Clusters to back and niches to enter, each with a bar of their score, and the weights."""
    for entry in answer.regions:
        if entry.clusters:
            title = f"Clusters to back in {region(entry)}: {_best(answer.k, len(entry.clusters))}"
            yield table(title, entry.clusters[: max(MOST, answer.k)], CLUSTERS)
        if entry.niches:
            title = f"Niches to enter in {region(entry)}: {_best(answer.k, len(entry.niches))}"
            yield table(title, entry.niches[: max(MOST, answer.k)], NICHES)
        elif entry.watch:
            yield line(f"no niche has a chance of entry of {percent(answer.floor)} or more")
        if entry.watch:
            title = f"To watch: the likeliest niches below {percent(answer.floor)}"
            yield table(title, entry.watch, WATCHED)
        yield line(f"{answer.weights} {_weights(entry.criteria)}")
        yield from (line(note.text) for note in entry.notes)
        rates = {one.base_rate for one in (*entry.niches, *entry.watch)} - {None}
        for rate in rates:
            yield line(f"base rate: {percent(rate)} of such niches were entered in the backtest")
    yield from map(line, _hindsight(answer.regions[0].hindsight))
    yield line(
        f"outgrows: chance to grow more than the region's middle cluster; confidence: share of "
        f"{answer.draws:,} simulated futures in which it scores above the middle at these weights; "
        f"robust: share of random weightings at which it is among the best {answer.k}"
    )


def _best(k: int, n: int) -> str:
    return f"the best {k} of {n}, and the next"


def _bar(score: float) -> str:
    """Bar of a score; those of clusters may lie outside 0 to 1."""
    return "█" * round(BAR * min(max(score, 0.0), 1.0))


def _named(option: ClusterOption | NicheOption) -> str:
    notes = [f"dominated by {option.dominated_by_name}"] if option.dominated_by_name else []
    notes += [f"unknown: {', '.join(option.unknown)}"] if option.unknown else []
    return "; ".join([f"{option.name} ({option.code})", *notes])


def _growth(option: ClusterOption) -> str:
    """Median growth a year with its 80 % interval."""
    outlook = option.outlook
    if outlook is None:
        return number(None)
    ends = f"{signed(outlook.lower, unit='')} to {signed(outlook.upper, unit='')}"
    return f"{signed(outlook.median)} ({ends})"


def _outgrows(option: ClusterOption) -> float | None:
    return option.outlook.chance_to_outgrow if option.outlook else None


def _chance(option: NicheOption) -> str:
    """Chance of entry with its 90 % range."""
    return f"{percent(option.chance)} ({percent_range(option.chance_low, option.chance_high)})"


def _multiplier(option: ClusterOption) -> str:
    middle, ends = option.criteria.get("multiplier"), option.multiplier_range
    if middle is None or ends is None:
        return number(None)
    return f"{number(middle, 2)} ({number(ends.lower, 2)} to {number(ends.upper, 2)})"


def _weights(criteria: Sequence[Criterion]) -> str:
    used = ", ".join(f"{c.name} {number(c.weight, 2)}" for c in criteria if c.known)
    unknown = ", ".join(c.name for c in criteria if not c.known)
    return f"weights: {used}" + (f"; without data, not used: {unknown}" if unknown else "")


def _hindsight(record: Hindsight | None) -> Iterator[str]:
    """How the weights would have done, what was left out of that, and a caution."""
    if record is None:
        return
    for part in (record.clusters, record.niches):
        if part is None:
            continue
        yield f"hindsight: {part.summary.text}: {part.judgement.text}"
        for gone in part.left_out:
            yield f"{gone.criterion} {gone.reason.text}"
    yield record.caution.text


def paths(answer: SimulateResponse) -> Blocks:
    """The clusters with the largest effects, each in the year of its largest."""
    columns: Sequence[Column[ClusterPath]] = (
        Column("cluster", cluster, left=True),
        Column("year", lambda row: str(_peak(row).year), left=True),
        Column("baseline", lambda row: number(_peak(row).baseline)),
        Column("effect", lambda row: number(_peak(row).effect)),
        Column("range", lambda row: _effects(row)),
        Column("with it", lambda row: number(_peak(row).median)),
        Column("80 % interval", lambda row: interval(_peak(row).intervals[0])),
        Column("strain", lambda row: percent(_peak(row).strain)),
    )
    for entry in answer.regions:
        title = f"Scenario for {region(entry)}: {answer.indicator}, {answer.unit}"
        yield table(title, entry.paths[:MOST], columns)
    yield line(answer.caution)


def _peak(path: ClusterPath) -> EffectPoint:
    """The year of the largest effect."""
    return max(path.points, key=lambda point: abs(point.effect))


def _effects(path: ClusterPath) -> str:
    return f"{number(_peak(path).effect_low)} to {number(_peak(path).effect_high)}"
