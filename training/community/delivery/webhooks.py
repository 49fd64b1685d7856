"""Messages to webhooks: signed as Standard Webhooks are, within bounds of time and size.

https://www.standardwebhooks.com: libraries of many languages check the signature.
"""

import base64
import hashlib
import hmac
import json
import os
import queue
import ssl
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from training.community.delivery.message import Message, Outcome, SendError, Told
from training.community.delivery.network import CheckedNetwork
from training.community.delivery.public_addresses import Allowed, allowed
from training.community.links import link, public_url

AT_ONCE = 16
"""Webhooks that are called side by side."""
SECONDS = 10.0
"""How long one call may take, with all redirects."""
MOST_HOPS = 3
REDIRECTS = (307, 308)
"""Answers that ask for the same call elsewhere."""
GONE = 410
"""The answer of a webhook that wants no more."""
PREFIX = "whsec_"
"""Begins a secret that is written in base64."""


def body(message: Message) -> bytes:
    """The JSON of a message: the same at every try."""
    base = public_url()
    events = [_written(it, message.language, base) for it in message.told]
    created = datetime.fromtimestamp(message.created, UTC).isoformat()
    content: dict[str, Any] = {
        "id": message.id,
        "subscription": message.name,
        "created": created,
        "language": message.language,
        "events": events,
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _written(it: Told, language: str, base: str) -> dict[str, Any]:
    event = it.event
    written = {
        "id": event.id,
        "kind": event.kind,
        "package": event.package,
        "region_code": event.region_code,
        "activity": event.activity,
        "code": event.code,
        "happened": event.happened,
        "title": it.title,
        "sentence": it.sentence,
        "details": dict(event.details),
    }
    return {**written, "link": link(event, language, base)} if base else written


def signature(secret: str, id_: str, timestamp: int, content: bytes) -> str:
    """v1 and the HMAC-SHA256 of id, time and body."""
    key = secret.encode()
    if secret.startswith(PREFIX):
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = f"{id_}.{timestamp}.".encode() + content
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def send_all(messages: Sequence[Message], until: float) -> Iterator[Outcome]:
    """Send each message, several at once, and say of each when it is done.

    Messages to one webhook are sent one after the other; where one fails, those behind it fail for
    the same reason. What has not begun at a moment of ``time.monotonic`` is left out.
    """
    by_address: dict[tuple[str, str], list[Message]] = {}  # what fails for one fails for no other
    for message in messages:
        by_address.setdefault((message.owner, message.address), []).append(message)
    outcomes: queue.SimpleQueue[Outcome | None] = queue.SimpleQueue()
    caller = Caller(allowed())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        work = [
            pool.submit(_send_group, caller, group, until, outcomes)
            for group in by_address.values()
        ]
        for _ in work:
            while (outcome := outcomes.get()) is not None:
                yield outcome
        for done in work:
            done.result()


def _send_group(
    caller: "Caller", group: Sequence[Message], until: float, outcomes: "queue.SimpleQueue[Any]"
) -> None:
    failed: SendError | None = None
    try:
        for message in group:
            if time.monotonic() > until:
                return
            try:
                if failed is None:
                    caller.send(message)
            except SendError as error:
                failed = error
            outcomes.put((message, failed))
    finally:
        outcomes.put(None)


class Caller:
    """Calls webhooks over the network that is checked."""

    def __init__(self, permitted: Allowed) -> None:
        self._permitted, self._context = permitted, ssl.create_default_context()

    def send(self, message: Message) -> None:
        """Call the webhook of a message; any answer of 200 to 299 says that it was taken.

        Raises
        ------
        SendError
        """
        secret = message.secret if message.owner else os.environ.get(message.secret, "")
        if not secret:
            raise SendError(f"the environment variable {message.secret} of its secret is not set")
        content, timestamp = body(message), int(time.time())
        try:
            signed = signature(secret, message.id, timestamp, content)
        except ValueError:
            of = "the secret of a member" if message.owner else message.secret
            raise SendError(f"{of} is no base64 after {PREFIX}") from None
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "smartspec",
            "webhook-id": message.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signed,
        }
        # What whoever runs the service may reach besides public addresses, members may not.
        permitted = Allowed() if message.owner else self._permitted
        self._call(message.address, headers, content, permitted)

    def _call(self, url: str, headers: dict[str, str], content: bytes, permitted: Allowed) -> None:
        deadline = time.monotonic() + SECONDS
        for _ in range(MOST_HOPS + 1):
            network = CheckedNetwork(permitted, deadline)
            status, target = self._post(url, headers, content, network)
            if 200 <= status < 300:
                return
            if status not in REDIRECTS:
                raise SendError(f"it answers {status}", status == GONE)
            following = urljoin(url, target)
            if url.startswith("https:") and not following.startswith("https:"):
                raise SendError("it redirects to an address without encryption")
            url = following
        raise SendError(f"it redirects more than {MOST_HOPS} times")

    def _post(
        self, url: str, headers: dict[str, str], content: bytes, network: CheckedNetwork
    ) -> tuple[int, str]:
        """Status and Location of an answer, whose body is not read."""
        try:
            if urlsplit(url).scheme not in ("http", "https"):
                raise SendError("it redirects to what is no web address")
            with (
                httpcore.ConnectionPool(self._context, network_backend=network) as pool,
                pool.stream("POST", url, headers=list(headers.items()), content=content) as answer,
            ):
                given = {name.lower(): value for name, value in answer.headers}
                return answer.status, given.get(b"location", b"").decode("latin-1")
        except httpcore.TimeoutException:
            raise SendError(f"it did not answer within {SECONDS:.0f} s") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ValueError) as error:
            if any(isinstance(cause, ssl.SSLError) for cause in error.args):
                raise SendError("its certificate is not valid") from None
            raise SendError(f"it cannot be reached: {type(error).__name__}") from None
