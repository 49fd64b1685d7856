"""The track record: from a request to figures by year, calibration, and calls by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from features.errors import UnknownCodeError
from serving.choice.contracts import OptionsRequest
from serving.choice.hindsight import hindsight
from serving.choice.lookup import ChoiceLookup
from serving.growth.lookup import GrowthLookup
from serving.messages import Message, message
from serving.niches.lookup import NicheLookup
from serving.record.cases import Names, cases
from serving.record.contracts import (
    PresetRecord,
    RecordRequest,
    RecordResponse,
    RecordRow,
    Said,
)
from serving.record.lookup import RecordLookup
from serving.record_words import in_words
from training.choice.presets import PRESETS, preset_weights

PartName = Literal["growth", "niches", "markets"]


@dataclass(frozen=True)
class Part:
    """A champion's record, and the names of its codes."""

    record: RecordLookup
    names: Names


def parts_of(
    records: Mapping[PartName, RecordLookup],
    growth: GrowthLookup | None,
    niches: NicheLookup | None,
    markets: NicheLookup | None,
) -> list[Part]:
    """The parts with a record, with names as their champions' lookups have them."""
    found = []
    loaded: dict[PartName, GrowthLookup | NicheLookup | None] = {
        "growth": growth,
        "niches": niches,
        "markets": markets,
    }
    for name, lookup in loaded.items():
        if lookup is None or name not in records:
            continue
        activities = lookup.clusters if isinstance(lookup, GrowthLookup) else lookup.activities
        found.append(Part(records[name], Names(lookup.regions, activities)))
    return found


def record(
    parts: Sequence[Part], choice: ChoiceLookup | None, request: RecordRequest
) -> RecordResponse:
    """What was said, and what became of it.

    Raises
    ------
    UnknownCodeError
        No champion has a region, cluster or technology that is asked for.
    """
    _check("region", request.region_codes, [part.names.regions for part in parts])
    _check("activity", request.codes, [part.names.activities for part in parts])
    rows = [row for part in parts for row in part.record.rows if _is_asked(row, request)]
    return RecordResponse(
        metadata=[in_words(part.record.metadata) for part in parts],
        summary=list(_summary(rows)),
        live=any(row.live for row in rows),
        origins=_origins(parts),
        rows=rows,
        coverage=[row for part in parts for row in part.record.coverage]
        if request.call in (None, "growth")
        else [],
        calibration=[
            curve
            for part in parts
            for curve in part.record.calibration
            if request.call in (None, curve.call)
        ],
        groups=[
            group
            for part in parts
            for group in cases(part.record, part.names, request)
            if request.limit > 0
        ],
        hindsight=list(_hindsight(choice)),
        notes=list(_notes(parts, choice)),
    )


def _check(kind: str, codes: Sequence[str], named: Sequence[Mapping[str, object]]) -> None:
    known = {code: True for names in named for code in names}
    for code in codes:
        if code not in known:
            raise UnknownCodeError(kind, code, known)


def _origins(parts: Sequence[Part]) -> list[int]:
    rows = [row for part in parts for row in part.record.rows]
    return sorted({row.origin for row in rows if row.origin is not None})


def _is_asked(row: RecordRow, request: RecordRequest) -> bool:
    return request.call in (None, row.call) and request.origin in (None, row.origin)


def _summary(rows: Sequence[RecordRow]) -> Iterator[Message]:
    """Entries, forecasts, a rule that did better, and whether the calls were made live."""
    for row in _headline(rows, "entry", "hit_rate"):
        yield _entries(row)
    for row in _headline(rows, "growth", "coverage_80"):
        yield _forecasts(row)
        if row.lift is not None and row.rule_lift is not None and row.rule_lift > row.lift:
            yield message("record.summary.growth.rule", rule=row.rule_lift)
    live = [row for row in rows if row.live]
    if live:
        yield message("record.summary.live", n=sum(row.n for row in live))
    elif rows:
        origins = sorted({row.origin for row in rows if row.origin is not None})
        yield message("record.summary.backtest", origins=origins)
    else:
        yield message("record.summary.nothing")


def _headline(rows: Sequence[RecordRow], call: Said, figure: str) -> list[RecordRow]:
    """The row of a call to speak of: live before backtest, all origins before one of them."""
    known = [row for row in rows if row.call == call and getattr(row, figure) is not None]
    ranked = sorted(known, key=lambda row: (not row.live, row.origin is not None))
    return ranked[:1]


def _entries(row: RecordRow) -> Message:
    hits, rule, base = map(_per_hundred, (row.hit_rate, row.rule_hit_rate, row.came_true))
    if rule is None or base is None:
        return message("record.summary.entries.alone", hits=hits, years=row.horizon)
    return message("record.summary.entries", hits=hits, years=row.horizon, rule=rule, base=base)


def _forecasts(row: RecordRow) -> Message:
    inside = _per_hundred(row.coverage_80)
    if row.lift is None:
        return message("record.summary.intervals", inside=inside)
    if row.lift_low is None or row.lift_high is None:
        return message("record.summary.growth.one", inside=inside, lift=row.lift)
    return message(
        "record.summary.growth" if row.lift_low > 0 else "record.summary.growth.weak",
        inside=inside,
        lift=row.lift,
        lower=row.lift_low,
        upper=row.lift_high,
    )


def _per_hundred(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _hindsight(choice: ChoiceLookup | None) -> Iterator[PresetRecord]:
    """What each preset of weights would have picked in all regions; those that can be judged."""
    if choice is None:
        return
    for preset in PRESETS:
        asked = OptionsRequest(region_codes=["-"], preset=preset)
        found = hindsight(choice, preset_weights(preset, choice.direction), asked)
        if found is not None:
            yield PresetRecord(preset=preset, clusters=found.clusters, niches=found.niches)


def _notes(parts: Sequence[Part], choice: ChoiceLookup | None) -> Iterator[Message]:
    if not parts:
        yield message("record.note.no_champion")
    if any(
        not part.record.calls.empty and part.record.calls["lower"].isna().all() for part in parts
    ):
        yield message("record.note.older")
    if any(part.record.calls.empty for part in parts):
        yield message("record.note.no_calls")
    if choice is None or not choice.past:
        yield message("record.note.no_hindsight")
