"""Real servers of mail and of webhooks on this machine."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from training.community.delivery import public_addresses

SECRET = "a secret of thirty-two characters"  # noqa: S105


@dataclass
class Mailbox:
    """What a server of mail received, and how it answers."""

    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    ends_after: int = 1_000_000
    here: int = 0

    async def handle_EHLO(self, _: Any, session: Any, __: Any, hostname: str, lines: Any) -> Any:  # noqa: N802
        self.connections, self.here = self.connections + 1, 0
        session.host_name = hostname
        return lines

    async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802
        _, _, envelope, address, _ = given
        if answer := self.refused.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        if self.here >= self.ends_after:
            return "421 4.7.0 too many mails in one connection"
        self.here += 1
        self.recipients += envelope.rcpt_tos
        self.received.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A server of mail that the settings name."""
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("SMARTSPEC_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SMARTSPEC_SMTP_PORT", str(port))
    monkeypatch.setenv("SMARTSPEC_SMTP_TLS", "none")
    monkeypatch.setenv("SMARTSPEC_SMTP_FROM", "smartspec@ministry.example")
    try:
        yield box
    finally:
        controller.stop()


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Hook:
    """A web server, the calls that it got, and how it answers those of a path."""

    address: str = ""
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)

    def at(self, path: str) -> list[tuple[str, dict[str, str], bytes]]:
        return [call for call in self.calls if call[0] == path]


def status(code: int, **headers: str) -> Answer:
    """Answers with a status and headers, and no body."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    """A webhook at 127.0.0.1, which the administrator allows."""
    found = Hook()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.calls.append((self.path, headers, content))
            found.answers.get(self.path, status(204))(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    found.address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv(public_addresses.VARIABLE, "127.0.0.1")
    monkeypatch.setenv("DESK_SECRET", SECRET)
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
