"""Webhooks on a real server: signed, bounded, and never on an address that is not public."""

import base64
import hashlib
import hmac
import json
import socket
import time
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from typing import Any

import pytest

from features.errors import InputError
from tests.training.community.delivery.conftest import SECRET, Hook, status
from tests.training.community.examples import NOW, call, note, surprise
from training.community.delivery import public_addresses, webhooks
from training.community.delivery.message import Message, told
from training.community.delivery.public_addresses import Allowed, addresses, allowed, is_public
from training.community.delivery.webhooks import PREFIX

PRIVATE = "its host is not at a public address"


def message(url: str, id_: str = "m1") -> Message:
    events = [told(it, "en") for it in (surprise(), note("<b>"))]
    return Message(id_, "desk", url, "en", "DESK_SECRET", NOW, 0, events)


def send(*messages: Message) -> list[str]:
    """Why each was not taken, "" where it was."""
    sent = webhooks.send_all(messages, float("inf"))
    reasons = {it.id: error.reason if error else "" for it, error in sent}
    return [reasons[it.id] for it in messages]


def test_a_receiver_can_check_who_called(hook: Hook) -> None:
    assert send(message(f"{hook.address}/desk")) == [""]
    ((_, headers, content),) = hook.calls
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + content
    expected = base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    body = json.loads(content)
    assert (body["id"], headers["webhook-id"], body["subscription"]) == ("m1", "m1", "desk")
    assert [event["id"] for event in body["events"]] == [surprise().id, note().id]
    assert body["events"][0]["details"]["value"] == 12_345.6
    assert body["events"][0]["title"] == "Machinery, Michigan: 2016 above forecast"


def test_what_fails_for_a_member_fails_for_no_other(hook: Hook) -> None:
    """A member names the webhook of the file, which it may not reach itself."""
    url = f"{hook.address}/desk"
    of_member = replace(message(url), owner="m", secret=PREFIX + "c2VjcmV0")
    sent = send(of_member, message(url, "m2"))
    assert sent[0].startswith(PRIVATE)
    assert (sent[1], len(hook.calls)) == ("", 1)


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of standardwebhooks.com."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
    content = b'{"test": 2432232314}'
    assert (
        webhooks.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, content)
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_answers_that_are_none(hook: Hook) -> None:
    hook.answers = {"/a": status(500), "/gone": status(410), "/moved": status(302, Location="/b")}
    urls = [f"{hook.address}/{path}" for path in ("a", "gone", "moved")]
    sent = webhooks.send_all([message(url, url) for url in urls], float("inf"))
    said = {it.id[-1]: (error.reason, error.is_final) for it, error in sent if error}
    assert said == {
        "a": ("it answers 500", False),
        "e": ("it answers 410", True),
        "d": ("it answers 302", False),
    }


def test_behind_a_failure_nothing_is_tried(hook: Hook) -> None:
    hook.answers = {"/a": status(500)}
    url = f"{hook.address}/a"
    assert send(message(url, "1"), message(url, "2")) == ["it answers 500"] * 2
    assert len(hook.calls) == 1


def test_redirects_are_followed_with_the_same_call(hook: Hook) -> None:
    hook.answers = {"/a": status(307, Location="/b"), "/b": status(308, Location="/c")}
    hook.answers["/loop"] = status(307, Location="/loop")
    assert send(message(f"{hook.address}/a")) == [""]
    assert [path for path, _, _ in hook.calls] == ["/a", "/b", "/c"]
    assert len({content for _, _, content in hook.calls}) == 1
    assert send(message(f"{hook.address}/loop")) == ["it redirects more than 3 times"]


