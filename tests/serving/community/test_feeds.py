"""Feeds: valid Atom with stable ids, for a place, in a language, and behind a token."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import feedparser
import httpx
import pytest
from sqlalchemy import Engine

from serving.access.access import Access
from serving.access.keys import Keys
from serving.champions import Champions
from serving.community.addresses import feed_path, parts_of
from serving.community.lookup import MOST_ENTRIES
from serving.http.routes import routes
from serving.page.addresses import VIEWS
from tests.serving.access.conftest import ask, wrapped
from tests.serving.conftest import champion, growth_trained, niches_trained
from tests.serving.reports.test_document import loaded
from tests.training.community.examples import EVENTS, NOW, note, surprise, told
from training.community import database, links
from training.community.events import Event, record

ALL = "/feeds/all.atom"


@pytest.fixture(scope="module")
def champions() -> Champions:
    return Champions(loaded(champion(growth_trained()), champion(niches_trained())))


@pytest.fixture
def community(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{tmp_path / 'community.db'}")
    monkeypatch.delenv(links.PUBLIC_URL, raising=False)
    return database.opened()


@pytest.fixture
def read(champions: Champions, community: Engine) -> Callable[..., httpx.Response]:
    app = routes(champions)
    return lambda path, **headers: ask(app, path, headers)


def of_package(champions: Champions, *events: Event) -> list[Event]:
    """The events as of the package that is served."""
    package = champions.loaded.models[0].package
    return [replace(event, package=package) for event in events]


def parsed(response: httpx.Response) -> feedparser.FeedParserDict:
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(response.content)
    assert not found.bozo
    assert found.version == "atom10"
    return found


def test_a_reader_follows_a_region(
    champions: Champions, community: Engine, read: Callable[..., httpx.Response]
) -> None:
    events = of_package(champions, *EVENTS, surprise("R2"))
    told(community, events)
    feed = parsed(read("/feeds/region/R1.atom?language=en"))
    assert {entry.id for entry in feed.entries} == {f"urn:uuid:{it.id}" for it in events[:-1]}
    entry = next(it for it in feed.entries if it.id.endswith(events[0].id))
    assert entry.title == "Machinery, Michigan: 2016 above forecast"
    assert entry.summary.startswith("Value added of Machinery in Michigan was 12,346 million")
    assert entry.link.startswith("http://10.0.0.1:3000/region/R1?package=")
    assert entry.updated_parsed[:3] == (2026, 11, 25)
    assert [tag.term for tag in entry.tags] == ["surprise"]
    assert len(parsed(read(ALL)).entries) == len(events)
    of_option = parsed(read("/feeds/option/technology/H04.atom")).entries
    assert {it.tags[0].term for it in of_option} == {"call", "note", "champion"}


def test_a_feed_speaks_the_language_of_its_address(
    champions: Champions, community: Engine, read: Callable[..., httpx.Response]
) -> None:
    told(community, of_package(champions, surprise()))
    english, russian = (parsed(read(f"{ALL}?language={it}")) for it in ("en", "ru"))
    assert "выше прогноза" in russian.entries[0].title
    assert russian.entries[0].id == english.entries[0].id
    assert russian.feed.id != english.feed.id
    assert read(ALL, **{"Accept-Language": "ru"}).headers["content-language"] == "ru"


def test_what_a_reader_has_is_not_sent_again(
    champions: Champions, community: Engine, read: Callable[..., httpx.Response]
) -> None:
    told(community, of_package(champions, surprise()))
    first = read(ALL)
    known = {"If-None-Match": first.headers["etag"]}
    dated = {"If-Modified-Since": first.headers["last-modified"]}
    assert [read(ALL, **it).status_code for it in (known, dated)] == [304, 304]
    with database.changing(community) as connection:
        record(connection, of_package(champions, note()), NOW + 1)
    assert [read(ALL, **it).status_code for it in (known, dated)] == [200, 200]
    assert read(ALL, **{"If-Modified-Since": "yesterday"}).status_code == 200


def test_names_with_markup_stay_text(
    champions: Champions, community: Engine, read: Callable[..., httpx.Response]
) -> None:
    evil = "<script>alert(1)</script>]]>&amp;\x0b\x00\ufffe"
    told(community, of_package(champions, surprise(name=evil), note(evil)))
    response = read(ALL)
    assert b"<script" not in response.content
    titles = [entry.title_detail.value for entry in parsed(response).entries]
    assert any(it.startswith("<script>alert(1)</script>]]>&amp;, Michigan") for it in titles)
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_feed_is_bounded_and_the_latest_come_first(
    champions: Champions, community: Engine, read: Callable[..., httpx.Response]
) -> None:
    told(community, of_package(champions, *(surprise(year=year) for year in range(1900, 2050))))
    with database.changing(community) as connection:
        record(connection, of_package(champions, note()), NOW + 60)
    entries = parsed(read(ALL)).entries
    assert len(entries) == MOST_ENTRIES
    assert entries[0].tags[0].term == "note"


def test_a_feed_without_events_makes_no_database(
    champions: Champions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{tmp_path / 'none.db'}")
    assert not parsed(ask(routes(champions), ALL)).entries
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/feeds/region/R9.atom", 404, "unknown region 'R9'"),
        ("/feeds/option/cluster/H04.atom", 404, "unknown cluster 'H04'"),
        ("/feeds/region/R1", 404, "there is no such feed"),
        ("/feeds/option/sector/CAR.atom", 404, "there is no such feed"),
        ("/feeds/all.atom/x.atom", 404, "there is no such feed"),
        ("/feeds/all.atom?package=none", 404, "unknown data package 'none'"),
        ("/feeds/all.atom?since=2020", 400, "since: there is no such field"),
    ],
)
def test_a_feed_that_there_is_not(
    read: Callable[..., httpx.Response], path: str, status: int, detail: str
) -> None:
    response = read(path)
    assert response.status_code == status
    assert response.json()["detail"].startswith(detail)


def test_a_database_that_cannot_be_read_is_said(
    champions: Champions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.db").write_text("no database " * 100)
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{tmp_path / 'broken.db'}")
    response = ask(routes(champions), ALL)
    assert response.status_code == 503
    assert str(tmp_path) not in response.text


def test_addresses_of_feeds_with_any_code() -> None:
    for view in ("region", "cluster", "technology"):
        code = "A/B C.atom?"
        path = feed_path(view, code)
        assert parts_of(httpx.URL(f"http://x{path}").path.removeprefix("/feeds/")) == (view, code)
    assert feed_path("compare") == ALL
    assert parts_of("all.atom") == ("all", "")


def test_the_page_names_the_feed_of_its_view(champions: Champions, community: Engine) -> None:
    app = routes(champions)
    for path, feed in {
        "/region/R1?language=en": "/feeds/region/R1.atom?language=en",
        "/technology/H04?language=ru": "/feeds/option/technology/H04.atom?language=ru",
        "/track-record?language=en": "/feeds/all.atom?language=en",
    }.items():
        assert 'type="application/atom+xml" title="' in ask(app, path).text
        assert f'href="{feed}"' in ask(app, path).text


def test_links_lead_to_views_of_the_page() -> None:
    assert {view: VIEWS[view] for view in links.PATHS} == links.PATHS


@pytest.fixture
def guarded(community: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Access:
    """A service without champions that needs keys, and writes an audit log."""
    monkeypatch.setenv("SMARTSPEC_AUDIT", str(tmp_path / "audit.log"))
    return wrapped({"SMARTSPEC_READING": "key"}, tmp_path)


def test_where_reading_needs_a_key_a_token_opens_feeds_alone(
    guarded: Access, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keys = Keys(tmp_path / "keys.db")
    key, token = keys.add("reader", ["feed"], 90)
    other, reading = keys.add("program", ["read"], 90)
    assert ask(guarded, ALL).status_code == 401
    opened = ask(guarded, f"/feeds/{token}/all.atom?language=en")
    assert not parsed(opened).entries
    assert token not in opened.text, "nor what another reader would be given"
    assert opened.headers["cache-control"].startswith("private")
    caplog.set_level("INFO", "bentoml.smartspec")
    for path, status in {
        f"/feeds/{token}/region/R9.atom": 503,
        f"/feeds/{token}/../growth/R1": 401,  # the client itself makes /feeds/growth/R1 of it
        f"/feeds/{token}/%2e%2e/growth/R1": 404,
        f"/feeds/{reading}/all.atom": 401,
        f"/feeds/{token[:-1]}/all.atom": 401,
        f"/feeds/all.atom/{token}": 400,
        f"/feeds/region/{token}.atom": 400,
        f"/growth/{token}": 400,
        f"{ALL}?token={token}": 400,
    }.items():
        assert ask(guarded, path).status_code == status, path
    assert ask(guarded, "/growth/R1", {"Authorization": f"Bearer {token}"}).status_code == 403
    keys.revoke(key.id)
    guarded.keys.__init__(keys.file)  # type: ignore[misc]
    assert ask(guarded, f"/feeds/{token}/all.atom").status_code == 401
    written = (tmp_path / "audit.log").read_text() + caplog.text
    assert f'"who": "key:{key.id}"' in written
    assert other.id not in written
    assert token[:-1] not in written
    assert reading not in written
