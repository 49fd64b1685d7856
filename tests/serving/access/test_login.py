"""Single sign-on through Authlib, against a provider over HTTP."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey

from serving.access.access import Access
from serving.access.account import local_address
from serving.access.sessions import COOKIE, Sessions
from serving.access.settings import SignOn
from serving.http.problems import PREFIX
from tests import loops
from tests.serving.access.conftest import LOOPBACK, wrapped
from tests.serving.access.provider import CLIENT, CLIENT_SECRET, Provider, provided

SECRET = "0123456789abcdef" * 2
PUBLIC = "http://127.0.0.1:3000"
HTML = {"Accept": "text/html"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with provided() as found:
        yield found


def settings(provider: Provider, **more: str) -> dict[str, str]:
    return {
        "SMARTSPEC_OIDC_ISSUER": provider.issuer,
        "SMARTSPEC_OIDC_CLIENT_ID": CLIENT,
        "SMARTSPEC_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "SMARTSPEC_PUBLIC_URL": PUBLIC,
        "SMARTSPEC_SECRET": SECRET,
        **more,
    }


@pytest.fixture
def app(provider: Provider, tmp_path: Path) -> Access:
    return wrapped(settings(provider), tmp_path, LOOPBACK)


class Browser:
    """Keeps cookies, follows redirects to the provider and back, one at a time."""

    def __init__(self, app: Access, base: str = PUBLIC) -> None:
        self.app, self.base = app, base
        self.cookies = httpx.Cookies()

    async def _ask(self, path: str, method: str, options: dict[str, Any]) -> httpx.Response:
        if path.startswith("http") and not path.startswith(self.base):
            async with httpx.AsyncClient() as client:
                return await client.request(method, path)
        transport = httpx.ASGITransport(self.app, client=("192.0.2.7", 4711))
        async with httpx.AsyncClient(
            transport=transport, base_url=self.base, cookies=self.cookies
        ) as client:
            answer = await client.request(method, path, **options)
            self.cookies = httpx.Cookies(client.cookies)
            return answer

    def ask(self, path: str, method: str = "GET", **options: Any) -> httpx.Response:
        options = {"headers": HTML, **options}
        return loops.run(self._ask(path, method, options))

    def sign_in(self, path: str = "/login?next=/regions") -> httpx.Response:
        """What the callback answers."""
        to_provider = self.ask(path)
        back = self.ask(to_provider.headers["location"])
        return self.ask(back.headers["location"])


def test_signing_in_opens_reading_and_leads_back(app: Access) -> None:
    browser = Browser(app)
    refused = browser.ask("/growth/R1?level=80")
    assert refused.status_code == 401
    (link,) = re.findall(r'href="(/login[^"]*)"', refused.text)
    done = browser.sign_in(link.replace("&amp;", "&"))
    assert (done.status_code, done.headers["location"]) == (303, "/growth/R1?level=80")
    assert browser.ask("/regions").status_code == 200
    said = browser.ask("/session", headers={}).json()
    assert (said["user"], said["rights"]) == ("alice", ["read"])


def test_the_cookie_is_kept_from_scripts_and_other_sites(
    provider: Provider, tmp_path: Path
) -> None:
    public = "https://forecasts.example"
    app = wrapped(settings(provider, SMARTSPEC_PUBLIC_URL=public), tmp_path, LOOPBACK)
    done = Browser(app, public).sign_in()
    (cookie,) = [it for it in done.headers.get_list("set-cookie") if it.startswith(COOKIE)]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "path=/", "max-age=28800"} <= attributes
    assert done.headers["cache-control"].startswith("private")


def test_signing_in_is_begun_with_a_state_a_nonce_and_a_challenge(app: Access) -> None:
    asked = [
        parse_qs(urlsplit(Browser(app).ask("/login").headers["location"]).query) for _ in range(2)
    ]
    for name in ("state", "nonce", "code_challenge"):
        first, second = (it[name][0] for it in asked)
        assert len(first) >= 20
        assert first != second
    assert asked[0]["redirect_uri"] == [f"{PUBLIC}/login/callback"]


def _other_key(provider: Provider) -> None:
    provider.signing = RSAKey.generate_key(2048, {"kid": "1"}, auto_kid=False)


def _shared_secret(provider: Provider) -> None:
    """Signed with what the client knows, though only the provider may sign."""
    provider.metadata["id_token_signing_alg_values_supported"] = ["HS256", "RS256"]
    provider.algorithm = "HS256"
    provider.signing = OctKey.import_key(CLIENT_SECRET * 3, {"kid": "1"})  # type: ignore[assignment]


@pytest.mark.parametrize(
    "break_it",
    [
        lambda provider: provider.claims.update(nonce="another"),
        lambda provider: provider.claims.update(iss="https://other.example"),
        lambda provider: provider.claims.update(aud="other"),
        lambda provider: provider.claims.update(exp=1_700_000_000),
        _other_key,
        _shared_secret,
    ],
    ids=["nonce", "issuer", "audience", "expired", "key", "algorithm"],
)
def test_an_answer_that_is_not_the_providers_is_refused(
    app: Access, provider: Provider, break_it: Callable[[Provider], None]
) -> None:
    break_it(provider)
    browser = Browser(app)
    done = browser.sign_in()
    assert done.status_code == 403
    assert "Signing in failed" in done.text
    assert COOKIE not in browser.cookies
    assert browser.ask("/regions").status_code == 401


def test_a_callback_that_this_browser_did_not_begin_is_refused(app: Access) -> None:
    """Else someone could sign another in as himself."""
    attacker, victim = Browser(app), Browser(app)
    back = attacker.ask(attacker.ask("/login").headers["location"]).headers["location"]
    assert victim.ask(back).status_code == 403
    victim.ask("/login")
    assert victim.ask(back).status_code == 403
    assert COOKIE not in victim.cookies
    assert victim.ask("/login/callback").status_code == 403
    assert victim.ask("/login/callback?error=access_denied").status_code == 403


def test_a_code_without_its_verifier_is_worth_nothing(app: Access, provider: Provider) -> None:
    browser = Browser(app)
    back = browser.ask(browser.ask("/login").headers["location"]).headers["location"]
    for asked in provider.codes.values():
        asked["code_challenge"] = "another"
    assert browser.ask(back).status_code == 403


def test_another_issuer_than_the_one_named_is_refused(app: Access, provider: Provider) -> None:
    provider.metadata["issuer"] = "https://other.example"
    done = Browser(app).ask("/login", headers={})
    assert done.status_code == 503
    assert done.json()["type"] == PREFIX + "unavailable"


def test_a_provider_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with provided() as provider:
        app = wrapped(settings(provider), tmp_path, LOOPBACK)
    assert Browser(app).ask("/login", headers={}).json()["type"] == PREFIX + "unavailable"


def test_signing_out_needs_the_token_of_the_session(app: Access) -> None:
    browser = Browser(app)
    browser.sign_in()
    page = browser.ask("/session").text
    assert "You are signed in as alice" in page
    (token,) = re.findall(r'name="csrf" value="([^"]+)"', page)
    assert browser.ask("/logout", "POST", data={"csrf": "guessed"}).status_code == 403
    assert browser.ask("/logout", "POST").status_code == 403
    assert browser.ask("/logout").status_code == 405
    assert browser.ask("/regions").status_code == 200
    assert browser.ask("/logout", "POST", data={"csrf": token}).status_code == 303
    assert browser.ask("/regions").status_code == 401


def test_groups_say_what_a_user_may_do(provider: Provider, tmp_path: Path) -> None:
    given = settings(provider, SMARTSPEC_READERS="ministry", SMARTSPEC_CONTRIBUTORS="planners")
    app = wrapped(given, tmp_path, LOOPBACK)
    for groups, rights in [
        (["planners"], ["contribute", "read"]),
        ("ministry", ["read"]),
        (["others"], []),
        (None, []),
    ]:
        provider.claims["groups"] = groups
        browser = Browser(app)
        browser.sign_in()
        assert browser.ask("/session", headers={}).json()["rights"] == rights
        assert browser.ask("/regions").status_code == (200 if rights else 403)


@pytest.mark.parametrize("change", ["cut", "other", "twice", "old"])
def test_a_cookie_that_the_service_did_not_write_is_none(app: Access, change: str) -> None:
    browser = Browser(app)
    browser.sign_in()
    cookie = browser.cookies[COOKIE]
    other = SignOn("", "", "", "", PUBLIC, "x" * 32, 8)
    response = httpx.Response(200)
    from starlette.responses import Response

    written = Response()
    Sessions(other).start(written, "alice", frozenset({"read"}))
    forged = written.headers["set-cookie"].partition("=")[2].partition(";")[0]
    header = {
        "cut": f"{COOKIE}={cookie[:-1]}",
        "other": f"{COOKIE}={forged}",
        "twice": f"{COOKIE}={cookie}; {COOKIE}={cookie}",
        "old": f"{COOKIE}={cookie}",
    }[change]
    if change == "old":
        assert app.sessions
        app.sessions._seconds = -1
    stranger = Browser(app)
    response = stranger.ask("/regions", headers={"Cookie": header})
    assert response.status_code == 401


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/region/MI?level=80", "/region/MI?level=80"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("region", "/"),
        ("/a\nb", "/"),
        ("", "/"),
        ("/" + "x" * 3_000, "/"),
    ],
)
def test_signing_in_leads_to_this_service_alone(text: str, address: str) -> None:
    assert local_address(text) == address
