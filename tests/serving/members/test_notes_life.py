"""What becomes of a note: hidden and shown again, deleted, counted, put in order, told in feeds."""

import feedparser
import pytest
from sqlalchemy import Engine, func, select

from serving.members import endpoint, notes
from tests.serving.members.conftest import Service
from tests.serving.members.test_members import count, follow
from training.community import tables

NOTE = {"region_code": "R1", "activity": "cluster", "code": "CAR"}


def written(service: Service, who: str, text: str = "Seen", **more: object) -> str:
    return str(service.done(who, "add_note", **NOTE, text=text, **more)["id"])


def test_a_hidden_note_is_marked_and_can_be_shown_again(
    service: Service, community: Engine
) -> None:
    service.joined("Plant", "R1")
    service.joined("Cluster Office", "R1", "administrator")
    service.joined("Other Office", "R2", "administrator")
    follow(community, "desk@office.example", "R1")
    note = written(service, "Plant")
    before = service.ask("", "/news").json()["news"]
    service.done("Cluster Office", "hide_note", note_id=note)
    for who in ("Plant", "Cluster Office", "operator"):
        (seen,) = service.done(who, "list_notes")["notes"]
        assert seen["state"] == "hidden"
        assert "Cluster Office" in seen["ask"]
    for who in ("", "Other Office"):
        assert service.done(who, "list_notes")["notes"] == []
    page = service.ask("Plant", "/cluster/CAR").text
    assert "(hidden)" in page
    assert "Who may show it again: Cluster Office." in page
    assert "/contribute/unhide_note" not in page
    assert "/contribute/unhide_note" in service.ask("Cluster Office", "/cluster/CAR").text
    assert service.ask("Plant", "/unhide_note", {"note_id": note}).status_code == 403
    service.done("Cluster Office", "unhide_note", note_id=note)
    assert service.ask("", "/news").json()["news"] == before
    assert count(community, "outbox") == 1, "nobody is told twice"
    again = service.ask("Cluster Office", "/unhide_note", {"note_id": note})
    assert "not hidden" in again.json()["detail"]


def test_one_deletes_ones_own_and_hides_it_not(service: Service, community: Engine) -> None:
    service.joined("Office", "R1", "administrator")
    note = written(service, "Office", "A secret", link="https://office.example")
    refused = service.ask("Office", "/hide_note", {"note_id": note})
    assert refused.status_code == 422
    assert "delete_note" in refused.json()["detail"]
    service.done("Office", "delete_note", note_id=note)
    for name in ("delete_note", "publish_note", "unhide_note"):
        assert service.ask("Office", f"/{name}", {"note_id": note}).status_code == 404
    assert service.done("Office", "list_notes")["notes"] == []
    with community.connect() as connection:
        kept = dict(connection.execute(select(tables.notes)).mappings().one())
    assert {kept[name] for name in ("text", "link", "region_code", "code")} == {""}


def test_the_limit_of_a_day_counts_what_was_deleted(
    service: Service, community: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "MOST_A_DAY", 2)
    service.joined("Plant", "R1")
    for _ in range(2):
        service.done("Plant", "delete_note", note_id=written(service, "Plant"))
    refused = service.ask("Plant", "/add_note", {**NOTE, "text": "One more"})
    assert refused.status_code == 429
    now = endpoint.time.time()
    monkeypatch.setattr(endpoint.time, "time", lambda: now + 24 * 60 * 60 + 1)
    written(service, "Plant")
    with community.connect() as connection:
        kept = connection.scalar(select(func.count()).select_from(tables.notes))
    assert kept == 1, "what no limit counts any more is gone"


def test_notes_of_one_second_keep_their_order(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.joined("Plant", "R1")
    now = endpoint.time.time()
    monkeypatch.setattr(endpoint.time, "time", lambda: now)
    texts = [f"Note {n}" for n in range(5)]
    for text in texts:
        written(service, "Plant", text)
    latest_first = texts[::-1]
    assert [it["text"] for it in service.done("", "list_notes")["notes"]] == latest_first
    told = [it["text"] for it in service.ask("", "/news").json()["news"]]
    entries = feedparser.parse(service.ask("", "/feeds/all.atom").content).entries
    for text, one, entry in zip(latest_first, told, entries, strict=True):
        assert text in one
        assert text in entry.summary


def test_a_feed_leads_to_the_evidence_and_to_the_option(service: Service) -> None:
    service.joined("Plant", "R1")
    note = written(service, "Plant", link="https://plant.example/a?b=1&c=2")
    service.done("Plant", "add_note", region_code="R1", text="Of the region")
    region, option = feedparser.parse(service.ask("", "/feeds/region/R1.atom").content).entries
    links = {it.rel: it.href for it in option.links}
    assert links["related"] == "https://plant.example/a?b=1&c=2"
    assert "/cluster/CAR?" in links["alternate"]
    assert links["alternate"].endswith(f"#note-{note}")
    assert f'id="note-{note}"' in service.ask("", "/cluster/CAR").text
    assert [it.rel for it in region.links] == ["alternate"]
    assert "/region/R1?" in region.link
