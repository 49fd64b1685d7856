"""Niche calls, audits and breakthroughs in a terminal."""

from collections.abc import Mapping, Sequence

from features.formats import number, percent, percent_range
from serving.contracts import Metadata
from serving.niches.contracts import (
    AuditResponse,
    Breakthrough,
    BreakthroughPoint,
    BreakthroughResponse,
    NicheCall,
    NicheResponse,
    RegionAudit,
    RegionSummary,
    Specialisation,
)
from serving.terminal.blocks import Block, Blocks, Column, activity, by_region, line, region, table
from serving.terminal.layouts.growth import forecasts
from serving.terminal.plain import listing

KINDS = {"technology": "Technologies", "cluster": "Markets"}
OUTSTANDING = 0.7
"""Rank among all, 0 to 1, from which an attribute is named."""


def calls(answer: NicheResponse) -> Blocks:
    """Likely entries or exits with their probability ranges, one table per region."""
    for name, rows in by_region(answer.calls):
        yield _calls(rows, name, answer)
    for note in answer.notes:
        yield line(note)


CALLS: Sequence[Column[NicheCall]] = (
    Column("activity", activity, left=True),
    Column("probability", lambda call: percent(call.probability)),
    Column("90 % range", lambda call: percent_range(call.probability_low, call.probability_high)),
    Column("lift", lambda call: number(call.lift, 1, unknown="")),
    Column(
        "why",
        lambda call: "; ".join(
            filter(None, [*(reason.reason for reason in call.reasons[:2]), call.warning])
        ),
        left=True,
    ),
)


def _calls(rows: Sequence[NicheCall], name: str, answer: NicheResponse | AuditResponse) -> Block:
    verb = "enter" if rows[0].call == "entry" else "lose"
    title = f"{KINDS[answer.activity]} that {name} may {verb} by {_end(answer.metadata)}"
    return table(title, rows, CALLS)


def _end(metadata: Metadata) -> int:
    return metadata.cutoff + metadata.horizon


def audits(answer: AuditResponse) -> Blocks:
    """Portfolio, likely entries, specialisations at risk and growth of each region."""
    for audit in answer.audits:
        name = region(audit)
        yield _portfolio(audit, answer)
        if audit.summary.possible_entries is not None:
            yield line(_expected(audit.summary, answer.metadata))
        for rows in (audit.likely_entries, audit.at_risk):
            if rows:
                yield _calls(rows, name, answer)
        if audit.growth:
            yield from forecasts(audit.growth)
        else:
            yield line(f"no growth forecasts: no loaded champion forecasts clusters of {name}")
    if answer.details and answer.details.reliability:
        yield listing("Reliability of probabilities in the backtest", answer.details.reliability)
    if answer.details and answer.details.trials:
        yield listing("The model beside the best simple rule", answer.details.trials)


def _expected(summary: RegionSummary, metadata: Metadata) -> str:
    return (
        f"expected by {_end(metadata)}: {number(summary.expected_entries, 1)} of "
        f"{number(summary.possible_entries)} possible entries, "
        f"{number(summary.expected_exits, 1)} of {number(summary.possible_exits)} possible exits"
    )


def _portfolio(audit: RegionAudit, answer: AuditResponse) -> Block:
    summary, listed, counted = audit.summary, len(audit.portfolio), answer.metadata.counted or ""
    if summary.diversity is None:
        return line(
            f"{region(audit)} has no portfolio: the data has no {counted} for it; it may be a "
            "total of other regions",
            "",
        )
    first = f" (the strongest {listed})" if listed < summary.diversity else ""
    columns: list[Column[Specialisation]] = [
        Column("specialisation", activity, left=True),
        Column(counted, lambda row: number(row.count)),
        Column("location quotient", lambda row: number(row.location_quotient, 2)),
        Column("trend", lambda row: row.trend, left=True),
    ]
    return table(
        f"Portfolio of {region(audit)}: {summary.diversity} specialisations{first}, "
        f"complexity (ECI) {number(summary.eci)}",
        audit.portfolio,
        columns,
    )


EMERGING: Sequence[Column[Breakthrough]] = (
    Column("activity", activity, left=True),
    Column("probability", lambda row: percent(row.probability)),
    Column("share", lambda row: percent(row.share, 2)),
    Column("highest in", lambda row: _outstanding(row.attributes), left=True),
)
POINTS: Sequence[Column[BreakthroughPoint]] = (
    Column("activity", activity, left=True),
    Column("location quotient", lambda row: number(row.location_quotient)),
    Column("relatedness", lambda row: number(row.relatedness_density)),
    Column("strength", lambda row: percent(row.strength)),
    Column("breakthrough", lambda row: percent(row.probability)),
    Column("both", lambda row: percent(row.score)),
)


def breakthroughs(answer: BreakthroughResponse) -> Blocks:
    """Activities about to break through, then the points of breakthrough of each region."""
    title = f"{KINDS[answer.activity]} about to break through by {_end(answer.metadata)}"
    yield table(title, answer.activities, EMERGING)
    for name, points in by_region(answer.points):
        title = f"Points of breakthrough of {name}: strengths in emerging activities"
        yield table(title, points, POINTS)
    if answer.caution:
        yield line(answer.caution, "")


def _outstanding(attributes: Mapping[str, float]) -> str:
    """The attributes in which it is highest, at most three."""
    ranked = sorted(attributes.items(), key=lambda item: -item[1])[:3]
    return ", ".join(name.replace("_", " ") for name, place in ranked if place >= OUTSTANDING)
