"""Peers: planted groups are found again, noise makes one group, and profiles use no later year."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError, UnknownCodeError
from features.links import peers
from features.package import Package, read


def planted(groups: int, apart: float, each: int = 20, columns: int = 6) -> pd.DataFrame:
    """Regions around centres that lie `apart` standard deviations from each other."""
    rng = np.random.default_rng(5)
    centres = np.eye(groups, columns) * apart
    points = np.repeat(centres, each, axis=0) + rng.normal(size=(groups * each, columns))
    return pd.DataFrame(points, index=[f"r{i:02d}" for i in range(len(points))]).add_prefix("i")


def package(later: float = 0.0) -> Package:
    """Four regions below a nation, 2000 to 2009, whose years after 2005 move by `later`."""
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(
        [
            (f"r{r}", 2000 + t, name, 100.0 * (r + 1) + t + rng.random() + later * (t > 5))
            for r in range(4)
            for t in range(10)
            for name in ("income", "jobs")
        ],
        columns=["region_code", "year", "indicator", "value"],
    )
    codes = [f"r{r}" for r in range(4)]
    regions = pd.DataFrame({"region_code": ["N", *codes], "parent_code": ["", *["N"] * 4]})
    return Package("p", "", "", {"regions": regions, "region_indicators": rows}, {})


def test_planted_groups_are_found() -> None:
    found = peers.typology(planted(3, apart=8.0))
    truth = np.repeat([0, 1, 2], 20)
    assert int(found.bic.loc[found.bic["chosen"], "groups"].iloc[0]) == 3
    assert pd.crosstab(truth, found.groups.to_numpy()).gt(0).to_numpy().sum() == 3
    assert (found.probability > 0.9).all()
    assert found.groups.value_counts().tolist() == [20, 20, 20]


def test_noise_has_no_groups() -> None:
    found = peers.typology(planted(1, apart=0.0, each=40))
    assert (found.groups == 0).all()


def test_stability_tells_groups_from_noise() -> None:
    assert peers.stability(planted(2, apart=8.0).to_numpy(), 2) > 0.95
    assert peers.stability(planted(1, apart=0.0, each=40).to_numpy(), 4) < peers.STABLE


def test_nearest_peers_and_what_sets_apart() -> None:
    table = pd.DataFrame(
        {"income": [0.0, 0.1, 2.0], "jobs": [0.0, -0.5, 0.0]}, index=["A", "B", "C"]
    )
    found = peers.nearest_peers(table, "A", indicators=1)
    assert found["region_code"].tolist() == ["B", "C"]
    np.testing.assert_allclose(found["distance"], [np.sqrt(0.26 / 2), np.sqrt(2.0)])
    assert found["apart"].tolist() == [["jobs"], ["income"]]
    assert found["differences"].tolist() == [[0.5], [-2.0]]
    apart = peers.sets_apart(table, "A", ["B", "C"], top=1)
    assert apart.loc[0, "indicator"] == "income"
    assert apart.loc[0, "difference"] == pytest.approx(-1.05)
    with pytest.raises(UnknownCodeError, match="unknown region 'Q'"):
        peers.nearest_peers(table, "Q")


def test_profile_is_standardised_and_leaves_the_nation_out() -> None:
    table = peers.profile(package())
    assert table.index.tolist() == ["r0", "r1", "r2", "r3"]
    assert set(table.columns) == {"income", "income_growth", "jobs", "jobs_growth"}
    np.testing.assert_allclose(table.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(table.std(ddof=0), 1)


def test_profile_uses_nothing_after_the_cutoff() -> None:
    before, altered = package(), package(later=1e6)
    pd.testing.assert_frame_equal(
        peers.profile(before.until(2005)), peers.profile(altered.until(2005))
    )
    assert not peers.profile(before).equals(peers.profile(altered))


def test_a_package_without_indicators_is_refused() -> None:
    bare = Package("p", "", "", {"regions": package().tables["regions"]}, {})
    with pytest.raises(InputError, match="peers need three regions or more"):
        peers.profile(bare)


def test_the_mix_is_of_the_indicator_that_is_there() -> None:
    regions = package().tables["regions"]
    clusters = pd.DataFrame({"cluster_code": ["A", "B"], "parent_code": ["", ""]})
    sizes = {"turnover": [1.0, 3.0, 4.0, 8.0], "jobs": [9.0, 9.0, 1.0, 1.0]}
    rows = pd.DataFrame(
        [
            (f"r{r}", cluster, 2009, name, values[r] if cluster == "A" else 8.0)
            for name, values in sizes.items()
            for r in range(4)
            for cluster in "AB"
        ],
        columns=["region_code", "cluster_code", "year", "indicator", "value"],
    )
    tables = {"regions": regions, "clusters": clusters, "cluster_indicators": rows}
    data = Package("p", "", "", tables, {})
    first = peers.profile(data)
    assert set(first.columns) == {"share_A", "share_B"}
    assert first["share_A"].is_monotonic_increasing
    assert peers.profile(data, indicator="jobs")["share_A"].is_monotonic_decreasing
    pd.testing.assert_frame_equal(peers.profile(data, indicator="value_added"), first)
    same = {**tables, "cluster_indicators": rows.assign(value=1.0)}
    with pytest.raises(InputError, match="have the same indicators"):
        peers.profile(Package("p", "", "", same, {}))


@pytest.mark.real_data
def test_states_have_profiles(real_data: Callable[[str], Path]) -> None:
    table = peers.profile(read(real_data("us-states")))
    assert table.shape[0] == 51
    assert peers.nearest_peers(table, "TX")["distance"].is_monotonic_increasing


def test_growth_is_between_the_years_that_are_known() -> None:
    regions = pd.DataFrame({"region_code": list("ABCD"), "parent_code": ""})
    known = {"A": range(2011, 2016), "B": (2011, 2012), "C": range(2011, 2016), "D": (2011,)}
    rows = [
        (region, year, "income", 100 * (1.02 if region == "C" else 1.1) ** (year - 2011))
        for region, years in known.items()
        for year in years
    ]
    table = pd.DataFrame(rows, columns=["region_code", "year", "indicator", "value"])
    data = Package("p", "", "", {"regions": regions, "region_indicators": table}, {})
    growth = peers.profile(data)["income_growth"]
    assert growth["A"] == pytest.approx(growth["B"])
    assert growth["C"] < growth["D"] == 0 < growth["A"]


def test_codes_without_data_take_nothing_away() -> None:
    data = package()
    regions = data.tables["regions"]
    county = pd.DataFrame({"region_code": ["r0a"], "parent_code": ["r0"]})
    clusters = pd.DataFrame({"cluster_code": ["A", "B"], "parent_code": ["", ""]})
    listed = pd.DataFrame({"cluster_code": ["A", "B", "A1"], "parent_code": ["", "", "A"]})
    rows = pd.DataFrame(
        [(f"r{r}", c, 2009, "jobs", 1.0 + r * (c == "A")) for r in range(4) for c in "AB"],
        columns=["region_code", "cluster_code", "year", "indicator", "value"],
    )
    tables = {**data.tables, "cluster_indicators": rows, "clusters": clusters}
    more = {**tables, "regions": pd.concat([regions, county]), "clusters": listed}
    one, other = (peers.profile(Package("p", "", "", held, {})) for held in (tables, more))
    pd.testing.assert_frame_equal(one, other)
    assert "share_A" in one
