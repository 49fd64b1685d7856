"""A service on this machine that gives recorded answers over HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


@dataclass
class Recorded:
    """An answer; `cut` closes the connection in the middle of the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class Asked:
    """A request that was received."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


class Service:
    """Answers by the start of the path; the last one of several is repeated."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: dict[str, list[Recorded]] = {}
        self.asked: list[Asked] = []

    def give(self, path: str, *answers: Recorded) -> None:
        self.answers[path] = list(answers)

    def answer(self, asked: Asked) -> Recorded:
        self.asked.append(asked)
        for path, answers in self.answers.items():
            if asked.path.startswith(path):
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return Recorded(b"nothing recorded here", 404)


@contextmanager
def serving() -> Iterator[Service]:
    """A service in a thread, until it is left."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            found = service.answer(Asked(self.command, unquote(self.path), headers, body))
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            if found.cut:
                self.wfile.write(found.body[: len(found.body) // 2])
                self.close_connection = True
                return
            self.wfile.write(found.body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = Service(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
