"""Ask a running service over HTTP."""

import json
import urllib.error
import urllib.request
from http.client import HTTPException, IncompleteRead
from typing import Any

from features.errors import InputError

TIMEOUT_SECONDS = 30
SHOWN = 40
"""Bytes that are told of what another service answers."""


def ask(address: str, path: str, request: dict[str, Any] | None = None) -> dict[str, Any]:
    """The JSON answer to a GET, or to a POST where a request is given.

    An address without a scheme, as localhost:3000, is taken for one of http.

    Raises
    ------
    InputError
        The service does not answer, is cut off, or answers with a problem: its detail; or it is
        another service.
    """
    address = address if "://" in address else f"http://{address}"
    body = None if request is None else json.dumps(request).encode()
    headers = {"Content-Type": "application/json"}
    try:
        question = urllib.request.Request(address.rstrip("/") + path, body, headers)  # noqa: S310
        with urllib.request.urlopen(question, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            answer = response.read()
    except urllib.error.HTTPError as error:
        raise InputError(_detail(error)) from None
    except IncompleteRead:
        raise InputError(
            f"what {address} answers is cut off: ask again, or start a service with python -m "
            "serving"
        ) from None
    except (OSError, ValueError, HTTPException) as error:
        raise InputError(
            f"no service answers at {address}: {error}; start one with python -m serving"
        ) from None
    return _checked(address, answer)


def _checked(address: str, answer: bytes) -> dict[str, Any]:
    """An answer read: an object with metadata, as every answer of the service is."""
    try:
        found = json.loads(answer)
    except ValueError:
        found = None
    if not (isinstance(found, dict) and "metadata" in found):
        start = answer[:SHOWN].decode(errors="replace")
        raise InputError(
            f"another service answers at {address}, with {start!r}: give the address of one that "
            "python -m serving started"
        )
    return found


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["detail"])
    except (OSError, ValueError, KeyError, TypeError, HTTPException):
        return f"the service answers {error.code} {error.reason}"
