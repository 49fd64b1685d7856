"""What is served of one package: loaded, swapped, let go and loaded again when it is asked for."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pandas as pd

from features.errors import InputError
from serving.contracts import Metadata
from serving.http.problems import ProblemError
from serving.languages.language import say
from serving.record.lookup import MOST_FORMER
from serving.served.failures import Damaged, Failures
from serving.served.loaded import NAMES, Loaded, Part
from serving.served.metrics import count
from serving.served.preparation import choice_later, completed, ready
from serving.served.reading import Reading
from training.champion import Champion

Versions = Mapping[Part, int]

logger = logging.getLogger("bentoml.smartspec")


class Served:
    """The champions of a package, or versions of it that served together once.

    Attributes
    ----------
    package : str
    versions : mapping of Part to int
        Those that should answer.
    is_current : bool
        Whether they follow the registry: one that fails to load leaves its predecessor, or a
        package without it. Of older versions each is needed.
    used : float
        When it was last asked for, by time.monotonic.
    is_worked_out : bool
        Whether nothing of what is loaded has to be worked out any more.
    models : list of Metadata
        What was loaded last, also after it was let go.
    monitored : str
        Differs after monitoring has recorded more outcomes.
    """

    def __init__(
        self,
        package: str,
        versions: Versions,
        is_current: bool = True,
        reading: Reading | None = None,
    ) -> None:
        self.package, self.versions, self.is_current = package, versions, is_current
        self.used = time.monotonic()
        self.is_worked_out, self.models = False, list[Metadata]()
        self.monitored = ""
        self.failures = Failures()
        self._damaged = Damaged()
        self._giving_way = reading or Reading()
        self._loaded: Loaded | None = None
        self._before: Loaded | None = None
        self._held: dict[Part, Champion] = {}
        self._lock = threading.Lock()
        self._identity: tuple[Versions, str] = ({}, "")

    @property
    def loaded(self) -> Loaded | None:
        """What is loaded now, None where it was let go."""
        return self._loaded

    @property
    def before(self) -> Loaded | None:
        """The predecessors that still answer questions about the choice."""
        return self._before

    def settle(self) -> None:
        """Let the predecessors go once the new choice is there."""
        found = self._loaded
        if found is not None and found.choice_later.is_there:
            self._before = None

    def give(self, loaded: Loaded) -> None:
        """Serve what is loaded already."""
        self._loaded, self.models = loaded, loaded.models

    def get(self, with_choice: bool = False) -> Loaded:
        """What is loaded; where it was let go, it is loaded again, and others wait for it.

        Parameters
        ----------
        with_choice : bool
            Whether the question needs the choice. While that of new champions is worked out, their
            predecessors answer such questions.

        Raises
        ------
        ProblemError
            An older version cannot be read.
        """
        self.used = time.monotonic()
        found = self._loaded
        if found is None:
            with self._lock:
                found = self._loaded or self._load()
        before = self._before
        if before is None or not with_choice or found.choice_later.is_there:
            return found
        return before

    def identity(self, with_choice: bool = False) -> str:
        """That of what would answer, without loading it; "" where it is not known."""
        if self._loaded is not None:
            return self.get(with_choice).identity
        versions, identity = self._identity
        return identity if versions == self.versions else ""

    def follow(self, versions: Versions, unread: frozenset[Part], monitored: str = "") -> bool:
        """Load versions that are new in the registry, or failed; whether anything was loaded.

        Outcomes that were recorded since are read too.

        Parameters
        ----------
        unread : frozenset of Part
            Parts whose registry cannot be read now.
        """
        with self._lock:
            self.versions = {**self.versions, **versions}
            self.monitored = monitored
            before = self._loaded
            return before is not None and self._load(unread) is not before

    def let_go(self) -> Loaded | None:
        """Drop what is loaded until it is asked for again; what was dropped."""
        with self._lock:
            dropped, self._loaded, self._before, self._held = self._loaded, None, None, {}
            self.is_worked_out = False
        return dropped

    def _load(self, unread: frozenset[Part] = frozenset()) -> Loaded:
        """Load what is missing, and swap it in as a whole; where that fails, the rest still serves.

        After a failure the same version is loaded again once its files, or the store, may have
        changed.
        """
        from training.registry import versions  # slow to import, and no question needs it

        before, loaded = self._loaded, self._loaded or Loaded()
        fresh: dict[Part, Champion] = {}
        for part, version in self.versions.items():
            serving = loaded.version(part)
            if part in unread or (version == serving and part not in loaded.failed):
                continue
            files, at = partial(_state, part, version), (part, version)
            if self.is_current and self._damaged.is_same(at, files):
                continue
            # A version that fails is tried again and again, which no question should wait for.
            holds = self.is_current and before is not None and at not in self._damaged
            with self._reading(part, version, serving), self._giving_way.going_on(holds):
                champion = versions.load(NAMES[part], version)
                loaded, fresh[part] = loaded.replaced(ready(champion)), champion
            self._damaged.note(at, part in fresh, files)
        failed = unread | {it for it in self.versions if self._name(it) in self.failures}
        if failed != loaded.failed:
            loaded = replace(loaded, failed=failed)
        if fresh:
            self._held = self._held | fresh
            if fresh.keys() != {"markets"}:
                later = choice_later(self._held, self.failures, self._giving_way.wait)
                loaded = replace(loaded, choice_later=later)
                was_whole = before is not None and before.choice_later.is_there
                self._before = before if was_whole else self._before
        if fresh or loaded.monitored != self.monitored:
            loaded = replace(loaded, monitored=self.monitored)
            loaded = completed(loaded, self._held, former, recorded, self.failures)
            self.is_worked_out = False
        self.give(loaded)
        self._identity = (self.versions, loaded.identity)
        if self.is_current:
            numbers = [(part, champion.version) for part, champion in fresh.items()]
            count(self.package, numbers, {part: part in loaded.failed for part in self.versions})
        for champion in fresh.values():
            unchecked = "" if champion.checked else "; it has no checksums of its files to compare"
            said = (champion.name, self.package, champion.version, unchecked)
            logger.info("%s of %s: version %s is loaded%s", *said)
        return loaded

    def _name(self, part: Part) -> str:
        """How the log calls a part."""
        return f"{NAMES[part]} of {self.package}"

    @contextmanager
    def _reading(self, part: Part, version: int, serving: int | None) -> Iterator[None]:
        """Log what fails while a version is read; of an older one it is the answer."""
        if self.is_current:
            instead = f"version {serving}" if serving else "no champion"
            with self.failures.logging(self._name(part), instead):
                yield
            return
        try:
            yield
        except (InputError, LookupError, ValueError, TypeError) as error:
            reason = " ".join(f"{error}".split())
            asked = {"name": NAMES[part], "version": version, "reason": reason}
            text = say("problem.other_release", **asked)
            raise ProblemError("question-not-allowed", text) from error


def _state(part: Part, version: int) -> object:
    """That of the files of a version; None where it is not known."""
    from training.registry import versions

    try:
        return versions.state(NAMES[part], version)
    except InputError:
        return None


def former(part: Part, champion: Champion) -> Sequence[Champion]:
    """Earlier champions of a package, whose calls may have outcomes by now."""
    from training.registry import versions

    return versions.former(NAMES[part], champion, MOST_FORMER)


def recorded(champion: Champion) -> pd.DataFrame | None:
    """The outcomes that monitoring recorded with a champion."""
    from training.registry import versions

    return versions.recorded(champion.name, champion.version)
