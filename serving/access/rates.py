"""Limits per key, user or address: buckets of tokens, in the memory of one process."""

import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 10_000
"""Buckets that are kept; the one that was least recently used goes first."""
BURST_SECONDS = 10
"""Seconds of the rate that may come at once: a page asks for thirty files."""
LEAST_BURST = 60


class Rates:
    """How often each may ask.

    Parameters
    ----------
    per_minute : int
        Requests; 0 for any number.
    clock : callable
        Seconds.
    """

    def __init__(
        self, per_minute: int, most: int = MOST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate = per_minute / 60
        self.burst = max(LEAST_BURST, per_minute * BURST_SECONDS / 60)
        self._most, self._clock = most, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, name: str) -> float:
        """Count a request; seconds until one is allowed, 0 where this one is."""
        if not self.rate:
            return 0.0
        now = self._clock()
        tokens, then = self._buckets.pop(name, (self.burst, now))
        tokens = min(self.burst, tokens + (now - then) * self.rate)
        allowed = tokens >= 1
        self._buckets[name] = (tokens - allowed, now)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / self.rate

    def __len__(self) -> int:
        """Buckets that are kept."""
        return len(self._buckets)
