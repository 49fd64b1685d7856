"""Runs that killed trainings left running are closed, those of living ones are not."""

import os
import subprocess
import time

import pytest

from training.registry import runs, store

DAY = 24 * 60 * 60


@pytest.mark.usefixtures("store")
def test_only_runs_whose_process_is_gone_are_closed() -> None:
    client = store.initialise()
    found = client.get_experiment_by_name("growth")
    assert found is not None
    experiment = found.experiment_id
    mine = runs.process_tags()
    gone = subprocess.Popen(["true"])
    gone.wait()
    now = int(time.time() * 1000)
    old = now - 1001 * DAY
    cases = {
        "living": (now, mine, "RUNNING"),
        "old but living": (old, mine, "RUNNING"),
        "gone": (now, {**mine, "pid": str(gone.pid)}, "KILLED"),
        "its number taken by another": (now, {**mine, "process_start": "1.0"}, "KILLED"),
        "elsewhere": (now, {**mine, "host": "other"}, "RUNNING"),
        "elsewhere, a day ago": (old, {**mine, "host": "other"}, "KILLED"),
        "of an older release": (old, {}, "KILLED"),
    }
    made = {
        name: client.create_run(experiment, start, {**tags, "kind": "model"}).info.run_id
        for name, (start, tags, _) in cases.items()
    }
    theirs = client.create_run(experiment, old).info.run_id
    runs.close_abandoned(client)
    status = {name: client.get_run(run_id).info.status for name, run_id in made.items()}
    assert status == {name: expected for name, (_, _, expected) in cases.items()}
    assert client.get_run(theirs).info.status == "RUNNING", "no run of smartspec"
    assert int(mine["pid"]) == os.getpid()
