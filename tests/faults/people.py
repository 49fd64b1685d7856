"""What people wrote and were sent, beside a refresh that is killed."""

import os
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from tests.faults.receiver import CLOSED, received
from tests.training.refresh import example
from training.champion import Champion
from training.community import chances, database, members, notes, subscriptions, tables, watches
from training.community.chances import Call
from training.community.delivery import public_addresses
from training.community.members import Place
from training.community.notes import DRAFT, SHOWN, Spot

FILE = "received.jsonl"
KEPT: dict[Table, tuple[str, ...]] = {
    tables.members: ("organisation", "region_code", "role"),
    tables.identities: ("name",),
    tables.invitations: ("region_code", "expires"),
    tables.watches: ("region_code", "activity", "code"),
    tables.notes: ("text", "state", "region_code"),
    tables.expert_chances: ("code", "call", "chance", "model_chance", "version", "outcome"),
    tables.subscriptions: ("name", "owner", "address"),
}
"""What people wrote, with the columns that are compared."""
WATCHED: dict[str, str] = {"region_code": example.SURPRISE[0], "activity": "", "code": ""}


def subscribe(folder: Path, address: str) -> None:
    """A file of subscriptions to webhooks, one of which takes nothing, and the settings for it."""
    lines = [
        f'[{name}]\nto = "{address}{path}"\nsecret = "DESK_SECRET"\n'
        for name, path in (("desk", "/desk"), ("closed", CLOSED))
    ]
    file = folder / "subscriptions.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    os.environ[subscriptions.VARIABLE] = str(file)
    os.environ[public_addresses.VARIABLE] = "127.0.0.1"
    os.environ["DESK_SECRET"] = "a secret of thirty-two characters"  # noqa: S105


def write(champion: Champion, address: str) -> None:
    """A member with a note, a draft, a place that it follows and chances for calls of a champion.

    The note is told to subscribers by the next refresh.
    """
    now, region = int(time.time()), WATCHED["region_code"]
    place = Place(champion.package, region, "member")
    profile = {"organisation": "Plant", "offers": "", "seeks": "", "invited_by": "operator"}
    spot = Spot(champion.package, region, "", "", {"region_name": region, "name": ""})
    with database.changing(database.opened()) as connection:
        subscriptions.synchronise(connection, subscriptions.read(subscriptions.path()))
        codes: dict[str, list[str]] = {"clusters": [], "technologies": []}
        id_ = members.join(connection, place, "key:plant", {**profile, **codes}, now)
        members.invite(connection, place, id_, now + 10**8)
        watches.watch(connection, id_, {**WATCHED, "partner": ""})
        _follow(connection, id_, f"{address}/member")
        member = members.find(connection, id_, champion.package)
        assert member is not None
        for text, state in (("A line opens.", SHOWN), ("Not yet.", DRAFT)):
            notes.write(connection, member, spot, {"text": text, "link": ""}, state, now)
        for call, figures in _calls(champion):
            chances.give(connection, id_, call, figures, now)


def _follow(connection: Connection, member_id: str, address: str) -> None:
    """A subscription of a member, which no file has."""
    texts = {"name": "own", "package": "", "language": "ru", "secret": "DESK_SECRET"}
    lists: dict[str, list[str]] = {"regions": [WATCHED["region_code"]], "options": []}
    row = {**texts, **lists, "id": "own", "owner": member_id, "address": address}
    kinds = ["surprise", "call", "note"]
    connection.execute(tables.subscriptions.insert(), {**row, "kinds": kinds})


def _calls(champion: Champion) -> list[tuple[Call, dict[str, Any]]]:
    """The likeliest two calls of a champion."""
    rows = champion.tables["calls"].nlargest(2, "probability")
    found = []
    for row in rows.to_dict("records"):
        place = champion.package, str(row["region_code"]), str(champion.params["activity"])
        what = str(row["activity_code"]), str(row["call"])
        call = Call(*place, *what, champion.cutoff, champion.cutoff + champion.horizon)
        figures = {"chance": 0.5, "model_chance": float(row["probability"])}
        found.append((call, {**figures, "version": champion.version}))
    return found


def state(folder: Path) -> dict[str, Any]:
    """What people wrote, and which events every subscription was sent or waits for."""
    engine = database.existing()
    assert engine is not None, "the database is gone"
    with engine.connect() as connection:
        wrote = {table.name: _rows(connection, table, KEPT[table]) for table in KEPT}
        names = _events(connection)
        outbox = _outbox(connection, names)
    taken: dict[str, set[str]] = defaultdict(set)
    for message in received(folder / FILE):
        taken[message["path"]].update(names[it] for it in message["events"])
    told = {path: sorted(events) for path, events in taken.items()}
    return {"wrote": wrote, "outbox": outbox, "told": told, "repeats": repeats(folder)}


def _rows(connection: Connection, table: Table, columns: tuple[str, ...]) -> list[list[Any]]:
    rows = connection.execute(select(*(table.c[name] for name in columns))).all()
    return sorted([list(row) for row in rows], key=str)


def _events(connection: Connection) -> dict[str, str]:
    """What each event is about, by its id; what happened may have another time after a kill."""
    columns = tables.events.c["id", "kind", "region_code", "activity", "code"]
    return {id_: " ".join(about) for id_, *about in connection.execute(select(*columns))}


def _outbox(connection: Connection, names: dict[str, str]) -> list[str]:
    """Subscription, state and event of everything that was to be sent."""
    asked = (
        select(tables.subscriptions.c.name, tables.outbox.c.state, tables.outbox_events.c.event_id)
        .join(tables.outbox, tables.outbox.c.subscription_id == tables.subscriptions.c.id)
        .join(tables.outbox_events, tables.outbox_events.c.message_id == tables.outbox.c.id)
    )
    rows = connection.execute(asked).all()
    return sorted(f"{name} {state} {names[event]}" for name, state, event in rows)


def repeats(folder: Path) -> list[str]:
    """Messages that came again in other words, and events that came under two ids."""
    contents: dict[str, set[str]] = defaultdict(set)
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for message in received(folder / FILE):
        contents[message["id"]].add(message["digest"])
        for event in message["events"]:
            told[message["path"], event].add(message["id"])
    changed = [f"message {id_} changed" for id_, digests in contents.items() if len(digests) > 1]
    twice = [f"{path} was told {it} twice" for (path, it), ids in told.items() if len(ids) > 1]
    return changed + twice
