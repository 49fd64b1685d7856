"""Kill train, promote and rollback at every step of writing, and look at what is left.

    python -m tests.faults.promotion            # every step, some minutes
    python -m tests.faults.promotion --commit   # the steps round the one that changes the champion

After each kill the old or the new champion must serve, that of another package must be as it was,
and the next command must find nothing that a person has to repair. The exit code is 1 otherwise.
"""

import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import mlflow
from mlflow import MlflowClient

from tests.faults import killed
from tests.faults.killed import Stage, Trial, kill_at_each
from tests.training.examples import growth_example
from training.registry import champions, promotion, store, versions

NAME, PACKAGE, OTHER = "cluster-growth", "tiny", "other"
EXPECTED = {"train": {3}, "promote": {3, 4}, "rollback": {2, 3}}
"""Champions of the package that may serve after a command was killed; 3 serves before it."""


def train(package: str = PACKAGE) -> int:
    """Log one more version, as the last part of a training does."""
    made = growth_example()
    data = replace(made.package, name=package)
    return versions.log(made.trained, data, made.rows, made.losses)


def prepare() -> None:
    """A store with champions 1, 2 and 3 of a package, its challenger 4, and 5 of another one."""
    for _ in range(3):
        promotion.promote(NAME, train(), force=True)
    train()
    promotion.promote(NAME, train(OTHER), force=True)


COMMANDS: dict[str, Callable[[], Any]] = {
    "promote": lambda: promotion.promote(NAME, force=True, package=PACKAGE)[0],
    "rollback": lambda: promotion.rollback(NAME, PACKAGE),
    "train": train,
}


def after_kill(command: str) -> dict[str, Any]:
    """What serves, then what the next commands do and what is left undone after them.

    A training that was killed is done again: its version must be the challenger.
    """
    found = versions.champions(NAME)
    served = [versions.load(NAME, version).version for version in found.values()]
    client = store.initialise()
    before = champions.trails(client, NAME)[PACKAGE].versions
    back = promotion.rollback(NAME, PACKAGE)
    trained = [train(), versions.challenger_version(NAME, PACKAGE)] if command == "train" else []
    return {
        "champion": found[PACKAGE],
        "other": found[OTHER],
        "loaded": sorted(served),
        "before": before[-2],
        "back": back,
        "undone": undone(client),
        "trained": trained,
    }


def undone(client: MlflowClient) -> list[str]:
    """Copies that differ from the truth, and runs that nobody writes any more."""
    model = champions.registered(client, NAME)
    assert model is not None
    trails, numbered = champions.trails(client, NAME), champions.versions_of(client, NAME)
    wanted = {champions.alias_of("champion", it): trail.champion for it, trail in trails.items()}
    for package, number in champions.challengers(trails, numbered).items():
        wanted[champions.alias_of("challenger", package)] = number
    aliases = {alias: int(number) for alias, number in model.aliases.items()}
    faults = [] if aliases == wanted else [f"aliases {aliases}, not {wanted}"]
    for trail in trails.values():
        for number, since in dict(trail.served).items():
            run = client.get_run(str(numbered[number].run_id)).data.tags
            kept = {numbered[number].tags.get("promoted_at"), run.get("promoted_at")}
            if kept != {since.isoformat()}:
                faults.append(f"promoted_at of version {number}")
    running = mlflow.search_runs(
        experiment_names=["growth"],
        filter_string="attributes.status = 'RUNNING'",
        output_format="list",
    )
    return faults + [f"run {run.info.run_name} is still running" for run in running]


def faults_of(command: str, found: dict[str, Any]) -> list[str]:
    """What is wrong after a kill, in words."""
    faults = list(found["undone"])
    if found["champion"] not in EXPECTED[command]:
        faults.append(f"champion {found['champion']}")
    if found["other"] != 5 or found["loaded"] != sorted([found["champion"], 5]):
        faults.append(f"champions {found['loaded']} serve")
    if found["back"] != found["before"]:
        faults.append(f"rollback to {found['back']}, not to {found['before']}")
    if len(set(found["trained"])) > 1:
        faults.append("the next training is not the challenger")
    return faults


def judge(command: str, found: dict[str, Any]) -> tuple[list[str], str]:
    """What is wrong, and what serves."""
    return faults_of(command, found), f"{found['champion']} serves, then {found['back']}"


def chosen(steps: list[str], only_commit: bool) -> list[int]:
    """Numbers of the steps to die at: all, or those round the one that changes the champion."""
    if not only_commit:
        return list(range(len(steps)))
    decisive = [place for place, words in enumerate(steps) if f"champions.{PACKAGE}" in words]
    return [near for place in decisive for near in (place, place + 1)]


def main(only_commit: bool) -> int:
    """Kill each command at each step; the number of steps after which something is wrong."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder) / "store", Path(folder) / "kept")
        os.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{stage.used}/mlflow.db"
        stage.prepare(prepare)
        commands = {it: COMMANDS[it] for it in COMMANDS if not (only_commit and it == "train")}
        for command, function in commands.items():
            with stage.fresh():
                steps = killed.run(function, stage.used).steps
            trial = Trial(command, function, partial(after_kill, command), partial(judge, command))
            wrong += kill_at_each(stage, trial, steps, chosen(steps, only_commit))
    print(f"{wrong} kills left something wrong")
    return wrong


if __name__ == "__main__":
    # MLflow and its database layer warn of each other.
    warnings.simplefilter("ignore")
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    sys.exit(bool(main("--commit" in sys.argv[1:])))
