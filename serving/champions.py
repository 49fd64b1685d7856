"""The champions of all packages, kept equal to those of the registry without a dropped request."""

import gc
import logging
import os
import threading
import time
import weakref

from serving.catalogue.contracts import PackagesRequest, PackageState
from serving.contracts import Request
from serving.endpoints import Endpoint
from serving.http.codes import check_codes
from serving.http.problems import ProblemError, invalid_field
from serving.languages.language import ENGLISH, say, speaking
from serving.served.failures import Failures
from serving.served.limit import packages_kept
from serving.served.loaded import NAMES, Loaded, Part
from serving.served.older import Older
from serving.served.package import Served
from serving.served.preparation import worked_out
from serving.served.reading import Reading
from serving.served.state import state_of
from training.registry.location import last_written

POLL_SECONDS = 0.5
FILE_SECONDS = 0.2
"""Between two looks whether the registry's file was written, which takes next to nothing."""
SURE_SECONDS = 10.0
"""After which the registry is asked although its file was not written since."""
CHOICE_SECONDS = 8.0
"""Most time that a question waits for the choice; the service answers within 10 seconds."""
START_SECONDS = 120.0
"""Most time that the start waits for what the first questions need."""
COLLECT_SECONDS = 10.0
"""Least time between two searches for memory that can be freed."""

logger = logging.getLogger("bentoml.smartspec")
# The service logs one line for a store that does not answer; MLflow would log a traceback, and a
# line for each retry.
for library in ("mlflow", "urllib3"):
    logging.getLogger(library).setLevel(logging.CRITICAL)

# A process that keeps a SQLite file open does not notice that it was deleted or recreated.
os.environ.setdefault("MLFLOW_SQLALCHEMYSTORE_POOLCLASS", "NullPool")


