"""Ask a running service over HTTP."""

import json
import os
import urllib.error
import urllib.request
from http.client import HTTPException, IncompleteRead

from pydantic import BaseModel, ValidationError

from features.errors import InputError
from serving.contracts import Request
from serving.endpoints import Endpoint
from serving.languages.language import say

KEY = "SMARTSPEC_KEY"
"""Environment variable with the key to ask with: on a command line all could read it."""
TIMEOUT_SECONDS = 30
SHOWN = 40
"""Bytes of another service's answer that the error message shows."""


def ask(address: str, endpoint: Endpoint, request: Request) -> BaseModel:
    """The response to a request; fields that are not set keep the service's defaults.

    An address without a scheme, such as localhost:3000, is an http address.

    Raises
    ------
    InputError
        The service does not answer, breaks off, answers with a problem (its detail), or is
        another service.
    """
    address = address if "://" in address else f"http://{address}"
    url = f"{address.rstrip('/')}/{endpoint.name}"
    body = request.model_dump_json(exclude_unset=True).encode()
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get(KEY):
        headers["Authorization"] = f"Bearer {key}"
    try:
        question = urllib.request.Request(url, body, headers)  # noqa: S310
        with urllib.request.urlopen(question, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            answer = response.read()
    except urllib.error.HTTPError as error:
        raise InputError(_detail(error)) from None
    except IncompleteRead:
        raise InputError(say("problem.client.cut_off", address=address)) from None
    except (OSError, ValueError, HTTPException) as error:
        reason = _reason(error)
        raise InputError(say("problem.client.none", address=address, reason=reason)) from None
    try:
        return endpoint.response.model_validate_json(answer)
    except ValidationError:
        start = answer[:SHOWN].decode(errors="replace")
        other = say("problem.client.other", address=address, start=repr(start))
        raise InputError(other) from None


def _reason(error: Exception) -> str:
    """What the system says, without its number."""
    reason = getattr(error, "reason", error)
    return str(getattr(reason, "strerror", None) or reason).lower()


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["detail"])
    except (OSError, ValueError, KeyError, TypeError, HTTPException):
        return say("problem.client.status", code=error.code, reason=error.reason)
