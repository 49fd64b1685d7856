"""Answers that need not be worked out again: they change with the champions and the date."""

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar, cast

from pydantic import BaseModel

from serving.contracts import Request
from serving.languages.language import spoken

LATEST = 16
"""Most answers that plain pages leave for the first question of their scripts."""
MOST_BYTES = 16 * 2**20
"""Most bytes of answers as they were sent."""
LEVEL = 6
"""Of gzip."""
QUARTER = 900
"""Seconds after which an answer is worked out again."""

T = TypeVar("T")
Response = TypeVar("Response", bound=BaseModel)
Key = tuple[object, ...]


class _Latest(Generic[T]):
    """The latest results, as long as their sizes allow; safe to use from threads."""

    def __init__(self, most: int, size: Callable[[T], int]) -> None:
        self._most, self._size = most, size
        self._total = 0
        self._results: OrderedDict[Key, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> T | None:
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def put(self, key: Key, result: T) -> T:
        with self._lock:
            if key not in self._results:
                self._results[key] = result
                self._total += self._size(result)
            while self._total > self._most:
                _, oldest = self._results.popitem(last=False)
                self._total -= self._size(oldest)
        return result


class Kept:
    """The latest answers of the champions that are loaded together."""

    def __init__(self) -> None:
        self._answers: _Latest[BaseModel] = _Latest(LATEST, lambda _: 1)
        self._sent: _Latest[bytes] = _Latest(MOST_BYTES, len)

    def answer(self, name: str, request: Request, work: Callable[[], Response]) -> Response:
        """The answer to a request in the language that is spoken, which is kept."""
        key = _key(name, request)
        found = self._answers.get(key)
        return cast(Response, self._answers.put(key, work()) if found is None else found)

    def known(self, name: str, request: Request) -> BaseModel | None:
        """The answer, if it is kept."""
        return self._answers.get(_key(name, request))

    def sent(self, name: str, request: Request, work: Callable[[], str]) -> bytes:
        """The answer by gzip in the language that is spoken; work gives its text."""
        key = _key(name, request)
        found = self._sent.get(key)
        return (
            self._sent.put(key, gzip.compress(work().encode(), LEVEL, mtime=0))
            if found is None
            else found
        )


def _key(name: str, request: Request) -> Key:
    """Sentences say how many years have passed: midnight ends a quarter in every time zone.

    Package and version are those that the answers are kept of.
    """
    quarter = int(time.time() // QUARTER)
    asked = request.model_dump_json(exclude={"language", "package", "version"})
    return (name, spoken().code, quarter, asked)
