"""Ask a running service over HTTP."""

import json
import urllib.error
import urllib.request
from typing import Any

from features.errors import InputError

TIMEOUT_SECONDS = 30


def ask(address: str, path: str, request: dict[str, Any] | None = None) -> dict[str, Any]:
    """The JSON answer to a GET, or to a POST where a request is given.

    An address without a scheme, as localhost:3000, is taken for one of http.

    Raises
    ------
    InputError
        The service does not answer, or answers with a problem: its detail.
    """
    address = address if "://" in address else f"http://{address}"
    body = None if request is None else json.dumps(request).encode()
    headers = {"Content-Type": "application/json"}
    try:
        question = urllib.request.Request(address.rstrip("/") + path, body, headers)  # noqa: S310
        with urllib.request.urlopen(question, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            return dict(json.load(response))
    except urllib.error.HTTPError as error:
        raise InputError(_detail(error)) from None
    except (OSError, ValueError) as error:
        raise InputError(
            f"no service answers at {address}: {error}; start one with python -m serving"
        ) from None


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["detail"])
    except (ValueError, KeyError, TypeError):
        return f"the service answers {error.code} {error.reason}"
