"""Cached results that live as long as the object that they belong to."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

LATEST = 64
"""Most recently used results of a function that are kept."""
_LOCK = threading.Lock()


class Keeper:
    """An object that keeps results of functions of it.

    What is kept does not refer to the object, so that it is freed as soon as nobody uses it.
    """

    @cached_property
    def _kept(self) -> dict[object, OrderedDict[object, Any]]:
        return {}

    def keep(
        self, function: Callable[Concatenate[Self, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """function(self, ...), computed once; arguments must be hashable."""
        key = (args, tuple(kwargs.items()))
        with _LOCK:
            results = self._kept.setdefault(function, OrderedDict())
            if key in results:
                results.move_to_end(key)
                return cast(T, results[key])
        result = function(self, *args, **kwargs)
        with _LOCK:
            result = results.setdefault(key, result)
            if len(results) > LATEST:
                results.popitem(last=False)
        return cast(T, result)
