"""An event of each kind, and subscriptions to them."""

from typing import Any

from sqlalchemy import Engine

from training.community import database, subscriptions
from training.community.events import KINDS, Detail, Event, record
from training.community.subscriptions import Subscription

NOW = 1_795_600_000
PLACE: dict[str, Detail] = {"region_name": "Michigan", "name": "Machinery"}


def surprise(region: str = "R1", code: str = "CAR", year: int = 2016, **details: str) -> Event:
    numbers: dict[str, Detail] = {
        "value": 12_345.6,
        "low": 9_000,
        "high": 11_000.0,
        "level": 0.8,
        "cutoff": 2011,
    }
    words: dict[str, Detail] = {"indicator": "Value added", "unit": "million USD", "year": year}
    told = {**PLACE, **numbers, **words, **details}
    return Event("surprise", "us", str(year), region, "cluster", code, told)


def exposure(effect: float | None = -1.234) -> Event:
    ends: dict[str, Detail] = (
        {"low": None, "high": None} if effect is None else {"low": -2.0, "high": -0.1}
    )
    source: dict[str, Detail] = {
        "source_region_name": "Ohio",
        "source_name": "Cars",
        "side": "below",
        "level": 0.8,
    }
    numbers: dict[str, Detail] = {
        "direction": "upstream",
        "share": 0.123,
        "effect": effect,
        "year": 2016,
    }
    return Event("exposure", "us", "2016", "R1", "cluster", "FOO", PLACE | source | numbers | ends)


def champion(version: int = 7) -> Event:
    details: dict[str, Detail] = {
        "subject": "growth",
        "version": version,
        "previous_version": 6,
        "cutoff": 2016,
    }
    gain: dict[str, Detail] = {"date": "2026-11-27", "gain": 3.2, "low": 1.0, "high": 5.0}
    return Event("champion", "us", f"version {version}", details=details | gain)


def advice() -> Event:
    details: dict[str, Detail] = {
        "region_name": "Michigan",
        "entered": "Cars; Food",
        "left": "",
        "most": 5,
    }
    first: dict[str, Detail] = {
        "first": "Cars",
        "first_before": "Tools",
        "backed_to_doubtful": "Tools; Paper",
        "chance": 0.66,
        "version": 7,
        "cutoff": 2016,
    }
    return Event("advice", "us", "version 7", "R1", "cluster", details=details | first)


def call(came_true: bool = True, kind: str = "entry") -> Event:
    said: dict[str, Detail] = {
        "call": kind,
        "came_true": came_true,
        "probability": 0.61,
        "low": 0.44,
        "high": 0.77,
    }
    years: dict[str, Detail] = {"origin": 2007, "year": 2012}
    return Event("call", "us", f"2012 {kind}", "R1", "technology", "H04", PLACE | said | years)


def note(text: str = "We build these.") -> Event:
    details = {**PLACE, "author": "ACME", "date": "2026-11-27", "text": text}
    return Event("note", "us", "n1", "R1", "technology", "H04", details)


EVENTS = [surprise(), exposure(), champion(), advice(), call(), note()]


def subscription(name: str = "desk", **parts: Any) -> Subscription:
    """To all events of region R1, by mail, unless parts say otherwise."""
    usual: dict[str, Any] = {"address": "desk@example.org", "kinds": [*KINDS], "package": ""}
    usual |= {"regions": ["R1"], "options": [], "language": "en", "secret": ""}
    return Subscription(name, **(usual | parts))


def told(engine: Engine, events: list[Event], *found: Subscription) -> int:
    """Subscribe, and record events; how many were new."""
    with database.changing(engine) as connection:
        subscriptions.synchronise(connection, found)
        return record(connection, events, NOW)
