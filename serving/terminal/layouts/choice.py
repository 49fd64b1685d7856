"""Ranked options and shocks in a terminal."""

from collections.abc import Sequence

from features.formats import number, percent, percent_range, signed
from serving.choice.contracts import Criterion, OptionsResponse
from serving.choice.simulation_contracts import ClusterPath, EffectPoint, SimulateResponse
from serving.terminal.blocks import Blocks, Column, cluster, interval, line, region, table

MOST = 15
"""Options and paths of a region to print."""
BAR = 10
"""Letters of the longest bar."""

OPTIONS: Sequence[Column[Option]] = (
    Column("", lambda option: str(option.rank), left=True),
    Column("option", lambda option: _option(option), left=True),
    Column("score", lambda option: "█" * round(BAR * option.score), left=True),
    Column("", lambda option: number(option.score, 2)),
    Column("robust", lambda option: percent(option.acceptability)),
    Column("at these weights", lambda option: percent(option.acceptability_forecast)),
    Column("ranks", lambda option: f"{option.rank_low} to {option.rank_high}"),
    Column("growth a year, or chance", lambda option: _prospect(option)),
    Column("multiplier", lambda option: _multiplier(option)),
)


def options(answer: OptionsResponse) -> Blocks:
    """Options with a bar of their score, how robust they are, and the weights."""
    for entry in answer.regions:
        yield table(
            f"What to back in {region(entry)}: the best {answer.k} of {len(entry.options)}, and "
            "the next",
            entry.options[: max(MOST, answer.k)],
            OPTIONS,
        )
        yield line(_weights(entry.criteria))
        yield from map(line, entry.notes)
    yield line(
        f"robust: share of {answer.draws:,} draws of weights and forecasts that rank it in the "
        f"best {answer.k}; at these weights: the same with only forecasts drawn; ranks: range of "
        "90 % of them; chance: of entry, for niches"
    )


def _option(option: Option) -> str:
    notes = [f"dominated by {option.dominated_by_name}"] if option.dominated_by_name else []
    notes += [f"unknown: {', '.join(option.unknown)}"] if option.unknown else []
    kind = "niche " if option.kind == "niche" else ""
    return "; ".join([f"{option.name} ({kind}{option.code})", *notes])


def _prospect(option: Option) -> str:
    """Growth a year of a cluster, or chance of entry of a niche, with its range."""
    middle, ends = option.criteria.get("growth"), option.growth_range
    if ends is None:
        return number(None)
    if option.kind == "niche":
        return f"{percent(middle)} ({percent_range(ends.lower, ends.upper)})"
    return f"{signed(middle)} ({signed(ends.lower, unit='')} to {signed(ends.upper, unit='')})"


def _multiplier(option: Option) -> str:
    middle, ends = option.criteria.get("multiplier"), option.multiplier_range
    if middle is None or ends is None:
        return number(None)
    return f"{number(middle, 2)} ({number(ends.lower, 2)} to {number(ends.upper, 2)})"


def _weights(criteria: Sequence[Criterion]) -> str:
    used = ", ".join(f"{c.name} {number(c.weight, 2)}" for c in criteria if c.known)
    unknown = ", ".join(c.name for c in criteria if not c.known)
    return f"weights: {used}" + (f"; without data, not used: {unknown}" if unknown else "")


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
