"""Whether the demo country holds what its docstring promises, and its plain twin none of it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from features import demo
from features.arrays import Array
from features.indicators.relatedness import proximity, relatedness_density
from features.indicators.specialization import location_quotient, presence, ubiquity
from features.package import Package, read
from features.package.schema import TABLES

Tables = Mapping[str, pd.DataFrame]
SEEDS = [7, 11, 23]


@cache
def made(seed: int, planted: bool) -> Tables:
    return demo.make(seed, planted)


def window(tables: Tables, last: int) -> pd.DataFrame:
    """Patents of the five years up to the last: 60 regions x 120 technologies."""
    rows = tables["patents"]
    rows = rows[rows["year"].between(last - 4, last)]
    regions = tables["regions"].query("parent_code != ''")["region_code"]
    technologies = tables["technologies"].query("parent_code != ''")["technology_code"]
    counts = rows.groupby(["region_code", "technology_code"])["patents"].sum().unstack()
    return counts.reindex(index=regions, columns=technologies).fillna(0.0)


def quotients(tables: Tables, last: int) -> Array:
    return location_quotient(window(tables, last).to_numpy())


def density(lq: Array) -> Array:
    return relatedness_density(presence(lq), proximity(presence(lq)))


def entries(tables: Tables, origin: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which cells could enter in the five years after the origin, and which did."""
    candidate = quotients(tables, origin) < 1
    candidate &= window(tables, origin).to_numpy().sum(axis=1, keepdims=True) >= 100
    return candidate, candidate & (quotients(tables, origin + 5) >= 1)


