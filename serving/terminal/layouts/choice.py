"""Ranked options and shocks in a terminal."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from features.formats import number, percent, percent_below, percent_range, sentence, signed
from serving.choice.contracts import (
    ClusterOption,
    Criterion,
    Hindsight,
    NicheOption,
    OptionsResponse,
    RegionOptions,
)
from serving.choice.simulation_contracts import ClusterPath, EffectPoint, SimulateResponse
from serving.messages import list_headings, verdict_headings
from serving.terminal.blocks import (
    Blocks,
    Column,
    cluster,
    growth_note,
    interval,
    line,
    region,
    table,
)

MOST = 15
"""Options and paths of a region to print."""
EXPLAINED = 3
"""Options of a list to give reasons for, at most."""

CLUSTERS: Sequence[Column[ClusterOption]] = (
    Column("", lambda option: str(option.rank), left=True),
    Column("cluster", lambda option: _named(option), left=True),
    Column("score", lambda option: number(option.score, 2)),
    Column("growth, % a year", lambda option: _growth(option), whole=True),
    Column("outgrows", lambda option: percent(_outlook(option, "chance_to_outgrow"))),
    Column("shrinks", lambda option: percent(_outlook(option, "chance_to_shrink"))),
    Column("confidence", lambda option: percent(option.confidence)),
    Column("robust", lambda option: percent(option.weight_robustness)),
    Column("multiplier", lambda option: number(option.criteria.get("multiplier"), 2)),
)
NICHES: Sequence[Column[NicheOption]] = (
    Column("", lambda option: str(option.rank), left=True),
    Column("niche", lambda option: _named(option), left=True),
    Column("score", lambda option: number(option.score, 2)),
    Column("chance of entry", lambda option: _chance(option), whole=True),
    Column("base rate", lambda option: percent(option.base_rate)),
    Column("usefulness", lambda option: number(option.usefulness, 2)),
    Column("complexity", lambda option: number(option.criteria.get("complexity"), 2)),
    Column("robust", lambda option: percent(option.weight_robustness)),
)
WATCHED = tuple(column for column in NICHES if column.title != "robust")


def options(answer: OptionsResponse) -> Blocks:
    """The verdict, clusters to back, niches to enter, why, and the weights with their record."""
    lists = list_headings()
    for entry in answer.regions:
        yield from _verdict(entry)
        if entry.clusters:
            title = (
                f"{lists['clusters']}, in {region(entry)}: {_best(answer.k, len(entry.clusters))}"
            )
            yield table(title, entry.clusters[: max(MOST, answer.k)], CLUSTERS)
            yield from _why(entry.clusters[: min(EXPLAINED, answer.k)])
        if entry.niches:
            title = f"{lists['niches']}, in {region(entry)}: {_best(answer.k, len(entry.niches))}"
            yield table(title, entry.niches[: max(MOST, answer.k)], NICHES)
            yield from _why(entry.niches[: min(EXPLAINED, answer.k)])
        if entry.watch:
            title = f"To watch: the likeliest niches below {percent(answer.floor)}"
            yield table(title, entry.watch, WATCHED)
        yield line(f"{answer.weights} {_weights(entry.criteria)}")
        yield from (line(sentence(note.text)) for note in entry.notes)
    yield from map(line, _hindsight(answer.regions[0].hindsight))
    yield from growth_note(answer.metadata)
    yield line(
        f"outgrows: chance to grow more than the region's middle cluster; confidence: share of "
        f"{answer.draws:,} simulated futures in which it scores above the middle at these weights; "
        f"robust: share of random weightings at which it is among the best {answer.k}"
    )


def _verdict(entry: RegionOptions) -> Blocks:
    """The summary, then what it does not say already under headings."""
    told = [one.text for one in entry.verdict.summary]
    if told:
        yield Text(f"What to back and to enter in {region(entry)}", style="bold")
    yield from (line(sentence(text), style="") for text in told)
    for part, heading in verdict_headings().items():
        texts = [one.text for one in getattr(entry.verdict, part) if one.text not in told]
        if texts:
            yield Text(heading, style="bold")
            yield from (line(f"- {sentence(text)}", style="") for text in texts)


def _why(found: Sequence[ClusterOption] | Sequence[NicheOption]) -> Blocks:
    """Reasons, the decisive criterion and the nearest rival of options."""
    for option in found:
        told = [*option.reasons, *(one.summary for one in (option.decisive, option.rival) if one)]
        if told:
            yield line(f"{option.name}: {sentence('; '.join(one.text for one in told))}")


def _best(k: int, n: int) -> str:
    return f"the best {k} of {n}, and the next" if k < n else f"the best of {n}"


def _named(option: ClusterOption | NicheOption) -> str:
    notes: list[str] = [option.advice] if option.advice else []
    notes += [f"dominated by {option.dominated_by_name}"] if option.dominated_by_name else []
    notes += [f"unknown: {', '.join(option.unknown)}"] if option.unknown else []
    return "; ".join([f"{option.name} ({option.code})", *notes])


def _growth(option: ClusterOption) -> str:
    """Median growth with its 80 % interval."""
    if option.outlook is None:
        return number(None)
    median, *ends = (
        signed(getattr(option.outlook, name), unit="") for name in ("median", "lower", "upper")
    )
    return f"{median} ({' to '.join(ends)})"


def _outlook(option: ClusterOption, name: str) -> float | None:
    return getattr(option.outlook, name) if option.outlook else None


def _chance(option: NicheOption) -> str:
    """Chance of entry with its 90 % range; below the floor not rounded up to it."""
    below = option.weight_robustness is None
    chance = percent_below(option.chance) if below else percent(option.chance)
    return f"{chance} ({percent_range(option.chance_low, option.chance_high)})"


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
