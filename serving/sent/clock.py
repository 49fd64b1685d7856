"""The time that answers depend on: they say how many years have passed."""

import time
from datetime import date
from functools import lru_cache

QUARTER = 900
"""Seconds."""


def quarter() -> int:
    """Quarters of an hour until now: midnight ends one in every time zone."""
    return int(time.time() // QUARTER)


def this_year() -> int:
    """The year in which answers are given."""
    return _year(quarter())


@lru_cache(maxsize=1)
def _year(quarter: int) -> int:
    return date.fromtimestamp(quarter * QUARTER).year
