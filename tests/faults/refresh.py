"""Kill a refresh at every step of writing, run it again, and look at what is left.

    python -m tests.faults.refresh            # every step, an hour
    python -m tests.faults.refresh --commit   # the steps that change what people see
    python -m tests.faults.refresh --few      # once, between a new champion and telling of it

With --trained the package is the newer one already and a version waits for the gate.

After each kill the old or the new champion must serve. The next refresh must end with exit code 0,
the package of the newer file, a champion that was trained on it, and every event and page of a
refresh that nobody killed. The exit code is 1 otherwise.
"""

import json
import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from features.package import read
from tests.faults import killed
from tests.training.refresh import example
from training.__main__ import app
from training.cli.growth import GrowthTraining, challenger
from training.community import database, tables
from training.registry import versions
from training.trained import silent

SLOW = ("training.choice.hindsight.at_origins", "mlflow.pyfunc", "scipy.stats", "training.figures")
"""Modules that a refresh imports late: imported once here, not in every process that is forked."""
DECISIVE = (
    *("rename", "replace", "insert events", "update model_version_tags", "champions."),
    "insert model_version_tags",
)
"""Words of the steps that --commit kills at: the package, the champion, the page, events, notes."""


def refresh(folder: Path) -> int:
    """The exit code of a refresh with the newer file."""
    named = ["--package", str(folder / "package"), "--import", str(folder / "newer")]
    try:
        app(["refresh", *named, "--output", str(folder / "reports")], standalone_mode=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def prepare(folder: Path, is_trained: bool) -> None:
    """A package with a champion; with a challenger of the newer file too, where it is trained."""
    package, newer = example.written(folder)
    example.champion(package)
    if is_trained:
        shutil.rmtree(package)
        shutil.copytree(newer, package)
        challenger(read(package), [], GrowthTraining(horizon=2, model="drift"), silent)


def state(folder: Path) -> dict[str, Any]:
    """What people would see now; the package may be gone for a moment."""
    serving = versions.champions(example.NAME)[example.PACKAGE]
    file = folder / "reports" / "refresh.json"
    report = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    is_there = (folder / "package" / "datapackage.json").is_file()
    return {
        "champion": versions.load(example.NAME, serving).cutoff,
        "version": serving,
        "events": _events(),
        "headline": report.get("headline"),
        "surprises": (report.get("monitor") or {}).get("n_surprising"),
        "last_year": _last_year(folder) if is_there else None,
        "rest": sorted(it.name for it in folder.glob(".package-*")),
    }


def _events() -> list[str]:
    engine = database.existing()
    if engine is None:
        return []
    columns = tables.events.c["kind", "region_code", "code"]
    with engine.connect() as connection:
        rows = connection.execute(tables.events.select().with_only_columns(*columns)).all()
    return sorted(" ".join(row) for row in rows)


def _last_year(folder: Path) -> int:
    return int(read(folder / "package").tables["cluster_indicators"]["year"].max())


def again(folder: Path) -> dict[str, Any]:
    """What serves after a kill, then what the next refresh makes of it."""
    serving = versions.champions(example.NAME).get(example.PACKAGE)
    code = refresh(folder)
    return {"serving": serving, "code": code, **state(folder)}


def faults_of(found: dict[str, Any], whole: dict[str, Any]) -> list[str]:
    """What is wrong after a kill and the next refresh, in words.

    Parameters
    ----------
    whole : dict
        The state after a refresh that nobody killed.
    """
    faults = [] if found["serving"] in (1, 2) else [f"champion {found['serving']} after the kill"]
    if found["code"]:
        faults.append(f"the next refresh ended with {found['code']}")
    keys = ("champion", "events", "headline", "surprises", "last_year", "rest")
    others = [key for key in keys if found[key] != whole[key]]
    return faults + [f"{key}: {found[key]}, not {whole[key]}" for key in others]


def chosen(steps: list[str], how: str) -> list[int]:
    """Numbers of the steps to die at."""
    if how == "--few":
        return [at + 1 for at, words in enumerate(steps) if "champions." in words]
    is_any = how != "--commit"
    return [
        at for at, words in enumerate(steps) if is_any or any(word in words for word in DECISIVE)
    ]


def main(how: str, is_trained: bool) -> int:
    """Kill a refresh at each step; the number of steps after which something is wrong."""
    wrong = 0
    with tempfile.TemporaryDirectory() as made:
        used, kept = Path(made) / "space", Path(made) / "kept"
        os.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{used}/mlruns/mlflow.db"
        used.mkdir()
        for module in SLOW:
            import_module(module)

        def run(function: Callable[..., Any], die_at: int | None = None) -> killed.Ended:
            example.quick()
            return killed.run(partial(function, used), used, die_at)

        run(partial(prepare, is_trained=is_trained))
        used.rename(kept)
        shutil.copytree(kept, used)
        steps = run(refresh).steps
        whole = run(state).result
        shutil.rmtree(used)
        for step in chosen(steps, how):
            shutil.copytree(kept, used)
            assert run(refresh, step).killed
            found = run(again).result
            shutil.rmtree(used)
            faults = faults_of(found, whole)
            wrong += bool(faults)
            said = "; ".join(faults) or f"{found['serving']} served, then {found['version']}"
            print(f"{step:3} {steps[step][:70]:70} {said}", flush=True)
    print(f"{wrong} kills left something wrong")
    return wrong


if __name__ == "__main__":
    # MLflow and its database layer warn of each other.
    warnings.simplefilter("ignore")
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    asked = set(sys.argv[1:])
    sys.exit(bool(main("".join(asked - {"--trained"}), "--trained" in asked)))
