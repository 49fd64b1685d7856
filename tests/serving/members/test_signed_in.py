"""Forms of the page by a browser that signed in at a provider of OpenID Connect."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from serving.access.access import Access
from serving.access.login import login_routes
from serving.access.rights import require
from serving.access.settings import KEYS, read
from serving.champions import Champions
from serving.http.problems import ProblemResponses
from serving.http.routes import routes
from serving.http.transport.contributions import Contributions
from serving.page.refusal import for_readers
from tests.serving.access.conftest import LOOPBACK
from tests.serving.access.provider import Provider, provided
from tests.serving.access.test_login import PUBLIC, Browser, settings
from tests.serving.members.conftest import Service
from training.community import database, members
from training.community.members import Place


def signed_in(provider: Provider, champions: Champions, folder: Path) -> Browser:
    """A browser of a planner, whose group may contribute."""
    more = {KEYS: str(folder / "keys.db"), "SMARTSPEC_CONTRIBUTORS": "planners"}
    found = read(settings(provider, **more), LOOPBACK)
    login = {path: ProblemResponses(app, for_readers) for path, app in login_routes(found).items()}
    answers = Contributions(routes(champions), champions, require, (20.0, 8))
    browser = Browser(Access(ProblemResponses(answers, for_readers), found, for_readers, login))
    refused = browser.ask("/region/R1")
    assert refused.status_code == 401
    assert "No account?" in refused.text
    browser.sign_in()
    return browser


def test_a_session_joins_and_writes_by_the_forms_of_the_page(
    champions: Champions, community: Engine, tmp_path: Path
) -> None:
    with database.changing(community) as connection:
        place = Place("test-country", "R1", "member")
        code = members.invite(connection, place, "operator", 2_000_000_000)
    with provided() as provider:
        browser = signed_in(provider, champions, tmp_path)
        page = browser.ask("/members?language=en").text
        assert '<option value="CAR">Vehicles (CAR)</option>' in page
        (token,) = set(re.findall(r'name="csrf" value="([^"]+)"', page))
        form = {"code": code, "organisation": "Plant", "clusters": ["", "CAR", "FOO"]}
        form |= {"next": "/members?language=en"}
        from_here = {"headers": {"Accept": "text/html", "Origin": PUBLIC}}
        assert browser.ask("/contribute/join", "POST", data=form, **from_here).status_code == 403, (
            "without the token of the page"
        )
        sent = {**form, "csrf": token}
        elsewhere = {"headers": {"Accept": "text/html", "Origin": "https://evil.example"}}
        assert browser.ask("/contribute/join", "POST", data=sent, **elsewhere).status_code == 403
        joined = browser.ask("/contribute/join", "POST", data=sent, **from_here)
        assert (joined.status_code, joined.headers["location"]) == (303, "/members?language=en")
        note = {
            "csrf": token,
            "region_code": "R2",
            "text": "Seen",
            "link": "",
            "next": "/region/R2",
        }
        written = browser.ask("/contribute/add_note", "POST", data=note, **from_here)
        assert written.headers["location"] == "/region/R2"
        assert '<p class="said">Seen</p>' in browser.ask("/region/R2").text
        changed = {"csrf": token, "organisation": "Plant", "clusters": "", "offers": "Steel"}
        browser.ask("/contribute/change_profile", "POST", data=changed, **from_here)
        (card,) = browser.ask("/directory", headers={}).json()["members"]
        assert (card["clusters"], card["offers"]) == ([], "Steel")


@pytest.mark.parametrize("path", ["/members", "/members?language=ru"])
def test_where_nobody_signs_in_the_page_says_how_to_contribute(service: Service, path: str) -> None:
    service.joined("Plant", "R1")
    page = service.ask("", path).text
    assert ("To contribute, sign in" if "ru" not in path else "Чтобы") in page
    assert "/contribute/" not in page
