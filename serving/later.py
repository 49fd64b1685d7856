"""Results that are worked out when they are first asked for."""

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Generic, TypeVar

from serving.languages.language import ENGLISH, speaking

K = TypeVar("K")
T = TypeVar("T")

Pause = Callable[[], object]
"""Called between the parts of long work, so that what is urgent may go before the rest of it."""


def no_pause() -> None:
    """For long work that nothing has to go before."""


class Later(Generic[T]):
    """A result that is worked out once; threads that ask meanwhile wait for it.

    Parameters
    ----------
    work : callable
        Gives the result; where it raises, the next to ask tries again.
    code : str
        Language of its sentences, whatever language who asks first speaks.
    """

    def __init__(self, work: Callable[[], T], code: str = ENGLISH) -> None:
        self._work: Callable[[], T] | None = work
        self._code, self._lock = code, threading.Lock()
        self._result: list[T] = []
        self._there = threading.Event()

    def __call__(self) -> T:
        """The result."""
        if not self._result:
            with self._lock:
                if self._work is not None:
                    with speaking(self._code):
                        self._result.append(self._work())
                    self._work = None  # what it needed may go
                    self._there.set()
        return self._result[0]

    @property
    def is_there(self) -> bool:
        """Whether the result is worked out already."""
        return self._there.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until another thread has worked it out; whether it is there."""
        return self._there.wait(seconds)


def given(result: T) -> Later[T]:
    """A result that is there already."""
    later = Later(lambda: result)
    later()
    return later


class LaterByKey(Mapping[K, T]):
    """A mapping whose values are worked out when they are first asked for."""

    def __init__(self, values: Mapping[K, Later[T]]) -> None:
        self._values = values

    def __getitem__(self, key: K) -> T:
        return self._values[key]()

    def __iter__(self) -> Iterator[K]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def with_value(values: Mapping[K, T], key: K, value: T) -> Mapping[K, T]:
    """A mapping with one more value, whose other values are not worked out for that."""
    others = {name: Later(partial(values.__getitem__, name)) for name in values}
    return LaterByKey({**others, key: given(value)})
