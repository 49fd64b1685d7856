"""Seconds to record and send 100,000 notifications to 1,000 subscribers on SQLite.

python -m tests.benchmarks.community: half of the subscribers get mail, half webhooks, from servers
of this machine in processes of their own. Then one more event, beside all that was sent.
"""

import multiprocessing
import os
import socket
import tempfile
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from serving.community.lookup import latest
from tests.benchmarks.command_line import parser
from tests.training.community.examples import subscription, surprise
from training.community import database, subscriptions
from training.community.delivery import outbox
from training.community.events import Event, record

SUBSCRIBERS, EVENTS = 1_000, 100
MAIL, HOOKS = 18_025, 18_080


class Hook(BaseHTTPRequestHandler):
    """Takes everything."""

    def do_POST(self) -> None:
        """Answer 204."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Hooks(ThreadingHTTPServer):
    request_queue_size = 128


def serve_mail() -> None:
    """Take mail until the process ends."""
    Controller(Sink(), hostname="127.0.0.1", port=MAIL).start()
    time.sleep(3_600)


def serve_hooks() -> None:
    """Take calls until the process ends."""
    Hooks(("127.0.0.1", HOOKS), Hook).serve_forever()


def wait_for(port: int) -> None:
    """Return once something listens on a port."""
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def timed(what: str, work: Callable[[], object]) -> None:
    """Print the seconds of a piece of work, and what it gave."""
    start = time.perf_counter()
    result = work()
    print(f"{what:<50} {time.perf_counter() - start:6.2f} s   {result}", flush=True)


def subscribers() -> list[subscriptions.Subscription]:
    """Half of them by mail, half by webhook, all of them to everything."""
    hooks = {"secret": "BENCHMARK_SECRET"}
    return [
        subscription(f"s{number}", address=f"s{number}@example.org")
        if number % 2
        else subscription(f"s{number}", address=f"http://127.0.0.1:{HOOKS}/{number}", **hooks)
        for number in range(SUBSCRIBERS)
    ]


def told(events: list[Event], now: int) -> int:
    """Record events."""
    with database.changing(database.opened()) as connection:
        subscriptions.synchronise(connection, subscribers())
        return record(connection, events, now)


def measure() -> None:
    """Print the seconds of each step."""
    timed("new database", database.opened)
    events, now = [surprise(year=1900 + it) for it in range(EVENTS)], int(time.time())
    timed(f"record {EVENTS * SUBSCRIBERS:,} notifications", lambda: told(events, now))
    deliver = lambda: outbox.deliver(database.opened(), now, print)  # noqa: E731
    timed(f"send {EVENTS * SUBSCRIBERS:,} notifications", deliver)
    timed("record one more event", lambda: told([surprise(year=2026)], now))
    timed(f"send {SUBSCRIBERS:,} notifications beside those", deliver)
    timed("send nothing", deliver)
    timed("read a feed", lambda: len(latest("us", "region", "R1")))


def main() -> None:
    """Measure in a folder of its own, with servers of its own."""
    parser(__doc__).parse_args()
    servers = [multiprocessing.Process(target=it, daemon=True) for it in (serve_mail, serve_hooks)]
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            database.VARIABLE: f"sqlite:///{folder}/community.db",
            "SMARTSPEC_SMTP_HOST": "127.0.0.1",
            "SMARTSPEC_SMTP_PORT": str(MAIL),
            "SMARTSPEC_SMTP_TLS": "none",
            "SMARTSPEC_SMTP_FROM": "smartspec@example.org",
            "SMARTSPEC_WEBHOOK_HOSTS": "127.0.0.1",
            "BENCHMARK_SECRET": "x" * 32,
        }
        for server in servers:
            server.start()
        wait_for(MAIL)
        wait_for(HOOKS)
        measure()
        for server in servers:
            server.terminate()


if __name__ == "__main__":
    main()
