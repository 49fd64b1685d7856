"""Kill a refresh at every step of writing, run it again, and look at what is left.

    python -m tests.faults.refresh            # every step, more than an hour
    python -m tests.faults.refresh --commit   # the steps that change what people see
    python -m tests.faults.refresh --few      # once, between a new champion and telling of it

With --trained the package is the newer one already and versions wait for the gate.

After each kill the old or the new champions must serve. The next refresh must end with exit code 0,
the package of the newer file, champions that were trained on it, and every event and page of a
refresh that nobody killed. What people wrote must be there: notes, chances with their outcomes,
what they follow. Every subscriber must be told everything, a message twice only with the same id
and the same content. The exit code is 1 otherwise.
"""

import json
import logging
import os
import shutil
import sys
import tempfile
import warnings
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from features.package import read
from tests.faults import killed, people
from tests.faults.killed import Stage, Trial, kill_at_each
from tests.faults.receiver import receiver
from tests.training.refresh import example
from training.__main__ import app
from training.cli.growth import GrowthTraining, challenger
from training.community import database, tables
from training.registry import promotion, versions
from training.trained import silent

SLOW = ("training.choice.hindsight.at_origins", "mlflow.pyfunc", "scipy.stats", "training.figures")
"""Modules that a refresh imports late: imported once here, not in every process that is forked."""
DECISIVE = (
    *("rename", "replace", "insert events", "update model_version_tags", "champions."),
    *("insert model_version_tags", "outbox", "subscriptions", "expert_chances"),
)
"""Words of the steps that --commit kills at: the package, champions, the page, events, notes that
they were told, messages, chances."""
NAMES = (example.NAME, example.MARKETS)


def refresh(folder: Path) -> int:
    """The exit code of a refresh with the newer file."""
    named = ["--package", str(folder / "package"), "--import", str(folder / "newer")]
    try:
        app(["refresh", *named, "--output", str(folder / "reports")], standalone_mode=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def prepare(folder: Path, address: str, is_trained: bool) -> None:
    """A package with champions and people; with challengers of the newer file, if it is trained.

    Parameters
    ----------
    address : str
        Of the webhook.
    """
    package, newer = example.written(folder)
    example.champion(package)
    promotion.promote(example.MARKETS, example.market_challenger(package), force=True)
    people.write(versions.load(example.MARKETS), address)
    if is_trained:
        shutil.rmtree(package)
        shutil.copytree(newer, package)
        challenger(read(package), [], GrowthTraining(horizon=2, model="drift"), silent)
        example.market_challenger(package)


def state(folder: Path) -> dict[str, Any]:
    """What people would see now; the package may be gone for a moment."""
    serving, markets = (versions.champions(name)[example.PACKAGE] for name in NAMES)
    file = folder / "reports" / "refresh.json"
    report = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    is_there = (folder / "package" / "datapackage.json").is_file()
    return {
        "champion": versions.load(example.NAME, serving).cutoff,
        "markets": versions.load(example.MARKETS, markets).cutoff,
        "version": serving,
        "events": _events(),
        "headline": report.get("headline"),
        "surprises": (report.get("monitor") or {}).get("n_surprising"),
        "last_year": _last_year(folder) if is_there else None,
        "rest": sorted(it.name for it in folder.glob(".package-*")),
        **people.state(folder),
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
    serving, markets = (versions.champions(name).get(example.PACKAGE) for name in NAMES)
    code = refresh(folder)
    return {"serving": serving, "markets_serving": markets, "code": code, **state(folder)}


def judge(whole: dict[str, Any], found: dict[str, Any]) -> tuple[list[str], str]:
    """What is wrong after a kill and the next refresh, and what served.

    Parameters
    ----------
    whole : dict
        The state after a refresh that nobody killed.
    """
    served = found["serving"], found["markets_serving"]
    faults = [] if set(served) <= {1, 2} else [f"champions {served} after the kill"]
    if found["code"]:
        faults.append(f"the next refresh ended with {found['code']}")
    faults += [
        f"{key}: {found[key]}, not {whole[key]}"
        for key in whole
        if key != "version" and found[key] != whole[key]
    ]
    return faults, f"{found['serving']} served, then {found['version']}"


def chosen(steps: list[str], how: str) -> list[int]:
    """Numbers of the steps to die at."""
    if how == "--few":
        return [at + 1 for at, words in enumerate(steps) if "champions." in words][:1]
    is_any = how != "--commit"
    return [
        at for at, words in enumerate(steps) if is_any or any(word in words for word in DECISIVE)
    ]


def main(how: str, is_trained: bool) -> int:
    """Kill a refresh at each step; the number of steps after which something is wrong."""
    for module in SLOW:
        import_module(module)
    example.quick()
    with tempfile.TemporaryDirectory() as made:
        stage = Stage(Path(made) / "space", Path(made) / "kept")
        os.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{stage.used}/mlruns/mlflow.db"
        with receiver(stage.used / people.FILE) as address:
            people.subscribe(Path(made), address)
            stage.prepare(partial(prepare, stage.used, address, is_trained))
            with stage.fresh():
                steps = killed.run(partial(refresh, stage.used), stage.used).steps
                whole = killed.run(partial(state, stage.used), stage.used).result
            act, look = partial(refresh, stage.used), partial(again, stage.used)
            trial = Trial("refresh", act, look, partial(judge, whole))
            wrong = kill_at_each(stage, trial, steps, chosen(steps, how))
    print(f"{wrong} kills left something wrong")
    return wrong


if __name__ == "__main__":
    # MLflow and its database layer warn of each other.
    warnings.simplefilter("ignore")
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    asked = set(sys.argv[1:])
    sys.exit(bool(main("".join(asked - {"--trained"}), "--trained" in asked)))