def test_a_redirect_to_a_private_address_is_not_followed(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = hook.address.rpartition(":")[2]
    monkeypatch.setenv(public_addresses.VARIABLE, "allowed.test")
    resolve(monkeypatch, {"allowed.test": ["127.0.0.1"]})
    targets = {"/a": f"http://127.0.0.1:{port}/inside", "/b": "http://[::1]/", "/c": "file:///etc"}
    hook.answers = {path: status(307, Location=target) for path, target in targets.items()}
    sent = send(*(message(f"http://allowed.test:{port}{path}", path) for path in targets))
    assert sent[0].startswith(PRIVATE)
    assert sent[1].startswith(PRIVATE)
    assert sent[2] == "it redirects to what is no web address"
    assert not hook.at("/inside")


def resolve(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> None:
    """Answer for some names as a server of names would; another answer each time, if there are."""
    real = socket.getaddrinfo

    def answer(host: str, port: int, *given: Any, **named: Any) -> Any:
        if host not in names:
            return real(host, port, *given, **named)
        found = names[host].pop(0) if len(names[host]) > 1 else names[host][0]
        family = socket.AF_INET6 if ":" in found else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (found, port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_a_name_that_leads_inside_is_not_called(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = hook.address.rpartition(":")[2]
    monkeypatch.setenv(public_addresses.VARIABLE, "")
    resolve(monkeypatch, {"evil.test": ["127.0.0.1"], "mapped.test": ["::ffff:127.0.0.1"]})
    hosts = ["evil.test", "mapped.test", "127.0.0.1", "localhost", "2130706433", "[::1]"]
    for host in hosts:
        (reason,) = send(message(f"http://{host}:{port}/"))
        assert reason.startswith(PRIVATE), host
    assert not hook.calls


def test_the_address_that_was_checked_is_the_one_that_is_called(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is checked, and leads inside a moment later."""
    port = hook.address.rpartition(":")[2]
    monkeypatch.setenv(public_addresses.VARIABLE, "")
    monkeypatch.setattr(webhooks, "SECONDS", 0.5)
    resolve(monkeypatch, {"rebinding.test": ["198.51.100.7", "127.0.0.1"]})
    monkeypatch.setattr(public_addresses, "is_public", lambda it: str(it) == "198.51.100.7")
    (reason,) = send(message(f"http://rebinding.test:{port}/"))
    assert reason in ("it did not answer within 0 s", "it cannot be reached: ConnectError")
    assert not hook.calls


def test_long_and_slow_answers_do_not_hold_up(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(10**12))
        request.end_headers()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            request.wfile.write(b"X-Wait: 1\r\n")
            request.wfile.flush()
            time.sleep(0.05)

    def long_headers(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 2_000_000)

    monkeypatch.setattr(webhooks, "SECONDS", 1.0)
    hook.answers = {"/endless": endless, "/drip": quiet(drip), "/long": quiet(long_headers)}
    start = time.perf_counter()
    endless_said, drip_said, long_said = send(
        *(message(f"{hook.address}{path}", path) for path in hook.answers)
    )
    assert endless_said == ""
    assert drip_said == "it did not answer within 1 s"
    assert long_said == "it cannot be reached: RemoteProtocolError"
    assert time.perf_counter() - start < 10


def quiet(answer: Any) -> Any:
    """The answer, of which nobody has to read the end."""

    def answered(request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        with suppress(OSError):
            answer(request)

    return answered


def test_without_its_secret_nothing_is_sent(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_SECRET")
    (reason,) = send(message(f"{hook.address}/"))
    assert reason == "the environment variable DESK_SECRET of its secret is not set"
    monkeypatch.setenv("DESK_SECRET", "whsec_=!")
    assert send(message(f"{hook.address}/")) == ["DESK_SECRET is no base64 after whsec_"]
    assert not hook.calls


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),  # noqa: S104 - an address
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2001:0:7f00:1::1", False),
    ],
)
def test_what_is_public(address: str, expected: bool) -> None:
    assert is_public(ip_address(address)) is expected


def test_an_administrator_allows_names_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    given = allowed({public_addresses.VARIABLE: "hooks.internal, 10.1.0.0/16,"})
    resolve(monkeypatch, {"hooks.internal": ["10.9.9.9"], "a.test": ["10.1.2.3"]})
    assert addresses("hooks.internal", 80, given) == ["10.9.9.9"]
    assert addresses("a.test", 80, given) == ["10.1.2.3"]
    with pytest.raises(Exception, match=PRIVATE):
        addresses("a.test", 80, Allowed())
    with pytest.raises(InputError, match="'http://x' is no name or network"):
        allowed({public_addresses.VARIABLE: "http://x"})


def test_a_call_is_the_same_at_every_try(hook: Hook) -> None:
    hook.answers = {"/a": status(503)}
    for _ in range(2):
        send(message(f"{hook.address}/a"))
    assert len({(headers["webhook-id"], content) for _, headers, content in hook.calls}) == 1
    assert call().id not in hook.calls[0][2].decode()
