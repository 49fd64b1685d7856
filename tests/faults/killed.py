"""Functions run in processes of their own, which die at a chosen step of writing, and the loop."""

import json
import os
import re
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)")


@dataclass(frozen=True)
class Ended:
    """How a process ended.

    Attributes
    ----------
    killed : bool
        Whether it reached the step at which it was to die.
    steps : list of str
        The steps of writing that it came to, in words, in their order.
    result : object
        What the function returned, as JSON holds it; None where it was killed.
    """

    killed: bool
    steps: list[str]
    result: Any


def run(function: Callable[[], Any], inside: Path, die_at: int | None = None) -> Ended:
    """Run a function in a forked process, which kills itself before its step with this number.

    Steps are the commits of SQL that write, and copies and renames of files inside a folder. The
    parent must have opened no database.
    """
    with tempfile.TemporaryDirectory() as folder:
        steps, result = Path(folder) / "steps", Path(folder) / "result"
        steps.touch()
        process = os.fork()
        if process == 0:
            _live(function, lambda: _watch(inside, die_at, steps), result)
        _, status = os.waitpid(process, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not killed and status != 0:
            raise RuntimeError(f"the process ended with status {status}")
        found = json.loads(result.read_text()) if result.exists() else None
        return Ended(killed, steps.read_text().splitlines(), found)


def _live(function: Callable[[], Any], watch: Callable[[], None], result: Path) -> None:
    code = 1
    try:
        watch()
        result.write_text(json.dumps(function()))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _watch(inside: Path, die_at: int | None, steps: Path) -> None:
    """Write down each step before it is taken, and die before the chosen one."""
    count = 0

    def reach(words: str) -> None:
        nonlocal count
        if count == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        with steps.open("a") as file:
            file.write(f"{words}\n")

    @event.listens_for(Engine, "before_cursor_execute")
    def see(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if found := WRITES.match(statement):
            key = next((str(it) for it in _flat(parameters) if str(it).startswith("champions")), "")
            words = f"{found[1].split()[0].lower()} {found[2]} {key}".strip()
            connection.info.setdefault("writes", []).append(words)

    @event.listens_for(Engine, "commit")
    def commit(connection: Any) -> None:
        if written := connection.info.pop("writes", []):
            reach("commit " + ", ".join(dict.fromkeys(written)))

    for module, name in ((os, "rename"), (os, "replace"), (shutil, "copyfile")):
        _announce(module, name, inside, reach)


def _flat(parameters: Any) -> list[Any]:
    if isinstance(parameters, dict):
        return list(parameters.values())
    if isinstance(parameters, list | tuple):
        return [leaf for it in parameters for leaf in _flat(it)]
    return [parameters]


def _announce(module: Any, name: str, inside: Path, reach: Callable[[str], None]) -> None:
    original = getattr(module, name)

    def call(source: Any, target: Any, *arguments: Any, **named: Any) -> Any:
        if Path(target).is_relative_to(inside):
            reach(f"{name} {Path(target).name}")
        return original(source, target, *arguments, **named)

    setattr(module, name, call)


@dataclass(frozen=True)
class Stage:
    """A folder that functions change, and a copy of it as it was before them."""

    used: Path
    kept: Path

    def prepare(self, function: Callable[[], Any]) -> None:
        """Let a function fill the folder, and keep it so."""
        self.used.mkdir()
        run(function, self.used)
        self.used.rename(self.kept)

    @contextmanager
    def fresh(self) -> Iterator[None]:
        """The folder as it was before, for a block."""
        shutil.copytree(self.kept, self.used)
        try:
            yield
        finally:
            shutil.rmtree(self.used)


@dataclass(frozen=True)
class Trial:
    """A function that is killed, and what is looked at after that.

    Attributes
    ----------
    function, look : callable
        Each runs in a process of its own.
    judge : callable
        Takes what look returned: what is wrong, empty where nothing is, and what became of it.
    """

    name: str
    function: Callable[[], Any]
    look: Callable[[], Any]
    judge: Callable[[Any], tuple[list[str], str]]


def kill_at_each(stage: Stage, trial: Trial, steps: Sequence[str], chosen: Sequence[int]) -> int:
    """Kill the function at each chosen step; after how many kills something is wrong."""
    wrong = 0
    for step in chosen:
        with stage.fresh():
            assert run(trial.function, stage.used, die_at=step).killed
            faults, words = trial.judge(run(trial.look, stage.used).result)
        wrong += bool(faults)
        said = "; ".join(faults) or words
        print(f"{trial.name:8} {step:3} {steps[step][:60]:60} {said}", flush=True)
    return wrong
