"""Externalities: worked by hand, nothing later than the cutoff used."""

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError
from features.indicators.specialization import specialised
from features.links import externalities as e
from features.links.flow_table import InputOutput
from features.package import Package

TABLE = InputOutput(
    "N", 2010, ("c0", "c1"), np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0])
)


def panel_package(later: float = 1.0, seed: int = 0) -> Package:
    """Ten regions, four clusters, 2000 to 2014; years after 2010 multiplied by `later`."""
    rng = np.random.default_rng(seed)
    regions, clusters, years = 10, 4, np.arange(2000, 2015)
    values = np.exp(rng.normal(0.02, 0.05, (regions, clusters, len(years))).cumsum(axis=2))
    values *= rng.uniform(1, 100, (regions, clusters, 1)) * np.where(years > 2010, later, 1.0)
    rows = [
        (f"r{r}", f"c{c}", int(year), "value_added", values[r, c, t])
        for r in range(regions)
        for c in range(clusters)
        for t, year in enumerate(years)
    ]
    patents = [
        (f"r{r}", f"t{k}", int(year), float(rng.poisson(5)) * (later if year > 2010 else 1))
        for r in range(regions)
        for k in range(3)
        for year in years
    ]
    jobs = [
        (f"r{r}", int(year), "employment", values[r, :, t].sum())
        for r in range(regions)
        for t, year in enumerate(years)
    ]
    names = ["region_code", "cluster_code", "year", "indicator", "value"]
    codes = [f"r{r}" for r in range(regions)]
    return Package(
        "p",
        "",
        "",
        {
            "regions": pd.DataFrame(
                {"region_code": ["N", *codes], "parent_code": ["", *["N"] * 10]}
            ),
            "clusters": pd.DataFrame(
                {
                    "cluster_code": [f"c{c}" for c in range(clusters)],
                    "cluster_name": [f"Cluster {c}" for c in range(clusters)],
                    "parent_code": "",
                }
            ),
            "cluster_indicators": pd.DataFrame(rows, columns=names),
            "region_indicators": pd.DataFrame(
                jobs, columns=["region_code", "year", "indicator", "value"]
            ),
            "patents": pd.DataFrame(
                patents, columns=["region_code", "technology_code", "year", "patents"]
            ),
        },
        {},
    )


def test_value_chain_linkage_by_hand() -> None:
    """Of a12 = .25, a21 = .20, b12 = .50, b21 = .10 the largest is .50."""
    np.testing.assert_allclose(e.value_chain_linkage(TABLE), [[0, 0.5], [0.5, 0]])


def test_reach_is_a_mean_over_the_others() -> None:
    strength = np.array([[0, 0.2, 0.6], [0.2, 0, 0], [0.6, 0, 0]])
    np.testing.assert_allclose(
        e.reach(strength, np.array([0.5, 0.25, 0.25])), [0.4, 0.1 / 0.75, 0.3 / 0.75]
    )
    np.testing.assert_array_equal(e.reach(np.zeros((1, 1)), np.ones(1)), [0])


def test_externalities_name_all_their_ties() -> None:
    ties = e.externalities(panel_package(), 2014, TABLE)
    assert ties.cluster_codes == ("c0", "c1", "c2", "c3")
    assert ties.value_chain[0, 1] == 0.5
    assert ties.value_chain[2:].sum() == 0
    assert ties.technology.shape == (4, 3)
    named = e.named_ties(ties, "c0")
    assert set(named["kind"]) <= {"co-location", "value chain", "technology", "talent"}
    assert named.loc[named["kind"] == "value chain", "target"].tolist() == ["c1"]
    assert named.loc[named["kind"] == "talent", "standard_error"].notna().all()
    with pytest.raises(InputError, match="externalities are not available for cluster q"):
        e.named_ties(ties, "q")


def test_nothing_after_the_cutoff_is_used() -> None:
    before = e.externalities(panel_package(), 2010)
    altered = e.externalities(panel_package(later=7.0), 2010)
    np.testing.assert_array_equal(before.co_location, altered.co_location)
    np.testing.assert_array_equal(before.technology, altered.technology)
    assert before.spillover == altered.spillover
    pd.testing.assert_frame_equal(before.pull, altered.pull)


def test_without_patents_or_region_indicators_those_ties_are_empty() -> None:
    whole = panel_package()
    tables = {k: v for k, v in whole.tables.items() if k not in ("patents", "region_indicators")}
    ties = e.externalities(Package("p", "", "", tables, {}), 2014)
    assert ties.technology.shape == (4, 0)
    assert ties.pull.empty
    assert set(e.named_ties(ties, "c0")["kind"]) <= {"co-location"}


def test_a_negative_size_is_no_specialisation() -> None:
    present = specialised(np.array([[8.0, 1.0], [-3.0, 4.0], [np.nan, 5.0]]))
    np.testing.assert_array_equal(present, [[1, 0], [0, 1], [0, 1]])
