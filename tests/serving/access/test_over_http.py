"""All addresses of a service that needs keys, over real HTTP."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from serving.access.keys import SCOPES, Keys
from serving.endpoints import ENDPOINTS
from serving.http import host
from serving.http.patterns import PATTERNS
from serving.page.addresses import TOKENS
from serving.page.static_files import version
from tests.serving.conftest import Running

OPEN = ["/livez", "/readyz", "/healthz", f"/static/{version()}/style.css"]
CODES = {
    "region_code": "R1",
    "activity_code": "H04",
    "code": "R1",
    "picture": "map",
    "name": "watch",
}
PATHS = sorted(
    path.format(**CODES)
    for path in PATTERNS
    if path not in ("/livez", "/readyz", "/healthz", "/static/{path}", "/metrics", *TOKENS)
)
SECONDS = 60


@dataclass(frozen=True)
class Guarded:
    """A service that needs keys, one key for each scope, and its audit log."""

    address: str
    log: Path
    audit: Path
    keys: Keys
    texts: dict[str, str]

    def ask(self, path: str, scope: str | None = None, method: str = "GET") -> httpx.Response:
        headers = {} if scope is None else {"Authorization": f"Bearer {self.texts[scope]}"}
        body = "{}" if method == "POST" else None
        headers |= {"Content-Type": "application/json"} if body else {}
        url = f"{self.address}{path}"
        return httpx.request(method, url, headers=headers, content=body, timeout=SECONDS)


@pytest.fixture(scope="module")
def guarded(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    keys, audit, log = Keys(folder / "keys.db"), folder / "audit.log", folder / "service.log"
    texts = {scope: keys.add(scope, [scope], 90)[1] for scope in SCOPES}
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:  # not for other services of this process
            patch.setenv("SMARTSPEC_READING", "key")
            patch.setenv("SMARTSPEC_KEYS", str(keys.file))
            patch.setenv("SMARTSPEC_AUDIT", str(audit))
            address = stack.enter_context(host.running(host.free_port(), log))
        yield Guarded(address, log, audit, keys, texts)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_or_question_needs_a_key(guarded: Guarded, path: str) -> None:
    refused = guarded.ask(path)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer realm="smartspec"'
    assert refused.headers["cache-control"] == "no-store"
    assert guarded.ask(path, "feed").status_code == 403
    for scope in ("read", "contribute", "train"):
        answer = guarded.ask(path, scope)
        assert answer.status_code in (200, 303, 400, 404, 405, 422), "not refused"
        assert "Authorization" in answer.headers["vary"]
        assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize("name", [endpoint.name for endpoint in ENDPOINTS])
def test_a_question_by_post_needs_a_key(guarded: Guarded, name: str) -> None:
    assert guarded.ask(f"/{name}", None, "POST").status_code == 401
    assert guarded.ask(f"/{name}", "feed", "POST").status_code == 403
    answer = guarded.ask(f"/{name}", "read", "POST")
    assert answer.status_code in (200, 400, 422)


@pytest.mark.parametrize("path", OPEN)
def test_probes_and_files_need_none(guarded: Guarded, path: str) -> None:
    assert guarded.ask(path).status_code == 200


def test_files_of_the_page_may_be_kept_by_all(guarded: Guarded) -> None:
    sent = guarded.ask(OPEN[-1]).headers
    assert sent["cache-control"] == "public, max-age=31536000, immutable"
    assert sent["vary"] == "Accept-Encoding"


def test_metrics_are_for_this_machine_and_for_keys(guarded: Guarded) -> None:
    url = f"{guarded.address}/metrics"
    assert httpx.get(url).status_code == 200
    forwarded = {"X-Forwarded-For": "127.0.0.1"}
    assert httpx.get(url, headers=forwarded).status_code == 401
    key = {"X-API-Key": guarded.texts["read"]}
    assert httpx.get(url, headers=forwarded | key).status_code == 200


def test_a_spoofed_user_is_nobody(guarded: Guarded) -> None:
    """Uvicorn itself believes programs of this machine, unless it is told not to."""
    headers = {"X-Forwarded-User": "alice", "X-Forwarded-For": "127.0.0.1"}
    assert httpx.get(f"{guarded.address}/regions", headers=headers).status_code == 401


def test_a_token_opens_feeds_and_stays_unseen(guarded: Guarded) -> None:
    token = guarded.texts["feed"]
    opened = guarded.ask(f"/feeds/{token}/all.atom")
    assert opened.headers["content-type"].startswith("application/atom+xml")
    assert guarded.ask(f"/feeds/{token}/region/none.atom").status_code == 404
    assert guarded.ask("/feeds/region/R1.atom", "read").status_code == 200
    assert guarded.ask(f"/feeds/{token[:-1]}/all.atom").status_code == 401
    written = guarded.log.read_text() + guarded.audit.read_text()
    assert '"pattern": "/feeds/{code}"' in written
    assert token[:-1] not in written


@pytest.mark.parametrize("path", TOKENS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_of_a_mail_needs_no_key_and_stays_unseen(
    guarded: Guarded, path: str, method: str
) -> None:
    token = "0123456789abcdef" * 2
    assert guarded.ask(path.format(token=token), method=method).status_code == 404
    assert token not in guarded.log.read_text() + guarded.audit.read_text()


def test_a_revoked_key_stops_working_while_the_service_runs(guarded: Guarded) -> None:
    key, text = guarded.keys.add("short", ["read"], 1)
    headers = {"X-API-Key": text}
    url = f"{guarded.address}/regions"
    until(lambda: httpx.get(url, headers=headers).status_code == 200)
    guarded.keys.revoke(key.id)
    until(lambda: httpx.get(url, headers=headers).status_code == 401)


def test_logs_hold_no_key_and_name_who_asked_and_who_answered(guarded: Guarded) -> None:
    read_key = next(key for key in guarded.keys.all() if key.name == "read")
    for _ in range(2):  # the second is an answer that was kept
        assert guarded.ask("/growth/R2", "read").status_code == 200
    httpx.post(
        f"{guarded.address}/rank_options",
        json={"region_codes": ["R1"]},
        headers={"X-API-Key": guarded.texts["read"]},
        timeout=SECONDS,
    )
    assert guarded.ask("/region/R1", "read").status_code == 200
    assert guarded.ask(f"/growth/R2?token={guarded.texts['read']}").status_code == 400
    assert guarded.ask(f"/region/{guarded.texts['feed']}").status_code == 400
    lines = [json.loads(line) for line in guarded.audit.read_text().splitlines()[-6:]]
    versions = {"test-country": {"cluster-growth": 1}}
    names = ("cluster-growth", "technology-niches", "market-niches")
    every = {"test-country": dict.fromkeys(names, 1)}
    assert [(it["who"], it["status"], it.get("answered")) for it in lines] == [
        (f"key:{read_key.id}", 200, versions),
        (f"key:{read_key.id}", 200, versions),
        (f"key:{read_key.id}", 200, versions),
        (f"key:{read_key.id}", 200, every),
        ("anonymous", 400, None),
        ("anonymous", 400, None),
    ]
    logs = guarded.log.read_text() + guarded.audit.read_text()
    for text in guarded.texts.values():
        assert text.split("_", 2)[2] not in logs


def test_the_day_of_use_is_kept(guarded: Guarded) -> None:
    guarded.ask("/regions", "train")

    def used() -> bool:
        return any(key.name == "train" and key.last_used for key in guarded.keys.all())

    until(used)


def test_without_keys_this_machine_may_read(service: Running) -> None:
    """The usual service listens on a loopback address."""
    assert httpx.get(f"{service.address}/regions").status_code == 200
    forwarded = {"X-Forwarded-For": "192.0.2.7"}
    assert httpx.get(f"{service.address}/regions", headers=forwarded).status_code == 401
    stranger = {"Host": "evil.example"}
    assert httpx.get(f"{service.address}/regions", headers=stranger).status_code == 421


def until(done: object) -> None:
    """Wait for what happens soon."""
    assert callable(done)
    deadline = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)