class Champions:
    """Keeps the loaded champions of each package equal to those of the registry.

    Parameters
    ----------
    loaded : Loaded
        Served from the start, one for each package.
    """

    def __init__(self, *loaded: Loaded) -> None:
        self._packages: dict[str, Served] = {}
        self._nothing = Served("", {})
        self._nothing.give(Loaded())
        self._failures, self._most = Failures(), packages_kept()
        self._older = Older(self._most)
        self._lock, self._stop, self._work = threading.Lock(), threading.Event(), threading.Event()
        self.reading = Reading()
        self._has_prepared, self._is_preparing = threading.Event(), False
        self._dropped: list[weakref.ref[Loaded]] = []
        self._collected, self._asked = 0.0, 0.0
        self._written: tuple[tuple[int, int], ...] | None = None
        self._without: set[Part] = set()
        for it in loaded:
            package = it.models[0].package if it.models else ""
            self._packages[package] = Served(package, {})
            self._packages[package].give(it)

    def start(self) -> None:
        """Load what the registry has, then follow it and prepare the rest in threads.

        What the first questions need, also about all regions, is waited for, but not for ever.
        """
        self.refresh()
        for name, work in {"champions": self._follow, "preparation": self._prepare}.items():
            threading.Thread(target=work, name=name, daemon=True).start()
        self._is_preparing = True
        if self._in_memory():
            self._has_prepared.wait(START_SECONDS)

    def stop(self) -> None:
        """End the threads."""
        self._stop.set()
        self._work.set()

    @property
    def loaded(self) -> Loaded:
        """The champions of the only package; ProblemError where several are served."""
        return self.named(None).get()

    def summary(self) -> str:
        """The versions that answer, as "growth v3, no technology niches, market niches v1"."""
        found = {name: it.loaded for name, it in self._packages.items()}
        if len(found) < 2:
            return self.loaded.summary()
        said = {name: it.summary() if it else "loaded when asked" for name, it in found.items()}
        return "; ".join(f"{name}: {text}" for name, text in said.items())

    def named(self, package: str | None) -> Served:
        """What is served of a package, by default of the only one; empty where none is served.

        Raises
        ------
        ProblemError
            No such package is served, or none is named where several are.
        """
        served = self._packages
        if not served:
            return self._nothing
        if package is not None:
            check_codes("package", {"package": package}, served.keys())
            return served[package]
        if len(served) > 1:
            names = ", ".join(sorted(served))
            raise invalid_field("package", say("problem.several_packages", names=names))
        return next(iter(served.values()))

    def find(self, request: Request, part: Part = "growth") -> Served:
        """What answers a request, which may name a package and an older version or a date.

        Parameters
        ----------
        part : Part
            Whose version the request names.

        Raises
        ------
        ProblemError
            As `named`, and where there is no such version, or nothing served on that date.
        """
        if isinstance(request, PackagesRequest):
            return self._listing(request)
        served = self.named(request.package)
        if served is self._nothing or (request.version is None and request.as_of is None):
            return served
        if request.version is not None:
            versions = self._older.with_version(served, part, request.version)
        else:
            versions = self._older.at(served.package, str(request.as_of))
        if versions == served.versions:
            return served
        return self._older.served(served.package, versions)

    def load(self, served: Served, with_choice: bool = False) -> Loaded:
        """What is served, loaded; it may take the place of what was asked for longest ago.

        Raises
        ------
        ProblemError
            An older version cannot be read, or the choice takes long to work out.
        """
        if served.loaded is None:
            self._make_room(served)
            served.get()
            self._make_room(served)  # others may have been loaded meanwhile
            self._work.set()
        loaded = served.get(with_choice)
        # The thread that prepares works the choice out: waiting longer would block other questions.
        is_awaited = with_choice and served.is_current and self._is_preparing
        if is_awaited and not loaded.choice_later.wait(CHOICE_SECONDS):
            raise ProblemError("timeout", say("problem.preparing", package=served.package))
        return loaded

    def answering(self, endpoint: Endpoint, request: Request) -> Loaded:
        """What answers a question, loaded; ProblemError as `find`, in the request's language."""
        with speaking(request.language or ENGLISH):
            served = self.find(request, endpoint.part(request))
            return self.load(served, endpoint.needs_choice)

    def at_hand(self, endpoint: Endpoint, request: Request) -> Loaded | None:
        """What answers a question, as `answering`; None where it must be looked up or loaded."""
        is_listing = isinstance(request, PackagesRequest)
        if is_listing or request.version is not None or request.as_of is not None:
            return None
        with speaking(request.language or ENGLISH):
            served = self.find(request, endpoint.part(request))
        return None if served.loaded is None else served.get(endpoint.needs_choice)

    def states(self) -> list[PackageState]:
        """Every package that is served, by name."""
        return [state_of(it) for _, it in sorted(self._packages.items())]

    def _listing(self, request: PackagesRequest) -> Served:
        """What answers the question which packages are served."""
        asked = None if request.package is None else self.named(request.package)
        found = [state_of(it) for it in (self._packages.values() if asked is None else [asked])]
        listing = Served("", {})
        listing.give(Loaded(served=tuple(sorted(found, key=lambda it: it.name))))
        return listing

    def refresh(self) -> None:
        """Follow the registry: load champions that are new or failed to load."""
        from training.registry import versions  # slow to import, and no question needs it

        found: dict[str, dict[Part, int]] = {}
        monitored: dict[str, str] = {}
        for part, name in NAMES.items():
            with self._failures.logging(name, "what is loaded"):
                champions = versions.champions(name)
                for package, version in champions.items():
                    found.setdefault(package, {})[part] = version
                if not champions and part not in self._without:
                    logger.info("%s: no champion yet", name)
                    self._without.add(part)
                if part == "growth":
                    monitored = versions.monitored(name)
        unread = frozenset(part for part, name in NAMES.items() if name in self._failures)
        self._nothing.give(Loaded(failed=unread))
        for package in sorted(found.keys() - self._packages.keys()):
            served = Served(package, found[package], reading=self.reading)
            if self._in_memory() < self._most:
                served.get()
                self._work.set()
            # Replaced as a whole: requests look up packages meanwhile.
            self._packages = {**self._packages, package: served}
        for package, served in self._packages.items():
            before = served.loaded
            of_package = monitored.get(package, served.monitored)
            if served.follow(found.get(package, {}), unread, of_package) and before is not None:
                self._dropped.append(weakref.ref(before))
                self._older.forget_dates()
                self._work.set()

    def collect(self) -> None:
        """Free the memory of champions that no longer answer.

        Champions live long, so ordinary collections skip them (gc.freeze); they hold cycles, so
        that only a whole collection frees them.
        """
        self._collected = time.monotonic()
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._dropped = [it for it in self._dropped if it() is not None]

    def _in_memory(self) -> int:
        return sum(it.loaded is not None for it in (*self._packages.values(), *self._older.kept()))

    def _make_room(self, wanted: Served) -> None:
        """Let go of what was asked for longest ago, older versions first."""
        with self._lock:
            every = [*self._older.kept(), *self._packages.values()]
            others = [it for it in every if it.loaded is not None and it is not wanted]
            others.sort(key=lambda it: (it.is_current, it.used))
            for it in others[: max(0, len(others) - self._most + 1)]:
                self._older.drop(it)
                if (dropped := it.let_go()) is not None:
                    self._dropped.append(weakref.ref(dropped))
                logger.info("%s is let go, as others were asked for since", it.package)

    def _follow(self) -> None:
        """Follow the registry, less often while something fails to load."""
        seconds = POLL_SECONDS
        while not self._stop.wait(seconds):
            if self._may_have_changed():
                with self.reading.going_on(holds_questions=False):
                    self.refresh()
            seconds = FILE_SECONDS if self._written is not None else POLL_SECONDS
            seconds = 6 * POLL_SECONDS if self._is_failing() else seconds
            answering = [it.before for it in self._packages.values()]
            n_gone = sum(all(ref() is not it for it in [None, *answering]) for ref in self._dropped)
            del answering
            if n_gone and time.monotonic() - self._collected > COLLECT_SECONDS:
                self.collect()

    def _is_failing(self) -> bool:
        loaded = [it.loaded for it in self._packages.values()]
        return bool(self._failures) or any(it.failed for it in loaded if it)

    def _may_have_changed(self) -> bool:
        """Whether the registry's file was written, or that cannot be told."""
        before, self._written = self._written, last_written()
        is_sure = time.monotonic() - self._asked < SURE_SECONDS
        if is_sure and self._written is not None and self._written == before:
            return self._is_failing()
        self._asked = time.monotonic()
        return True

    def _prepare(self) -> None:
        """Work out what later questions would wait for: first the choice of every package."""
        while not self._stop.is_set():
            self._work.wait()
            self._work.clear()
            self._choose()
            for it in list(self._packages.values()):
                self._work_out(it)
            self._has_prepared.set()

    def _choose(self) -> None:
        """Work out the choice of what is loaded, which questions wait for."""
        for it in list(self._packages.values()):
            if (loaded := it.loaded) is not None:
                loaded.choice_later()
                it.settle()

    def _work_out(self, served: Served) -> None:
        loaded = served.loaded
        if loaded is None or served.is_worked_out:
            return
        with self._failures.logging(f"preparation of {served.package}", "what is asked for"):
            for _ in worked_out(loaded):
                self.reading.wait()
                if self._stop.is_set() or served.loaded is not loaded:
                    return
                if self._work.is_set():  # another package was loaded meanwhile
                    self._choose()
        served.is_worked_out = True
        del loaded
        self.collect()
