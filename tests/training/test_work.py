"""Work on a Dask cluster of processes gives what work in this process gives, even if one dies."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import LocalCluster
from pandas.testing import assert_frame_equal

from features.errors import InputError
from features.growth.panel import growth_panel
from features.niches.question import NicheQuestion
from features.package import Package
from tests import loops
from tests.training.growth.test_task import some
from training import work as training_work
from training.growth.global_model import hybrid
from training.growth.global_model.hybrid import Parts
from training.niches import task as niches
from training.niches.panels import NichePanels
from training.work import local_work, run_job, workers

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed.*")


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with pytest.MonkeyPatch.context() as patch:
        # Coverage is not for processes that are killed: what they do is measured in this one.
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        with LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster:
            yield cluster


def slow_square(item: tuple[int, Path]) -> int:
    number, mark = item
    if number == 0 and not mark.exists():  # the first attempt dies with its process
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return number**2


def test_a_task_whose_worker_is_killed_is_done_again(cluster: LocalCluster, tmp_path: Path) -> None:
    mark = tmp_path / "killed"
    with workers(cluster.scheduler_address) as work:
        results = work(slow_square, [(number, mark) for number in range(20)])
    assert mark.exists()
    assert results == [number**2 for number in range(20)]


def test_a_notebook_asks_the_cluster_too(cluster: LocalCluster) -> None:
    """A notebook's event loop runs in the thread that asks."""

    async def cell() -> list[int]:
        with workers(cluster.scheduler_address) as work:
            return work(abs, [-3, 2])

    assert loops.run(cell()) == [3, 2]


def test_forecasts_are_those_of_one_process(cluster: LocalCluster, demo_package: Package) -> None:
    panel = growth_panel(some(demo_package, 10), 2012)
    alone = hybrid.learn(panel, 5, work=local_work)
    with workers(cluster.scheduler_address) as work:
        together = hybrid.learn(panel, 5, work=work)
    assert alone.model is not None
    for part in ("parts", "fold_parts"):
        for item in fields(Parts):
            np.testing.assert_allclose(
                getattr(getattr(together, part), item.name),
                getattr(getattr(alone, part), item.name),
                rtol=1e-9,
                atol=1e-9,
            )


def killed_once(mark: Path, job: Callable[[], Any]) -> Any:
    """The result of a job whose first attempt dies with its process."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return job()


def test_a_backtest_and_a_training_of_niches_are_those_of_one_process(
    cluster: LocalCluster, demo_package: Package, tmp_path: Path
) -> None:
    panels, mark = NichePanels(demo_package, NicheQuestion()), tmp_path / "killed"
    evaluate = partial(niches.evaluate, panels, 2010, ["density"], champion="density")
    train = partial(niches.train, panels, 2015, "density")
    with workers(cluster.scheduler_address) as work:
        evaluated, trained = work(run_job, [partial(killed_once, mark, evaluate), train])
    assert mark.exists()
    alone = evaluate()
    for part in ("losses", "futures"):
        assert_frame_equal(getattr(evaluated, part), getattr(alone, part))
    assert_frame_equal(evaluated.rows.drop(columns="seconds"), alone.rows.drop(columns="seconds"))
    for name, table in train().tables.items():
        assert_frame_equal(trained.tables[name], table)


def deadly(item: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_work_that_kills_every_worker_is_said_to_be_lost(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last on the cluster: a worker that dies while it starts is not started again."""
    # Each death more would cost the start of another worker.
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    with (
        pytest.raises(InputError, match="the work was lost"),
        workers(cluster.scheduler_address) as work,
    ):
        work(deadly, [1])


def test_no_scheduler_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_work, "CONNECT_SECONDS", 1)
    with (
        pytest.raises(InputError, match=r"no Dask scheduler answers there"),
        workers("tcp://127.0.0.1:1"),
    ):
        pass


@pytest.mark.parametrize("address", ["nowhere", "tcp://nowhere"])
def test_an_address_without_a_port_is_refused(address: str) -> None:
    with pytest.raises(InputError, match=f"takes HOST:PORT, .*, not '{address}'"), workers(address):
        pass


def test_a_cluster_needs_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="--scheduler needs Dask"), workers("tcp://127.0.0.1:1"):
        pass


def test_work_here_keeps_the_order() -> None:
    assert local_work(partial(pow, 2), [3, 1, 2]) == [8, 2, 4]
