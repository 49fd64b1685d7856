"""Cached results that live as long as the object that they belong to."""

from collections.abc import Callable
from functools import cached_property, lru_cache, partial
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

LATEST = 64
"""Most recently used results of a function that are kept."""


class Keeper:
    """An object that keeps results of functions of it."""

    @cached_property
    def _kept(self) -> dict[object, Callable[..., Any]]:
        return {}

    def keep(
        self, function: Callable[Concatenate[Self, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """function(self, ...), computed once; arguments must be hashable."""
        if function not in self._kept:
            self._kept.setdefault(function, lru_cache(LATEST)(partial(function, self)))
        return cast(T, self._kept[function](*args, **kwargs))
