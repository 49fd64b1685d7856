"""Names and fields of the previous release, which work until the next one.

Their answers carry a Deprecation header (RFC 9745) and a link to the list of changes.
Delete this file, its import in questions and patterns, and its tests with the next release.
"""

import json
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Scope, Send

from serving.http.json_text import parsed

RENAMED = {"/rank_support": "/rank_options"}
"""Former to present address."""
ONE_REGION = frozenset(
    {"/rank_options", "/multipliers", "/externalities", "/partners", "/peers", "/simulate"}
)
"""Questions that took one region_code and answered without a list of regions."""
HEADERS = {
    "Deprecation": "@1795651200",  # 2026-11-26
    "Link": '</docs#changes>; rel="deprecation"; type="text/html"',
}


FLAT = "smartspec.flat"
"""Key of a scope: the request has the old field."""


def translated(scope: Scope, body: bytes) -> bytes:
    """The body with region_codes in place of region_code; the scope says if it had the old one."""
    path = RENAMED.get(scope["path"], scope["path"])
    if path not in ONE_REGION or b'"region_code"' not in body:
        return body
    try:
        asked = parsed(body)
    except ValueError:
        return body
    if not isinstance(asked, dict) or "region_code" not in asked or "region_codes" in asked:
        return body
    asked["region_codes"] = [asked.pop("region_code")]
    scope[FLAT] = True
    return json.dumps(asked).encode()


def as_before(scope: Scope, send: Send) -> Send:
    """How to send an answer to a request: with the headers where it has an old name or field."""
    flat = FLAT in scope
    return marked(send, flat) if flat or scope["path"] in RENAMED else send


def marked(send: Send, flat: bool) -> Send:
    """Add the headers to a response; a flat one has the fields of its one region at the top."""
    start: Message = {}
    content = bytearray()

    async def send_marked(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            headers = MutableHeaders(raw=message["headers"])
            for name, value in HEADERS.items():
                headers[name] = value
            if flat:
                return
        if flat and message["type"] == "http.response.body":
            content.extend(message.get("body", b""))
            if message.get("more_body", False):
                return
            old = _flattened(bytes(content))
            MutableHeaders(raw=start["headers"])["content-length"] = str(len(old))
            await send(start)
            message = {**message, "body": old}
        await send(message)

    return send_marked


def _flattened(content: bytes) -> bytes:
    """An answer with the fields of its one region beside the common ones; a problem renamed."""
    try:
        answer: dict[str, Any] = json.loads(content)
    except ValueError:
        return content
    if "regions" not in answer:
        return content.replace(b"region_codes[0]", b"region_code")
    (region,) = answer.pop("regions")
    return json.dumps({**answer, **region}, ensure_ascii=False).encode()
