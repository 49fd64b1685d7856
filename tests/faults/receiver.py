"""A webhook in a process of its own, which writes down what it was sent."""

import contextlib
import hashlib
import json
import multiprocessing
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

CLOSED = "/closed"
"""A path that takes nothing."""


@contextlib.contextmanager
def receiver(file: Path) -> Iterator[str]:
    """The address of a webhook that adds a line of JSON to a file for each message that it takes.

    A line has path, id, events (their ids) and digest, of the body.
    """
    server = HTTPServer(("127.0.0.1", 0), _handler(file))
    process = multiprocessing.get_context("fork").Process(target=server.serve_forever, daemon=True)
    process.start()
    server.server_close()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        process.terminate()
        process.join()


def received(file: Path) -> list[dict[str, Any]]:
    """What was written down."""
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def _handler(file: Path) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path != CLOSED:
                line = {
                    "path": self.path,
                    "id": self.headers["webhook-id"],
                    "events": [it["id"] for it in json.loads(content)["events"]],
                    "digest": hashlib.sha256(content).hexdigest(),
                }
                with file.open("a") as lines:
                    lines.write(json.dumps(line) + "\n")
            self.send_response(503 if self.path == CLOSED else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
