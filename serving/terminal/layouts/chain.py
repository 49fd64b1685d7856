"""Value chains in a terminal."""

from collections.abc import Sequence

from features.formats import percent
from serving.chain.contracts import Chain, ChainResponse, Exposed
from serving.terminal.blocks import Blocks, Column, cluster, line, region, table


def _effect(row: Exposed) -> str:
    if row.effect is None:
        return ""
    ends = (row.effect_low, row.effect_high)
    low, high = (f"{end:+.1f}" if end is not None else "?" for end in ends)
    return f"{row.effect:+.1f} ({low} to {high})"


EXPOSED: Sequence[Column[Exposed]] = (
    Column("cluster", lambda row: f"{row.neighbour_name} ({row.neighbour_code})", left=True),
    Column("region", lambda row: row.neighbour_region_name, left=True),
    Column(
        "it",
        lambda row: "sells to it" if row.direction == "upstream" else "buys from it",
        left=True,
    ),
    Column("share of its output", lambda row: percent(row.share, 1)),
    Column(
        "over delta", lambda row: f"{percent(row.share_low, 1)} to {percent(row.share_high, 1)}"
    ),
    Column("effect, % of its output", _effect),
)


def chains(answer: ChainResponse) -> Blocks:
    """What surprised, and who depends on it."""
    yield from (line(one.text) for one in answer.summary)
    for entry in answer.chains:
        yield table(_title(entry), entry.exposed, EXPOSED)
        yield from (line(one.text) for one in (*entry.text, *entry.notes))
    yield from (line(one.text) for one in answer.notes)


def _title(entry: Chain) -> str:
    place = region(entry) if entry.region_code else "all regions"
    return f"Who depends on {cluster(entry)} in {place}"
