"""A small package ends with a champion by the ordinary commands, whatever its data."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.package import write
from tests.training.cli.test_main import run
from training.growth import task as growth
from training.registry import versions

pytestmark = pytest.mark.usefixtures("store")

NAME = "cluster-growth"
N_REGIONS, N_CLUSTERS, YEARS = 12, 8, range(2000, 2019)


def small_package(folder: Path, drift: float, seed: int = 0) -> Path:
    """Random walks of 12 regions, 8 clusters and 19 years: no method can tell their order."""
    rng = np.random.default_rng(seed)
    regions = [f"R{number:02d}" for number in range(N_REGIONS)]
    clusters = [f"C{number:02d}" for number in range(N_CLUSTERS)]
    keys = pd.MultiIndex.from_product(
        [regions, clusters, YEARS], names=["region_code", "cluster_code", "year"]
    )
    steps = rng.normal(drift, 0.08, (N_REGIONS * N_CLUSTERS, len(YEARS)))
    values = 100 * np.exp(rng.normal(0, 1, (len(steps), 1)) + steps.cumsum(axis=1))
    rows = keys.to_frame(index=False).assign(indicator="value_added", value=values.ravel())
    tables = {
        "regions": pd.DataFrame(
            {"region_code": regions, "region_name": regions, "parent_code": ""}
        ),
        "clusters": pd.DataFrame(
            {"cluster_code": clusters, "cluster_name": clusters, "parent_code": ""}
        ),
        "indicators": pd.DataFrame(
            {"indicator": ["value_added"], "unit": ["million"], "description": ["Value added"]}
        ),
        "cluster_indicators": rows,
    }
    write(tables, folder, "small", "A small package")
    return folder


@pytest.mark.slow
def test_random_walks_end_with_a_simple_champion_that_says_so(tmp_path: Path) -> None:
    package = str(small_package(tmp_path / "small", drift=0.0))
    trained = run("train", "growth", "--package", package, "--horizon", "5")
    assert trained.returncode == 0, trained.stderr
    promoted = run("promote", "growth")
    assert promoted.returncode == 0, promoted.stderr
    champion = versions.load(NAME)
    assert not champion.forced
    assert champion.model in ("naive", "drift")
    told = f"{NAME} version 1 is the champion of {champion.package} now: {champion.model} is good "
    assert f"{told}enough to serve: " in promoted.stdout
    assert f"no method beats {champion.model} here by more than the noise" in promoted.stdout
    assert "noise from regions within the origin 2013 alone" in promoted.stdout
    assert "chosen on 2011 and 2012" in promoted.stdout
    assert champion.params["chosen_on"] == "2011 2012"
    assert f"choosing {champion.model}: " in trained.stderr
    served = {champion.model, f"{champion.model}_unreconciled"}
    assert served <= set(champion.track["model"])


@pytest.mark.slow
def test_a_method_that_is_refused_names_the_one_that_would_serve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "QUICK_MODELS", ["naive", "drift"])
    package = str(small_package(tmp_path / "small", drift=0.0))
    asked = ("--package", package, "--horizon", "5", "--model", "hybrid")
    assert run("train", "growth", *asked).returncode == 0
    refused = run("promote", "growth")
    assert refused.returncode == 2
    assert "hybrid is not good enough to serve: its " in refused.stderr
    (method,) = {
        name
        for name in ("naive", "drift")
        if f"smartspec train growth --model {name}" in refused.stderr
    }
    assert f"{method} is the simplest method within the margin" in refused.stderr


@pytest.mark.slow
def test_origins_of_a_training_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "QUICK_MODELS", ["naive", "drift"])
    package = str(small_package(tmp_path / "small", drift=0.03))
    asked = ("train", "growth", "--package", package, "--horizon", "2", "--model", "drift")
    done = run(*asked, "--origins", "2012,2014,2016")
    assert done.returncode == 0, done.stderr
    track = versions.load(NAME, versions.challenger_version(NAME)).track
    assert [origin for origin in track["origin"].unique() if origin != "pooled"] == [
        2012,
        2014,
        2016,
    ]
    assert "regions and 3 origins" in run("promote", "growth").stdout
    late = run(*asked, "--origins", "2017")
    assert late.returncode == 2
    assert "--origins 2017: its outcomes 2 years ahead end after the cutoff 2018" in late.stderr
