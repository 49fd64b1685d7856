"""What members do, from an invitation to leaving, and what others see of it."""

import json

import pytest
from sqlalchemy import Engine, func, select

from tests.serving.members.conftest import Service
from training.community import database, tables
from training.community.events import KINDS

OPTION = {"region_code": "R1", "activity": "technology", "code": "H04"}
PLACE = {"region_code": "R1"}


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        found = connection.scalar(select(func.count()).select_from(tables.metadata.tables[table]))
    return int(found or 0)


def follow(engine: Engine, address: str, region: str) -> None:
    """Subscribe an address to notes of a region."""
    texts = dict.fromkeys(("owner", "package", "secret"), "")
    row = {**texts, "id": "s", "name": "s", "kinds": list(KINDS), "regions": [region]}
    with database.changing(engine) as connection:
        connection.execute(
            tables.subscriptions.insert(),
            {**row, "options": [], "address": address, "language": "en"},
        )


def test_an_invitation_works_once_and_is_not_kept(service: Service, community: Engine) -> None:
    service.key("first", "contribute")
    service.key("second", "contribute")
    code = service.done("operator", "invite", **PLACE)["code"]
    with community.connect() as connection:
        kept = connection.execute(select(tables.invitations)).mappings().one()
    assert code not in json.dumps(dict(kept))
    joined = service.done("first", "join", code=code, organisation="First", clusters=["CAR"])
    assert joined["region_name"] == "Brelavia"
    assert joined["clusters"] == [{"code": "CAR", "name": "Vehicles"}]
    again = service.ask("second", "/join", {"code": code, "organisation": "Second"})
    assert again.status_code == 400
    assert "used or expired" in again.json()["detail"]


def test_an_expired_invitation_lets_nobody_in(service: Service, community: Engine) -> None:
    service.key("first", "contribute")
    code = service.done("operator", "invite", **PLACE)["code"]
    with database.changing(community) as connection:
        connection.execute(tables.invitations.update().values(expires=1))
    response = service.ask("first", "/join", {"code": code, "organisation": "First"})
    assert response.status_code == 400


@pytest.mark.parametrize("name", ["plant  LTD", "Рlаnt Ltd"])
def test_nobody_takes_the_name_of_another(service: Service, name: str) -> None:
    """In other capitals, with two spaces, or with Cyrillic letters among the Latin ones."""
    service.joined("Plant Ltd", "R1")
    service.joined("Foundry", "R2")
    response = service.ask("Foundry", "/change_profile", {"organisation": name})
    assert response.status_code == 400
    assert "looks the same" in response.json()["detail"]
    service.key("late", "contribute")
    code = service.done("operator", "invite", **PLACE)["code"]
    assert service.ask("late", "/join", {"code": code, "organisation": name}).status_code == 400
    service.done("late", "join", code=code, organisation="Late")
    service.done("Plant Ltd", "change_profile", organisation="PLANT Ltd")


def test_a_note_is_shown_and_told_at_once(service: Service, community: Engine) -> None:
    service.joined("Plant Ltd", "R1")
    follow(community, "desk@office.example", "R1")
    note = service.done("Plant Ltd", "add_note", **OPTION, text="A line opens in 2027.")
    (shown,) = service.ask("", "/notes/R1").json()["notes"]
    assert (shown["organisation"], shown["name"]) == ("Plant Ltd", "Communication")
    (told,) = service.ask("", "/news?language=ru").json()["news"]
    assert "A line opens in 2027." in told["text"]
    assert told["title"].startswith("Plant Ltd о «Communication»")
    assert count(community, "outbox") == 1
    service.done("operator", "hide_note", note_id=note["id"])
    assert service.ask("", "/notes/R1").json()["notes"] == []
    assert service.ask("", "/news").json()["news"] == []


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "ftp://a/b",
     "https://user:pw@a.example", "https://a.example/ x", "java\tscript:x"],
)  # fmt: skip
def test_only_web_addresses_are_links(service: Service, link: str) -> None:
    service.joined("Plant Ltd", "R1")
    body = {**OPTION, "text": "See", "link": link}
    assert service.ask("Plant Ltd", "/add_note", body).status_code == 400


