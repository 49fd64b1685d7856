"""Members of a team whose space is on PostgreSQL: all that touches its tables, from end to end."""

from collections.abc import Callable

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from tests.serving.members.conftest import Service
from tests.serving.members.test_members import OPTION, count
from tests.training.conftest import postgresql as postgresql
from training.community import chances, database
from training.community.chances import Call
from training.community.delivery import contacts
from training.community.delivery.contacts import Wanted

MEMBER = """INSERT INTO members VALUES
('m', 'test-country', 'R1', 'Early', '', '', '[]', '[]', 'member', '', 1, 1, 1)"""
CHANCE = """INSERT INTO expert_chances VALUES ('c', 'm', 'test-country', 'R1', 'technology', 'G06',
'entry', 2015, 2020, 1, 0.5, 0.4, 1, NULL, NULL)"""
TABLES = (
    *("members", "identities", "watches", "notes", "expert_chances", "practice_chances"),
    *("subscriptions", "mail_confirmations", "outbox", "outbox_events", "events"),
)


def migrated_from_before(engine: Engine) -> None:
    """Chances that were given before it was asked whether the model's was seen do not count."""
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with database.changing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(text(MEMBER))
        connection.execute(text(CHANCE))
    engine = database.opened()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT blind FROM expert_chances")) == 0


def contributed(service: Service, engine: Engine) -> str:
    """A member that does all there is to do, and its id."""
    member = service.joined("Plant", "R1", offers="Steel", clusters=["CAR"])
    for _ in range(2):
        service.done("Plant", "watch", region_code="R1")
    service.done("Plant", "watch", activity="technology", code="H04")
    service.done("Plant", "set_webhook", address="https://8.8.8.8/hook", kinds=["note"])
    note = service.done("Plant", "add_note", **OPTION, text="A line opens.", draft=True)["id"]
    service.done("Plant", "publish_note", note_id=note)
    service.done("Plant", "give_chance", **OPTION, chance=0.3, seen=False)
    question = service.done("Plant", "practice")["calls"][0]["question"]
    service.done("Plant", "give_practice_chance", question=question, chance=0.5)
    own = {"id": member, "package": "test-country"}
    with database.changing(engine) as connection:
        token = contacts.ask(connection, own, Wanted("a@b.example", ["note"], "en"), 100)
        assert contacts.asked_lately(connection, "", "A@b.example", 100) == 1
        assert contacts.confirm(connection, token, 200)
    return member


@pytest.mark.slow
@pytest.mark.usefixtures("in_2018")
def test_members_of_a_team_on_postgresql(
    make: Callable[..., Service], postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(database.VARIABLE, postgresql)
    engine = database._engine(database.address().render_as_string(hide_password=False))
    migrated_from_before(engine)
    service = make()
    member = contributed(service, engine)
    service.joined("Mill", "R2")
    hidden = service.done("Mill", "add_note", region_code="R1", text="Hidden later")["id"]
    assert count(engine, "outbox") == 3, "its own note by webhook, that of the other by mail too"
    assert len(service.done("Plant", "news", watched=True)["news"]) == 2
    assert service.ask("operator", "/hide_note", {"note_id": hidden}).status_code == 200
    assert [it["text"] for it in service.done("", "list_notes")["notes"]] == ["A line opens."]
    again = service.ask("Plant", "/give_chance", {**OPTION, "chance": 0.6})
    assert again.status_code == 422
    call = Call("test-country", "R1", "technology", "H04", "entry", 2015, 2020)
    with database.changing(engine) as connection:
        assert len(chances.unresolved(connection, "test-country", 2020)) == 2
        assert chances.resolve(connection, [(call, True)], 1) == 1
        assert [it["blind"] for it in chances.resolved(connection, "test-country")] == [1]
    assert service.done("Plant", "list_chances", **OPTION)["resolved"] == 1
    names = [it["organisation"] for it in service.done("", "find_members")["members"]]
    assert names == ["Early", "Mill", "Plant"]
    exported = service.done("Plant", "export_own")["tables"]
    assert {name: len(rows) for name, rows in exported.items() if name != "watches"} == {
        "members": 1, "identities": 1, "notes": 1, "expert_chances": 1, "practice_chances": 1,
        "subscriptions": 2, "mail_confirmations": 1,
    }  # fmt: skip
    service.done("Plant", "unwatch", region_code="R1")
    assert len(service.done("Plant", "watches")["watches"]) == 1
    service.done("Plant", "leave", organisation="Plant")
    service.done("operator", "remove_member", member_id="m")
    service.done("Mill", "leave", organisation="Mill")
    left = {table: count(engine, table) for table in TABLES if count(engine, table)}
    assert left == {}, member
    engine.dispose()