def positions(tables: Tables, niches: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    cells = window(tables, demo.CUTOFF)
    return (
        cells.index.get_indexer(pd.Index(niches["region_code"])),
        cells.columns.get_indexer(pd.Index(niches["technology_code"])),
    )


def gains(tables: Tables) -> pd.Series:
    """Log growth of each technology's share in the nation's patents, 2006-10 to 2016-20."""
    before, after = (window(tables, last).sum() for last in (2010, 2020))
    return (after / after.sum() / (before / before.sum())).map(np.log)


def log_growth(tables: Tables) -> pd.DataFrame:
    """Log growth of value added: series x years."""
    rows = tables["cluster_indicators"].query("indicator == 'value_added'")
    values = rows.set_index(["region_code", "cluster_code", "year"])["value"].unstack()
    return (values / values.shift(axis=1)).map(np.log).iloc[:, 1:]


def excess_growth(tables: Tables) -> pd.DataFrame:
    """Log growth of value added less the mean of all series in the year: series x years."""
    growth = log_growth(tables)
    return growth.sub(growth.mean())


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def planted(seed: int) -> Tables:
    return made(seed, planted=True)


@pytest.fixture
def plain(seed: int) -> Tables:
    return made(seed, planted=False)


def test_the_same_seed_gives_the_same_country() -> None:
    once, again, other = demo.make(3), demo.make(3), demo.make(4)
    for name in TABLES:
        pd.testing.assert_frame_equal(once[name], again[name])
    assert not once["patents"].equals(other["patents"])
    assert not once["cluster_indicators"].equals(other["cluster_indicators"])


def test_the_packages_are_valid_complete_and_called_a_demo(
    demo_package: Package, plain_demo_package: Package
) -> None:
    for package in (demo_package, plain_demo_package):
        assert set(package.tables) == set(TABLES)
        assert package.name == "demo"
        assert "Demo" in package.title
        assert "invented" in package.title
    assert demo_package.sha256 != plain_demo_package.sha256
    assert "nothing planted" in str(plain_demo_package.metadata["description"])


def test_what_is_read_is_what_was_made(demo_package: Package) -> None:
    for name, rows in demo.make().items():
        keys = list(TABLES[name].key)
        pd.testing.assert_frame_equal(
            rows.sort_values(keys, ignore_index=True),
            demo_package.tables[name].sort_values(keys, ignore_index=True),
            check_dtype=False,
            check_like=True,
        )


def test_writing_twice_gives_the_same_bytes(tmp_path: Path, demo_package: Package) -> None:
    demo.write(tmp_path / "again")
    assert read(tmp_path / "again").sha256 == demo_package.sha256


def test_sizes(planted: Tables) -> None:
    assert window(planted, demo.CUTOFF).shape == (60, 120)
    years = planted["patents"]["year"]
    assert (years.min(), years.max()) == (1996, 2020)
    counted = planted["cluster_indicators"].query("indicator == 'value_added'")
    assert len(counted) == 60 * 8 * 25
    volumes = window(planted, demo.CUTOFF).sum(axis=1)
    assert 1 <= (volumes < 100).sum() <= 6
    withheld = len(counted) - (planted["cluster_indicators"]["indicator"] == "employment").sum()
    assert 0 < withheld < 0.1 * len(counted)


def test_names_are_unique(demo_package: Package) -> None:
    for table, name in (("regions", "region_name"), ("technologies", "technology_name")):
        assert demo_package.tables[table][name].is_unique


def test_emerging_technologies_gain_more_than_all_others(planted: Tables, seed: int) -> None:
    emerging = demo.truth(seed)["emerging_technologies"]["technology_code"]
    gain = gains(planted)
    assert len(emerging) == 6
    assert gain[emerging].min() > gain.drop(emerging).max()


def test_nothing_emerges_in_the_plain_country(plain: Tables, seed: int) -> None:
    emerging = demo.truth(seed)["emerging_technologies"]["technology_code"]
    gain = gains(plain)
    assert abs(gain[emerging].mean()) < 0.4
    assert gain.max() < 1.2


def test_planted_niches_are_entered_after_the_cutoff(
    planted: Tables, plain: Tables, seed: int
) -> None:
    niches = demo.truth(seed)["niches"]
    assert len(niches) == 30
    assert niches["year"].between(demo.CUTOFF + 1, demo.CUTOFF + 5).all()
    cells = positions(planted, niches)
    assert entries(planted, demo.CUTOFF)[1][cells].mean() > 0.8
    assert entries(plain, demo.CUTOFF)[1][cells].mean() < 0.4


def test_planted_niches_are_related_to_what_their_regions_do(planted: Tables, seed: int) -> None:
    """Known at the cutoff: their density is in the upper quarter of all candidates."""
    cells = positions(planted, demo.truth(seed)["niches"])
    candidate, _ = entries(planted, demo.CUTOFF)
    found = density(quotients(planted, demo.CUTOFF))
    assert np.median(found[cells]) > np.quantile(found[candidate], 0.75)


@pytest.mark.parametrize("origin", [2005, 2010, 2015])
def test_relatedness_density_tells_entries_in_the_planted_country(
    planted: Tables, origin: int
) -> None:
    candidate, entered = entries(planted, origin)
    lq = quotients(planted, origin)
    common = np.broadcast_to(ubiquity(presence(lq)), lq.shape)
    by_density = roc_auc_score(entered[candidate], density(lq)[candidate])
    by_ubiquity = roc_auc_score(entered[candidate], common[candidate])
    assert 0.05 < entered[candidate].mean() < 0.15
    assert by_density > 0.7
    assert by_density > by_ubiquity + 0.1


@pytest.mark.parametrize("origin", [2005, 2010, 2015])
def test_relatedness_density_tells_nothing_in_the_plain_country(plain: Tables, origin: int) -> None:
    """Beyond what regions and technologies as such explain (their mean density)."""
    candidate, entered = entries(plain, origin)
    relative = np.where(candidate, density(quotients(plain, origin)), np.nan)
    relative -= np.nanmean(relative, axis=0)
    assert 0.05 < entered[candidate].mean() < 0.15
    assert abs(roc_auc_score(entered[candidate], relative[candidate]) - 0.5) < 0.07


def test_planted_series_grow_before_and_after_the_cutoff(planted: Tables, seed: int) -> None:
    series = demo.truth(seed)["growing_series"]
    keys = pd.MultiIndex.from_frame(series[["region_code", "cluster_code"]])
    growth = excess_growth(planted)
    for years in (range(2008, 2016), range(2016, 2021)):
        mean = growth[list(years)].mean(axis=1)
        assert mean[keys].mean() - mean.drop(keys).mean() > 0.03


def test_growth_persists_only_in_the_planted_country(planted: Tables, plain: Tables) -> None:
    def persistence(tables: Tables) -> float:
        growth = excess_growth(tables)
        before, after = growth.loc[:, :2010].mean(axis=1), growth.loc[:, 2011:].mean(axis=1)
        return float(np.corrcoef(before, after)[0, 1])

    assert persistence(planted) > 0.25
    assert abs(persistence(plain)) < 0.15


@pytest.mark.parametrize("planted_or_plain", [True, False])
def test_two_recessions_hit_all(seed: int, planted_or_plain: bool) -> None:
    growth = log_growth(made(seed, planted_or_plain))
    assert set(growth.mean().nsmallest(2).index) == {2001, 2009}
    assert (growth[2009] < growth.drop(columns=[2001, 2009]).mean(axis=1)).mean() > 0.9


def test_the_input_output_tables_add_up(planted: Tables) -> None:
    flows, output = planted["cluster_flows"], planted["cluster_output"]
    produced = output.set_index(["year", "cluster_code"])["output"]
    bought = flows.groupby(["year", "to_cluster_code"])["flow"].sum()
    sold = flows.groupby(["year", "from_cluster_code"])["flow"].sum()
    of_regions = planted["cluster_indicators"].query("indicator == 'value_added'")
    value_added = of_regions.groupby(["year", "cluster_code"])["value"].sum()
    assert set(output["year"]) == {2000, 2005, 2010, 2015, 2020}
    assert (bought / produced.to_numpy() < 0.7).all()
    assert (sold < produced.to_numpy()).all()
    np.testing.assert_allclose(
        produced.to_numpy() - bought.to_numpy(), value_added[produced.index], rtol=1e-5
    )


def test_neighbours_are_mutual(demo_package: Package) -> None:
    links = demo_package.tables["neighbours"]
    forth = set(zip(links["region_code"], links["neighbour_code"], links["weight"], strict=True))
    back = set(zip(links["neighbour_code"], links["region_code"], links["weight"], strict=True))
    assert forth == back
    assert links["region_code"].nunique() == 60
    assert (links["region_code"] != links["neighbour_code"]).all()