def test_markup_and_formulas_stay_text(service: Service) -> None:
    service.joined("=Plant", "R1", offers="@SUM(A1)")
    text = '=HYPERLINK("http://evil.example") <script>alert(1)</script>'
    service.done("=Plant", "add_note", **OPTION, text=text)
    service.done("=Plant", "add_note", **PLACE, text="-2+3 cmd")
    csv = service.ask("", "/notes/R1?format=csv").text
    assert "\"'=HYPERLINK(" in csv
    assert "'-2+3 cmd" in csv
    assert "'=Plant" in csv
    assert "'@SUM" in service.ask("", "/directory?format=csv").text
    page = service.ask("", "/region/R1", headers={"Accept": "text/html"}).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_news_begin_with_the_last_visit(service: Service, community: Engine) -> None:
    service.joined("Reader", "R1")
    service.joined("Plant Ltd", "R2")
    service.done("Plant Ltd", "add_note", region_code="R2", text="Elsewhere")
    service.done("Reader", "watch", **PLACE)
    assert [it["kind"] for it in service.done("Reader", "news")["news"]] == ["note"]
    assert service.done("Reader", "news", watched=True)["news"] == []
    service.done("Reader", "watch", activity="technology", code="H04")
    service.done("Plant Ltd", "add_note", **{**OPTION, "region_code": "R2"}, text="Here")
    (found,) = service.done("Reader", "news", watched=True)["news"]
    assert "Here" in found["text"]
    with database.changing(community) as connection:
        late = tables.members.c.organisation == "Reader"
        connection.execute(tables.members.update().where(late).values(visited=2_000_000_000))
    assert service.done("Reader", "news", since="2026-01-01")["news"]


def test_complements_have_reasons_that_the_models_know(service: Service) -> None:
    service.joined("Cars", "R1", clusters=["CAR"], technologies=["B60"])
    service.joined("Food", "R2", clusters=["FOO"], technologies=["A01"])
    service.joined("Twin", "R2", clusters=["CAR"])
    found = service.done("Cars", "complements")["members"]
    assert [it["organisation"] for it in found] == ["Food"]
    text = "; ".join(found[0]["reasons"])
    assert "Food is in Food, which buys" in text
    assert "Agriculture is related to your Vehicles" in text


def test_who_leaves_takes_all_away(service: Service, community: Engine) -> None:
    service.joined("Plant Ltd", "R1", offers="Steel")
    service.done("Plant Ltd", "add_note", **OPTION, text="A line opens.")
    service.done("Plant Ltd", "watch", **PLACE)
    service.done("Plant Ltd", "give_chance", **OPTION, chance=0.3)
    question = service.done("Plant Ltd", "practice")["calls"][0]["question"]
    service.done("Plant Ltd", "give_practice_chance", question=question, chance=0.5)
    exported = service.done("Plant Ltd", "export_own")["tables"]
    assert {name: len(rows) for name, rows in exported.items()} == {
        "members": 1, "identities": 1, "watches": 1, "notes": 1, "expert_chances": 1,
        "practice_chances": 1, "subscriptions": 0, "mail_confirmations": 0,
    }  # fmt: skip
    service.done("Plant Ltd", "leave", organisation="Plant Ltd")
    for table in (*exported, "events"):
        assert count(community, table) == 0, table
    assert service.ask("Plant Ltd", "/profile", {}).status_code == 403


def test_nothing_is_made_by_reading(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    path = service.audit.with_name("none.db")
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{path}")
    assert service.ask("", "/directory").json() == {"members": [], "total": 0}
    assert "members" not in service.ask("", "/region/R1").text.partition("</main>")[2]
    assert not path.exists()


def test_a_new_member_sees_the_last_days(service: Service, community: Engine) -> None:
    service.joined("Plant Ltd", "R1")
    service.done("Plant Ltd", "add_note", **PLACE, text="Before")
    with database.changing(community) as connection:
        earlier = tables.events.c.recorded - 60 * 60
        connection.execute(tables.events.update().values(recorded=earlier))
    service.joined("New Ltd", "R1")
    page = service.ask("New Ltd", "/changes").text
    assert "In the last 30 days" in page
    assert "Before" in page
    with database.changing(community) as connection:
        gone = {"joined": 1, "visited": tables.members.c.visited - 60 * 30}
        connection.execute(tables.members.update().values(**gone))
    page = service.ask("New Ltd", "/changes").text
    assert "Since you were last here" in page
    assert "Before" not in page
