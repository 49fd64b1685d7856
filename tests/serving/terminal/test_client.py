"""What answers at an address may be no service, or another one."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from features.errors import InputError
from serving.catalogue.contracts import DescribeRequest
from serving.endpoints import ENDPOINTS
from serving.links.contracts import PeerRequest
from serving.terminal.client import ask

BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}


class Handler(BaseHTTPRequestHandler):
    """Answers every POST alike."""

    status, body, length = 200, b"", 0
    posted: ClassVar[list[object]] = []
    keys: ClassVar[list[str | None]] = []

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.posted.append((self.path, json.loads(content)))
        self.keys.append(self.headers["Authorization"])
        self.send_response(self.status)
        self.send_header("Content-Length", str(self.length or len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "body", "length", "message"),
    [
        (200, b"<html>hello", 0, "another service answers at .*, with '<html>hello'"),
        (200, b'{"regions": 3}', 0, "another service answers at"),
        (200, b"[" * 9, 100, "was cut off"),
        (404, b'{"detail": "unknown region \xd0\x9a"}', 0, "^unknown region К$"),
        (500, b"oops", 0, "the service answers 500"),
    ],
)
def test_what_is_no_response_is_told_in_one_sentence(
    address: str,
    status: int,
    body: bytes,
    length: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in (("status", status), ("body", body), ("length", length)):
        monkeypatch.setattr(Handler, name, value)
    with pytest.raises(InputError, match=message):
        ask(address, BY_NAME["regions"], DescribeRequest())


def test_what_a_request_does_not_set_is_left_to_the_service(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted: list[object] = []
    monkeypatch.setattr(Handler, "posted", posted)
    with pytest.raises(InputError):
        ask(address.removeprefix("http://"), BY_NAME["peers"], PeerRequest(region_codes=["R1"]))
    assert posted == [("/peers", {"region_codes": ["R1"]})]


def test_a_key_is_sent_in_the_header(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str | None] = []
    monkeypatch.setattr(Handler, "keys", keys)
    for key in ("", "smartspec_1"):
        monkeypatch.setenv("SMARTSPEC_KEY", key)
        with pytest.raises(InputError):
            ask(address, BY_NAME["regions"], DescribeRequest())
    assert keys == [None, "Bearer smartspec_1"]
