"""Answers that need not be worked out again: they change with the champions and the date."""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar, cast

from pydantic import BaseModel

from serving.contracts import Request
from serving.languages.language import spoken
from serving.sent.answered import Versions, answered, note_versions
from serving.sent.clock import quarter

LATEST = 16
"""Most answers that plain pages leave for the first question of their scripts."""
MOST_BYTES = 32 * 2**20
"""Most bytes of answers as they were sent, and of the questions."""
LEVEL = 6
"""Of gzip."""
SHORT = 1_000
"""Bytes of a text that compression may not shorten."""
LONG = 32_000
"""Bytes of a text that takes milliseconds to compress."""

T = TypeVar("T")
Response = TypeVar("Response", bound=BaseModel)
Key = tuple[object, ...]


@dataclass(frozen=True)
class Sent:
    """An answer as it is sent: its text, and which versions answered."""

    content: bytes
    versions: Versions = field(default_factory=dict)

    @cached_property
    def compressed(self) -> bytes:
        """The text by gzip."""
        return gzip.compress(self.content, LEVEL, mtime=0)

    @property
    def is_ready(self) -> bool:
        """Whether it can be sent in either form at once, as a long text is only once compressed."""
        return len(self.content) < LONG or "compressed" in self.__dict__

    @property
    def size(self) -> int:
        """Bytes that it takes; compressed, a short text takes as many once more."""
        return 2 * len(self.content) if len(self.content) < SHORT else len(self.content) * 5 // 4


class _Latest(Generic[T]):
    """The latest results, as long as their sizes allow; safe to use from threads."""

    def __init__(self, most: int, size: Callable[[Key, T], int]) -> None:
        self._most, self._size = most, size
        self._total = 0
        self._results: OrderedDict[Key, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> T | None:
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def has(self, name: str) -> bool:
        """Whether there is any result of a name, which takes less time than a key."""
        with self._lock:
            return any(key[0] == name for key in self._results)

    def put(self, key: Key, result: T) -> T:
        with self._lock:
            if key not in self._results:
                self._results[key] = result
                self._total += self._size(key, result)
            while self._total > self._most:
                self._total -= self._size(*self._results.popitem(last=False))
        return result


class Kept:
    """The latest answers of the champions that are loaded together."""

    def __init__(self) -> None:
        self._answers: _Latest[BaseModel] = _Latest(LATEST, lambda *_: 1)
        self._sent: _Latest[Sent] = _Latest(MOST_BYTES, _bytes)

    def answer(self, name: str, request: Request, work: Callable[[], Response]) -> Response:
        """The answer to a request in the language that is spoken, which is kept."""
        key = _key(name, request)
        found = self._answers.get(key)
        return cast(Response, self._answers.put(key, work()) if found is None else found)

    def known(self, name: str, request: Request) -> BaseModel | None:
        """The answer, if it is kept."""
        if not self._answers.has(name):
            return None
        return self._answers.get(_key(name, request))

    def found(self, name: str, request: Request) -> Sent | None:
        """The answer as it was sent in the language that is spoken, if it is kept."""
        return self._sent.get(_key(name, request))

    def sent(self, name: str, request: Request, work: Callable[[], bytes]) -> Sent:
        """The answer as it is sent in the language that is spoken; work gives its text."""
        key = _key(name, request)
        found = self._sent.get(key)
        if found is None:
            with answered() as versions:
                content = work()
            found = self._sent.put(key, Sent(content, versions))
        note_versions(found.versions)
        return found


def _bytes(key: Key, sent: Sent) -> int:
    return sent.size + sum(len(part) for part in key if isinstance(part, str))


def _key(name: str, request: Request) -> Key:
    """Sentences say how many years have passed: an answer is worked out again each quarter.

    Package and version are those that the answers are kept of.
    """
    asked = request.model_dump_json(exclude={"language", "package", "version"})
    return (name, spoken().code, quarter(), asked)
