"""Versions that served once: found by their number or a date, and kept while they are asked for."""

import threading
from datetime import UTC, date, datetime

from serving.http.codes import check_codes
from serving.http.problems import ProblemError
from serving.languages.language import say
from serving.served.loaded import NAMES, Part
from serving.served.package import Served, Versions

LATEST_DATES = 256
"""Questions about dates whose versions are remembered until a champion changes."""


class Older:
    """Champions of the past.

    Parameters
    ----------
    most : int
        Packages that are kept in memory; twice as many are known beside them.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: dict[tuple[object, ...], Served] = {}
        self._dates: dict[tuple[str, str], Versions] = {}

    def kept(self) -> list[Served]:
        """What was asked for, loaded or not."""
        return list(self._kept.values())

    def drop(self, dropped: Served) -> None:
        """Keep it no longer."""
        with self._lock:
            self._kept = {key: one for key, one in self._kept.items() if one is not dropped}

    def forget_dates(self) -> None:
        """A champion changed: look dates up again."""
        self._dates = {}

    def with_version(self, served: Served, part: Part, version: int) -> Versions:
        """A version of a part, and what served beside it on the day of its promotion.

        Raises
        ------
        ProblemError
            There is no such version, or it never served.
        """
        from training.registry import champions  # slow to import, and few questions need it

        part = part if part in served.versions else next(iter(served.versions), part)
        since = champions.served_since(NAMES[part], served.package)
        check_codes("version", {"version": str(version)}, [str(number) for number in since])
        return {**self.at(served.package, since[version].isoformat()), part: version}

    def at(self, package: str, day: str) -> Versions:
        """The versions that served at the end of a day; ProblemError where none did."""
        from training.registry import versions

        if (package, day) in self._dates:
            return self._dates[package, day]
        asked = date.fromisoformat(day)
        by_part = {it: versions.served_at(name, package, asked) for it, name in NAMES.items()}
        found = {it: version for it, version in by_part.items() if version is not None}
        if not found:
            text = say("problem.not_served", package=package, date=day)
            raise ProblemError("question-not-allowed", text)
        if len(self._dates) >= LATEST_DATES:
            self._dates = {}
        if asked < datetime.now(UTC).date():
            self._dates[package, day] = found
        return found

    def served(self, package: str, versions: Versions) -> Served:
        """Versions of a package, as they are served; the first that nobody reads make room."""
        key = (package, *sorted(versions.items()))
        with self._lock:
            if key not in self._kept:
                unread = [it for it, one in self._kept.items() if one.loaded is None]
                for it in unread[: -2 * self._most]:
                    del self._kept[it]
                self._kept[key] = Served(package, versions, is_current=False)
            return self._kept[key]
