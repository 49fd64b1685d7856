"""Proxies: what they say is believed, what others say is not."""

import pytest

from serving.access.client import client_of, counted_as
from serving.access.settings import Settings, read

LISTED = read({"SMARTSPEC_PROXIES": "10.0.0.5,10.0.1.0/24"}, "http://10.0.0.1:3000")


def found(settings: Settings, client: str | None, *headers: tuple[str, str]) -> tuple[object, ...]:
    """Address, user, whether by https; and the names of the headers that are left."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    peer = None if client is None else (client, 1)
    scope = {"type": "http", "client": peer, "scheme": "http", "headers": raw}
    who, left = client_of(scope, settings)
    assert left["scheme"] == ("https" if who.secure else "http")
    return who.address, who.user, who.secure, [name.decode() for name, _ in left["headers"]]


def test_a_listed_proxy_is_believed() -> None:
    headers = [
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-User", "alice"),
    ]
    address, user, secure, _ = found(LISTED, "10.0.0.5", *headers)
    assert (address, user, secure) == ("203.0.113.9", "alice", True)


@pytest.mark.parametrize("client", ["10.0.0.6", "192.0.2.7", "127.0.0.1", "::1", None])
def test_anyone_else_is_not_and_the_headers_are_removed(client: str | None) -> None:
    headers = [
        ("X-Forwarded-For", "10.0.0.5"),
        ("X-Forwarded-Proto", "https"),
        ("Forwarded", "for=10.0.0.5"),
        ("X-Real-IP", "10.0.0.5"),
        ("X-Forwarded-User", "alice"),
        ("X-FORWARDED-EMAIL", "alice@ministry.example"),
        ("X-Forwarded-Groups", "data"),
        ("Accept", "text/html"),
    ]
    assert found(LISTED, client, *headers) == (client or "", "", False, ["accept"])


def test_the_last_address_before_the_proxies_is_the_client() -> None:
    """What stands before it was sent by the client, who may say what it likes."""
    for forwarded, address in [
        ("10.0.0.5, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 10.0.1.77", "203.0.113.9"),
        ("198.51.100.1, nonsense, 10.0.1.77", "10.0.1.77"),
        ("", "10.0.0.5"),
    ]:
        assert found(LISTED, "10.0.0.5", ("X-Forwarded-For", forwarded))[0] == address
    two = [("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.9")]
    assert found(LISTED, "10.0.0.5", *two)[0] == "203.0.113.9"


def test_a_user_who_is_named_twice_is_none() -> None:
    """A proxy that adds its header to the client's says two things."""
    twice = [("X-Forwarded-User", "root"), ("X-Forwarded-User", "alice")]
    assert found(LISTED, "10.0.0.5", *twice)[1] == ""


@pytest.mark.parametrize("text", ["{http.auth.user.id}", "(null)", " "])
def test_a_placeholder_is_no_user(text: str) -> None:
    """Caddy and Apache send them where no one has signed in."""
    assert found(LISTED, "10.0.0.5", ("X-Forwarded-User", text))[1] == ""


def test_only_this_machine_without_a_proxy_is_local() -> None:
    settings = read({}, "http://127.0.0.1:3000")
    for client, headers, local in [
        ("127.0.0.1", [], True),
        ("::1", [], True),
        ("::ffff:127.0.0.1", [], True),
        ("192.0.2.7", [], False),
        ("127.0.0.1", [(b"x-forwarded-for", b"127.0.0.1")], False),
        ("127.0.0.1", [(b"forwarded", b"for=127.0.0.1")], False),
    ]:
        scope = {"type": "http", "client": (client, 1), "scheme": "http", "headers": headers}
        assert client_of(scope, settings)[0].local is local, (client, headers)


def test_an_ipv6_client_counts_as_its_network() -> None:
    assert (
        counted_as("2001:db8:1:2:3:4:5:6") == counted_as("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    )
    assert counted_as("203.0.113.9") == "203.0.113.9"
    assert counted_as("") == ""
