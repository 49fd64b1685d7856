"""The sentences of an answer's metadata, in the language that is spoken."""

import re

from serving.contracts import Message, Metadata, Track
from serving.languages.english import MESSAGES
from serving.languages.language import ENGLISH, say, say_or, spoken
from serving.languages.recognition import recognised
from serving.messages import message
from serving.sent.clock import this_year

COUNTS = frozenset(
    [
        "persons",
        "people",
        "inhabitants",
        "employees",
        "jobs",
        "hours",
        "number",
        "tonnes",
        "percent",
    ]
)
"""Words of units that have no prices."""
MONEY = re.compile(r"\b[A-Z]{3}\b|[$€£¥₽]")
"""Currencies, by code or sign."""
EVEN = 0.005
"""Errors that differ from those of the naive forecast by a smaller share are the same."""


def in_words(metadata: Metadata, year: int | None = None) -> Metadata:
    """The same metadata with its sentences in the language that is spoken.

    Parameters
    ----------
    year : int, optional
        In which the answer is read, by default the present one.
    """
    records = [record_in_words(record) for record in metadata.track_record]
    found = {
        "counted": metadata.counted and recognised(metadata.counted, "counted."),
        "prices": prices_in_words(metadata.price_basis, metadata.price_year),
        "track_record": records,
        "intervals": wider(metadata.revision_spread),
        "age": age(metadata.cutoff, metadata.horizon, year or this_year()),
    }
    return metadata.model_copy(update=found)


def said_once(metadata: Metadata, said: dict[tuple[str, int], Metadata]) -> Metadata:
    """The same as in_words, kept in `said` by language and year."""
    key = (spoken().code, this_year())
    found = said.get(key)
    if found is None:
        found = said[key] = in_words(metadata)
    return found


def age(cutoff: int, horizon: int, year: int) -> Message | None:
    """What to say in a year of calls whose last year is over; None while it is not."""
    target = cutoff + horizon
    if year <= target:
        return None
    return message("answer.age", cutoff=cutoff, target=target, n=year - target)


def wider(spread: float | None) -> Message | None:
    """That intervals are wider by the revisions to come; None where these are not known."""
    return message("answer.intervals.revised", spread=spread) if spread else None


def basis_by_unit(basis: str | None, unit: str) -> str | None:
    """The price basis, by the unit where the data do not state it.

    A million current USD is in current prices, and persons have none.
    """
    if basis != "unknown":
        return basis
    words = set(re.findall(r"[a-z]+", unit.lower()))
    found = next((it for it in ("current", "constant") if it in words), None)
    return found or ("none" if words & COUNTS and not MONEY.search(unit) else basis)


def prices_in_words(basis: str | None, year: int | None) -> str:
    """The prices of growth, to follow a comma; "" for counts and niches."""
    if basis == "constant" and year is not None:
        return say("answer.prices.constant_of", year=year)
    key = f"answer.prices.{basis}"
    return say(key) if key in MESSAGES else ""


def record_in_words(record: Track) -> Track:
    """The same record with its sentences in the language that is spoken."""
    return record.model_copy(
        update={
            "order": _order(record),
            "best_null_name": rule_in_words(record.best_null),
            "summary": _growth(record) if record.call is None else _calls(record, record.call),
        }
    )


def rule_in_words(rule: str | None) -> str | None:
    """A simple rule or a baseline by the name that readers know."""
    if rule is None:
        return None
    key = f"rule.{rule}"
    return say(key) if key in MESSAGES else rule.replace("_", " ")


def indicator_in_words(indicator: str) -> str:
    """An indicator by the name that readers know, where it is a usual one."""
    return say_or(f"indicator.{indicator}", indicator.replace("_", " "))


def unit_in_words(unit: str) -> str:
    """A unit of the data; in English as the data say it."""
    return unit if spoken().code == ENGLISH else say("answer.unit", unit=unit)


def _growth(record: Track) -> Message | None:
    """How much less the forecast missed than no change, and what its ranges held."""
    owa, coverage = (record.figures.get(name) for name in ("owa", "coverage_80"))
    if owa is None or coverage is None or not record.origins:
        return None
    than = "even" if abs(1 - owa) < EVEN else "better" if owa < 1 else "worse"
    figures = {"origins": record.origins, "gain": abs(1 - owa), "coverage": coverage}
    if than == "even":
        del figures["gain"]
    return message(f"answer.record.growth.{than}", **figures)


def _calls(record: Track, call: str) -> Message | None:
    """How far stated chances were off, and how well calls were ranked beside a simple rule."""
    ap, ece, base_rate = (record.figures.get(name) for name in ("ap", "ece", "base_rate"))
    if ece is None or base_rate is None or not record.origins:
        return None
    if ap is None or not record.best_null_ap:
        return message(
            f"answer.record.{call}", origins=record.origins, ece=100 * ece, base_rate=base_rate
        )
    return message(
        f"answer.record.{call}.rule",
        origins=record.origins,
        times=ap / record.best_null_ap,
        rule=rule_in_words(record.best_null),
        ece=100 * ece,
    )


def _order(record: Track) -> str | None:
    """What the tenth of clusters that a model ranked first then did; None where unknown."""
    lift, low, high, slope = (
        record.figures.get(name)
        for name in ("top_tenth_lift", "top_tenth_lift_low", "top_tenth_lift_high", "growth_slope")
    )
    if lift is None:
        return None
    if slope is None:
        return say("answer.order.none")
    ends = None if low is None or high is None else (-high, -low) if lift < 0 else (low, high)
    sentence = say("answer.order", pace=_pace(lift), interval=ends)
    if record.best_order is None or record.best_order_lift is None:
        return sentence
    pace, model = _pace(record.best_order_lift), rule_in_words(record.best_order)
    return say("answer.order.beside", order=sentence, model=model, pace=pace)


def _pace(lift: float) -> str:
    """1.24 as 1.2 % a year faster."""
    return say(f"answer.order.{'slower' if lift < 0 else 'faster'}", rate=abs(lift))
