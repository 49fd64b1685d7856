"""The wrapper around the real routes: hosts, keys, users, changes, headers."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from serving.access.access import Access
from serving.access.keys import Keys
from serving.access.rights import require
from serving.access.settings import KEYS, read
from serving.http.problems import PREFIX, ProblemError, ProblemResponses
from serving.http.who import WHO
from tests.serving.access.conftest import ELSEWHERE, LOOPBACK, ask, asked

Made = Callable[..., Access]
PROXY = {"SMARTSPEC_PROXIES": "10.0.0.5"}


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys.db")


@pytest.mark.parametrize(
    ("host", "settings", "address", "status"),
    [
        ("127.0.0.1:3000", {}, LOOPBACK, 200),
        ("localhost:3000", {}, LOOPBACK, 200),
        ("LOCALHOST.", {}, LOOPBACK, 200),
        ("[::1]:3000", {}, LOOPBACK, 200),
        ("evil.example", {}, LOOPBACK, 421),
        ("evil.example:3000", {}, LOOPBACK, 421),
        ("127.0.0.1.evil.example", {}, LOOPBACK, 421),
        ("192.0.2.1", {}, LOOPBACK, 421),
        ("localhost@evil.example", {}, LOOPBACK, 421),
        ("anything.example", {}, ELSEWHERE, 401),
        ("evil.example", {"SMARTSPEC_READING": "open"}, ELSEWHERE, 421),
        ("10.0.0.1:3000", {"SMARTSPEC_READING": "open"}, ELSEWHERE, 200),
        ("192.0.2.1", {"SMARTSPEC_READING": "open"}, ELSEWHERE, 200),
        ("a.example", {"SMARTSPEC_HOSTS": "a.example"}, ELSEWHERE, 401),
        ("b.example", {"SMARTSPEC_HOSTS": "a.example"}, ELSEWHERE, 421),
        ("b.a.example", {"SMARTSPEC_HOSTS": "*.a.example"}, ELSEWHERE, 401),
        ("ba.example", {"SMARTSPEC_HOSTS": "*.a.example"}, ELSEWHERE, 421),
    ],
)
def test_only_own_names_are_answered(
    made: Made, host: str, settings: Mapping[str, str], address: str, status: int
) -> None:
    response = ask(made(settings, address), "/regions", {"Host": host}, "127.0.0.1")
    assert response.status_code == status
    if status == 421:
        assert response.json()["type"] == PREFIX + "wrong-host"


def test_a_probe_may_use_any_name(made: Made) -> None:
    response = ask(made({}, LOOPBACK), "/livez", {"Host": "pod-7"}, "127.0.0.1")
    assert response.status_code == 404, "the host answers it, which is not there"


def test_a_key_opens_reading_and_its_state_is_said(made: Made, keys: Keys) -> None:
    app, (key, text) = made({}), keys.add("Ministry", ["read"], 90)
    assert ask(app, "/regions", bearer(text)).status_code == 200
    assert ask(app, "/regions", {"X-API-Key": text}).status_code == 200
    assert ask(app, "/regions", {"Authorization": f"bearer  {text}"}).status_code == 200
    assert ask(app, "/regions", {"Authorization": f"Basic {text}"}).status_code == 401
    keys.revoke(key.id)
    response = ask(made({}), "/regions", bearer(text))
    assert response.status_code == 401
    assert response.json()["detail"].startswith(f"key {key.id} was revoked")
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


def test_an_expired_key_is_refused(made: Made, keys: Keys) -> None:
    key, text = keys.add("Ministry", ["read"], 90)
    keys._update(key.id, expires="2026-01-01T00:00:00+00:00")
    response = ask(made({}), "/regions", bearer(text))
    assert response.status_code == 401
    assert response.json()["detail"].startswith(f"key {key.id} has expired")


def test_a_wrong_key_is_refused_even_where_reading_is_open(made: Made, keys: Keys) -> None:
    text = keys.add("Ministry", ["read"], 90)[1]
    app = made({"SMARTSPEC_READING": "open"})
    assert ask(app, "/regions").status_code == 200
    assert ask(app, "/regions", bearer(text[:-4] + "AAAA")).status_code == 401
    assert ask(app, "/regions", bearer("x")).status_code == 401


def test_keys_that_cannot_be_read_are_no_open_door(made: Made, tmp_path: Path) -> None:
    (tmp_path / "keys.db").write_text("no database")
    response = ask(made({}), "/regions", bearer("smartspec_00000000_" + "A" * 43))
    assert response.status_code == 503
    assert response.json()["type"] == PREFIX + "unavailable"


@pytest.mark.parametrize(
    "path",
    [
        "/regions?key=abc",
        "/regions?API_KEY=abc",
        "/regions?x=1&access_token=",
        "/regions?language={key}",
        "/regions?language=x{encoded}",
        "/region/{key}",
        "/{key}",
    ],
)
def test_a_key_in_an_address_is_refused(made: Made, keys: Keys, path: str) -> None:
    text = keys.add("Ministry", ["read"], 90)[1]
    path = path.format(key=text, encoded=text.replace("_", "%5F"))
    for headers in ({}, bearer(text)):
        response = ask(made({}), path, headers)
        assert response.status_code == 400
        assert "must not stand in an address" in response.json()["detail"]
        assert text not in response.text


def test_a_browser_is_told_what_to_do(made: Made) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "ru"}
    response = ask(made({}), "/region/R1", headers)
    assert response.status_code == 401
    assert response.headers["content-type"].startswith("text/html")
    assert "Для этого сервиса нужен ключ" in response.text
    assert "smartspec keys add" in response.text
    assert ask(made({}), "/growth/R1?language=ru").json()["title"] == "Для этого сервиса нужен ключ"


@pytest.mark.parametrize("client", ["10.0.0.6", "127.0.0.1", "192.0.2.7"])
def test_a_user_is_believed_from_a_listed_proxy_alone(made: Made, client: str) -> None:
    headers = {"X-Forwarded-User": "alice", "X-Forwarded-For": "10.0.0.5"}
    app = made(PROXY)
    assert ask(app, "/regions", headers, "10.0.0.5").status_code == 200
    assert ask(app, "/regions", {}, "10.0.0.5").status_code == 401
    assert ask(app, "/regions", headers, client).status_code == 401


def test_readers_may_be_a_group(made: Made) -> None:
    app = made({**PROXY, "SMARTSPEC_READERS": "ministry", "SMARTSPEC_TRAINERS": "data"})
    for groups, status in [("ministry", 200), ("a,data", 200), ("others", 403), ("", 403)]:
        headers = {"X-Forwarded-User": "alice", "X-Forwarded-Groups": groups}
        response = ask(app, "/regions", headers, "10.0.0.5")
        assert response.status_code == status, groups


def test_limits_are_per_key_and_per_address(made: Made, keys: Keys) -> None:
    texts = [keys.add(name, ["read"], 90)[1] for name in ("one", "two")]
    app = made({"SMARTSPEC_RATE": "1"})
    answers = asked(app, ["/regions"] * 61, bearer(texts[0]))
    assert [it.status_code for it in answers] == [200] * 60 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].json()["type"] == PREFIX + "too-many-requests"
    assert ask(app, "/regions", bearer(texts[1])).status_code == 200
    wrong = bearer("smartspec_00000000_" + "A" * 43)
    answers = asked(app, ["/regions"] * 61, wrong)
    assert [it.status_code for it in answers] == [401] * 60 + [429]
    assert ask(app, "/regions", wrong, "192.0.2.8").status_code == 401


def test_every_answer_has_safe_headers(made: Made, keys: Keys) -> None:
    text = keys.add("Ministry", ["read"], 90)[1]
    for path, headers in [
        ("/regions", bearer(text)),
        ("/regions?format=csv", bearer(text)),
        ("/", bearer(text)),
        ("/docs", bearer(text)),
        ("/nowhere", bearer(text)),
        ("/regions", {}),
        ("/regions?key=1", {}),
    ]:
        sent = ask(made({}), path, headers).headers
        assert sent["x-content-type-options"] == "nosniff"
        assert sent["referrer-policy"] == "same-origin"
        assert sent["cross-origin-opener-policy"] == "same-origin"
        assert "geolocation=()" in sent["permissions-policy"]
        assert sent["content-security-policy"].endswith("frame-ancestors 'none'")
        assert "strict-transport-security" not in sent
        caching = sent["cache-control"]
        assert caching.startswith("private") or caching == "no-store", path
        assert {"Authorization", "Cookie"} <= set(sent["vary"].split(", "))
        assert len(sent.get_list("vary")) == 1


def test_answers_that_are_open_to_all_may_be_kept_by_all(made: Made) -> None:
    sent = ask(made({"SMARTSPEC_READING": "open"}), "/regions").headers
    assert sent["cache-control"] == "no-cache"
    assert "Authorization" not in sent["vary"]


def test_https_is_kept_where_the_proxy_says_it_was_used(made: Made) -> None:
    headers = {"X-Forwarded-User": "alice", "X-Forwarded-Proto": "https"}
    sent = ask(made(PROXY), "/regions", headers, "10.0.0.5").headers
    assert sent["strict-transport-security"] == "max-age=31536000"
    sent = ask(made(PROXY), "/regions", headers, "10.0.0.6").headers
    assert "strict-transport-security" not in sent


async def _change(http: Request) -> Response:
    """An endpoint as later ones may be."""
    try:
        require(http.scope, "contribute")
    except ProblemError as problem:
        return problem.response()
    return JSONResponse({"who": http.scope[WHO].name})


def changing(settings: Mapping[str, str], folder: Path) -> Access:
    """A service with an endpoint that changes something."""
    inner = Starlette(routes=[Route("/notes", _change, methods=["POST"])])
    found = read({KEYS: str(folder / "keys.db"), **settings}, ELSEWHERE)
    return Access(ProblemResponses(inner), found)


@pytest.mark.parametrize(
    ("scopes", "status"),
    [(["read"], 403), (["train"], 403), (["contribute"], 200), (["feed"], 403)],
)
def test_contributing_needs_its_scope(
    tmp_path: Path, keys: Keys, scopes: list[str], status: int
) -> None:
    key, text = keys.add("Ministry", scopes, 90)
    app = changing({"SMARTSPEC_READING": "open"}, tmp_path)
    response = ask(app, "/notes", bearer(text), method="POST")
    assert response.status_code == status
    if status == 200:
        assert response.json() == {"who": f"key:{key.id}"}
    else:
        assert 'error="insufficient_scope"' in response.headers["www-authenticate"]
        assert "does not have the right contribute" in response.json()["detail"]
    assert ask(app, "/notes", method="POST").status_code == 401, "also where reading is open"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://HOST"}, 200),
        ({"Origin": "http://evil.example", "Content-Type": "application/json"}, 403),
        ({"Origin": "http://HOST.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "application/json; charset=utf-8"}, 200),
        ({"Content-Type": "text/plain"}, 403),
        ({}, 403),
    ],
)
def test_another_site_cannot_change_in_the_name_of_a_user(
    tmp_path: Path, given: Mapping[str, str], status: int
) -> None:
    app = changing({**PROXY, "SMARTSPEC_CONTRIBUTORS": "planners"}, tmp_path)
    headers = {"X-Forwarded-User": "alice", "X-Forwarded-Groups": "planners", "Host": "a.example"}
    headers |= {name: value.replace("HOST", "a.example") for name, value in given.items()}
    assert ask(app, "/notes", headers, "10.0.0.5", method="POST").status_code == status


def test_the_audit_log_says_who_asked_what(
    made: Made, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "audit.log"
    monkeypatch.setenv("SMARTSPEC_AUDIT", str(file))
    key, text = keys.add("Ministry", ["read"], 90)
    app = made(PROXY)
    ask(app, "/growth/SECRET?language=en", bearer(text))
    ask(app, f"/regions?key={text}")
    ask(app, "/regions", {"X-Forwarded-User": "a", "X-Forwarded-Email": "a@b.example"}, "10.0.0.5")
    ask(app, "/livez")
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_text(encoding="utf-8")
    assert text not in content
    assert text.split("_", 2)[2] not in content
    assert "SECRET" not in content
    lines: list[dict[str, Any]] = [json.loads(line) for line in content.splitlines()]
    assert [(it["who"], it["method"], it["pattern"], it["status"]) for it in lines] == [
        (f"key:{key.id}", "GET", "/growth/{region_code}", 503),
        ("anonymous", "GET", "/regions", 400),
        ("user:a@b.example", "GET", "/regions", 200),
    ]
    assert all(it["milliseconds"] >= 0 and it["time"].endswith("+00:00") for it in lines)


def test_a_websocket_is_closed(made: Made) -> None:
    sent = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def ask_once(scope: Scope, receive: Receive, send: Send) -> None:
        await made({})({**scope, "type": "websocket"}, receive, send)

    ask(wrap_send(ask_once, send), "/regions")
    assert sent == [{"type": "websocket.close", "code": 1008}]


def wrap_send(app: Any, send: Any) -> Any:
    """An app whose messages go to send, and which answers 204."""

    async def wrapped(scope: Scope, receive: Receive, answer: Send) -> None:
        await app(scope, receive, send)
        await Response(status_code=204)(scope, receive, answer)

    return wrapped
