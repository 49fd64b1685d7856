"""Signing in on the page with a key."""

import json
import re
from pathlib import Path

import httpx
import pytest

from serving.access.access import Access
from serving.access.account import MOST_FORM
from serving.access.keys import Keys
from serving.access.sessions import KEY_COOKIE
from tests.serving.access.conftest import wrapped
from tests.serving.access.test_login import Browser

PUBLIC = "http://10.0.0.1:3000"
FROM_HERE = {"Accept": "text/html", "Origin": PUBLIC}


@pytest.fixture
def app(tmp_path: Path) -> Access:
    return wrapped({}, tmp_path)


@pytest.fixture
def keys(app: Access) -> Keys:
    return Keys(app.settings.keys)


@pytest.fixture
def browser(app: Access) -> Browser:
    return Browser(app, PUBLIC)


def given(browser: Browser, text: str, **fields: str) -> httpx.Response:
    """What the form answers to a key."""
    return browser.ask("/login", "POST", data={"key": text, **fields}, headers=FROM_HERE)


def again(app: Access) -> None:
    """Let the app read the keys again, which it does each second."""
    app.keys._read_at = -1e9


def test_a_key_signs_in_and_leads_back(browser: Browser, keys: Keys) -> None:
    key, text = keys.add("Plant", ["contribute"], 90)
    refused = browser.ask("/growth/R1?level=80")
    (link,) = re.findall(r'href="(/login[^"]*)"', refused.text)
    form = browser.ask(link.replace("&amp;", "&"))
    assert (form.status_code, refused.status_code) == (200, 401)
    assert 'role="alert"' not in form.text
    (target,) = re.findall(r'name="next" value="([^"]*)"', form.text)
    done = given(browser, f" {text}\n", next=target)
    assert (done.status_code, done.headers["location"]) == (303, "/growth/R1?level=80")
    assert browser.ask("/regions").status_code == 200
    said = browser.ask("/session", headers={}).json()
    assert (said["user"], said["rights"]) == (key.id, ["contribute", "read"])
    assert "Plant" in browser.ask("/session").text


def test_the_cookie_is_no_key_and_is_kept_from_scripts(browser: Browser, keys: Keys) -> None:
    _, text = keys.add("Plant", ["read"], 90)
    (cookie,) = given(browser, text).headers.get_list("set-cookie")
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/", "max-age=28800"} <= attributes
    assert "secure" not in attributes
    assert text.rpartition("_")[2] not in cookie


def test_under_https_the_cookie_goes_there_alone(tmp_path: Path) -> None:
    app = wrapped({}, tmp_path)
    _, text = Keys(app.settings.keys).add("Plant", ["read"], 90)
    public = "https://forecasts.example"
    sent = {"data": {"key": text}, "headers": {**FROM_HERE, "Origin": public}}
    done = Browser(app, public).ask("/login", "POST", **sent)
    assert "; secure" in done.headers["set-cookie"].lower()


@pytest.mark.parametrize("state", ["unknown", "revoked", "expired", "feed", "empty"])
def test_what_is_no_key_signs_nobody_in(browser: Browser, keys: Keys, state: str) -> None:
    key, text = keys.add("Plant", ["feed" if state == "feed" else "read"], 90)
    if state == "revoked":
        keys.revoke(key.id)
    if state == "expired":
        _, text = keys.renew(key.id, -1)
    wrong = {"unknown": f"smartspec_{key.id}_{'A' * 43}", "empty": ""}.get(state, text)
    done = given(browser, wrong)
    assert done.status_code == 401
    assert "set-cookie" not in done.headers
    reason = {"revoked": "was revoked", "expired": "has expired"}.get(state, "not known")
    assert reason in done.text
    assert wrong not in done.text or not wrong


@pytest.mark.parametrize("change", ["revoke", "renew"])
def test_a_session_ends_with_its_key(
    browser: Browser, keys: Keys, app: Access, change: str
) -> None:
    key, text = keys.add("Plant", ["read"], 90)
    given(browser, text)
    assert browser.ask("/regions").status_code == 200
    keys.revoke(key.id) if change == "revoke" else keys.renew(key.id, 90)
    again(app)
    assert browser.ask("/regions").status_code == 401
    sent = browser.ask("/contribute/write_note", "POST", data={"text": "x"}, headers=FROM_HERE)
    assert (sent.status_code, 'href="/login"' in sent.text) == (401, True)


def test_a_cookie_that_was_changed_is_none(browser: Browser, keys: Keys) -> None:
    _, text = keys.add("Plant", ["read"], 90)
    other, _ = keys.add("Other", ["train"], 90)
    given(browser, text)
    id_, _, signed = str(browser.cookies[KEY_COOKIE]).partition(".")
    for forged in (f"{other.id}.{signed}", f"{id_}.{signed[:-2]}xx", id_, "."):
        browser.cookies = httpx.Cookies({KEY_COOKIE: forged})
        assert browser.ask("/regions").status_code == 401


def test_another_site_signs_nobody_in_or_out(browser: Browser, keys: Keys) -> None:
    """A browser that is signed in as an attacker would write under that name."""
    _, text = keys.add("Attacker", ["read"], 90)
    sent = {"data": {"key": text}, "headers": {**FROM_HERE, "Origin": "https://evil.example"}}
    assert browser.ask("/login", "POST", **sent).status_code == 403
    given(browser, text)
    assert browser.ask("/logout", "POST", headers=FROM_HERE).status_code == 403
    assert browser.ask("/regions").status_code == 200


def test_signing_out_takes_the_token_of_the_page(browser: Browser, keys: Keys) -> None:
    _, text = keys.add("Plant", ["read"], 90)
    given(browser, text)
    (csrf,) = re.findall(r'name="csrf" value="([^"]*)"', browser.ask("/session").text)
    done = browser.ask("/logout", "POST", data={"csrf": csrf}, headers=FROM_HERE)
    assert (done.status_code, KEY_COOKIE in browser.cookies) == (303, False)
    assert browser.ask("/regions").status_code == 401


def test_a_change_with_the_cookie_needs_the_token(browser: Browser, keys: Keys) -> None:
    _, text = keys.add("Plant", ["contribute"], 90)
    given(browser, text)
    sent = {"json": {"text": "Seen", "region_code": "R1"}}
    assert browser.ask("/add_note", "POST", headers={"Origin": PUBLIC}, **sent).status_code == 403


def test_the_way_back_stays_on_the_service(browser: Browser, keys: Keys) -> None:
    _, text = keys.add("Plant", ["read"], 90)
    assert given(browser, text, next="//evil.example/").headers["location"] == "/"


def test_attempts_and_forms_are_bounded(browser: Browser) -> None:
    codes = {given(browser, "smartspec_").status_code for _ in range(80)}
    assert codes == {401, 429}
    assert given(Browser(browser.app, PUBLIC), "a" * MOST_FORM).status_code in (413, 429)


def test_signing_in_is_written_down_without_the_key(
    browser: Browser, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "audit.jsonl"
    monkeypatch.setenv("SMARTSPEC_AUDIT", str(log))
    key, text = keys.add("Plant", ["read"], 90)
    given(browser, text)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {"who": f"key:{key.id}", "action": "sign in", "client": "192.0.2.7"}.items() <= (
        lines[0].items()
    )
    assert text not in log.read_text()
    assert text.rpartition("_")[2] not in log.read_text()
