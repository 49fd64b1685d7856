"""The criteria table of a region: worked by hand on the small panel, whole on the real states."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from features.errors import UnknownCodeError
from features.growth.panel import growth_panel
from features.indicators.complexity import eci_pci
from features.indicators.specialization import specialised
from features.links.externalities import externalities
from features.links.flow_table import input_output
from features.links.regionalization import regional_multipliers
from features.links.spillovers import cube
from features.package import Package, read
from tests.features.links.test_externalities import TABLE, panel_package
from training.choice.criteria import CRITERIA, Criterion
from training.choice.evidence import prepare
from training.choice.options import ClusterOptions, NicheOptions, Options, region_options
from training.choice.ranking import ChoiceQuestion, rank_clusters, rank_niches
from training.choice.scale import cluster_scale, ends
from training.growth.intervals.conformal import PROBABILITIES, QUANTILE_COLUMNS

CUTOFF = 2010


def forecasts(package: Package, cutoff: int, growth: float = 0.1, steps: int = 2) -> pd.DataFrame:
    """Every known series grows at one rate, quantiles normal with 5 % a step."""
    panel = growth_panel(package, cutoff)
    last = panel.values[:, -1]
    parts = []
    for step in range(1, steps + 1):
        median = last * (1 + growth) ** step
        quantiles = median[:, None] * np.exp(0.05 * step * norm.ppf(PROBABILITIES))
        keys = panel.keys.assign(year=cutoff + step, step=step, median=median)
        parts.append(keys.join(pd.DataFrame(quantiles, columns=QUANTILE_COLUMNS)))
    return pd.concat(parts).dropna(ignore_index=True)


def calls(package: Package, technologies: int = 3) -> pd.DataFrame:
    """Entries of every region into its first technologies, at 10, 20, 30 %."""
    patents = package.tables["patents"]
    codes = sorted(patents["technology_code"].unique())[:technologies]
    rows = [
        (
            region,
            code,
            "entry",
            0.1 * (i + 1),
            0.05 * (i + 1),
            min(0.2 * (i + 1), 1.0),
            0.4,
            float(i),
        )
        for region in sorted(patents["region_code"].unique())
        for i, code in enumerate(codes)
    ]
    names = ["region_code", "activity_code", "call", "probability", "probability_low"]
    more = ["probability_high", "relatedness_density", "complexity"]
    return pd.DataFrame(rows, columns=names + more)


def small(later: float = 1.0, **tables: pd.DataFrame) -> Package:
    package = panel_package(later)
    return replace(package, tables={**package.tables, **tables})


def options(package: Package, region: str = "r0") -> Options:
    ties = externalities(package, CUTOFF, TABLE)
    evidence = prepare(package, CUTOFF, forecasts(package, CUTOFF), ties, calls(package))
    multipliers = pd.DataFrame(
        {
            "cluster_code": ["c0", "c1", "c2"],
            "output_multiplier": [1.5, 1.2, 1.1],
            "output_multiplier_low": [1.4, 1.2, 1.0],
            "output_multiplier_high": [1.6, 1.2, 1.3],
        }
    )
    return region_options(evidence, region, multipliers)


def by_code(found: ClusterOptions | NicheOptions) -> pd.DataFrame:
    return pd.DataFrame(found.criteria.matrix, index=found.codes, columns=found.criteria.names)


def niches_of(found: Options) -> NicheOptions:
    assert found.niches is not None
    return found.niches


def test_clusters_and_niches_have_their_criteria() -> None:
    found = options(small())
    clusters, niches = by_code(found.clusters), by_code(niches_of(found))
    assert clusters.index.tolist() == ["c0", "c1", "c2", "c3"]
    assert list(clusters.columns) == list(CRITERIA)
    assert list(niches.columns) == [
        "multiplier", "externalities", "complexity", "alignment", "inclusion",
    ]  # fmt: skip
    np.testing.assert_allclose(clusters["growth"], 10.0)
    assert clusters["risk"].isna().all(), "until futures are drawn"
    np.testing.assert_allclose(clusters["multiplier"], [1.5, 1.2, 1.1, np.nan])
    assert niches.index.tolist() == ["t2", "t1", "t0"]  # likeliest first
    np.testing.assert_allclose(niches_of(found).chance, [0.3, 0.2, 0.1])
    np.testing.assert_allclose(niches_of(found).chance_high, [0.6, 0.4, 0.2])
    assert niches["multiplier"].between(1.1, 1.5).all()
    for criteria in (clusters, niches):
        assert criteria["alignment"].isna().all()  # no priorities
        assert criteria["inclusion"].isna().all()  # no population
    _, _, sizes = cube(growth_panel(small(), CUTOFF))
    np.testing.assert_array_equal(clusters["complexity"], eci_pci(specialised(sizes[:, :, -1]))[1])
    assert niches["complexity"].tolist() == [2.0, 1.0, 0.0]


def test_a_criterion_says_which_kinds_it_compares() -> None:
    kinds = options(small()).kinds
    assert kinds["growth"] == kinds["risk"] == kinds["relatedness"] == ["cluster"]
    assert kinds["complexity"] == ["cluster", "niche"]


def test_optional_tables_bring_their_criteria() -> None:
    package = panel_package()
    people = package.tables["region_indicators"].assign(indicator="population")
    emissions = package.tables["cluster_indicators"].assign(indicator="emissions")
    emissions["value"] *= np.where(emissions["cluster_code"] == "c3", 2.0, 0.5)
    both = pd.concat([package.tables["cluster_indicators"], emissions], ignore_index=True)
    priorities = pd.DataFrame(
        {"kind": ["cluster", "technology"], "code": ["c1", "t0"], "weight": [2.0, 5.0]}
    )
    found = options(small(cluster_indicators=both, region_indicators=people, priorities=priorities))
    clusters, niches = by_code(found.clusters), by_code(niches_of(found))
    assert clusters["alignment"].to_dict() == {"c0": 0, "c1": 1, "c2": 0, "c3": 0}
    assert niches["alignment"].to_dict() == {"t0": 1, "t1": 0, "t2": 0}
    for criteria in (clusters, niches):
        assert criteria["inclusion"].notna().all()
    np.testing.assert_allclose(clusters["emissions"], [0.5, 0.5, 0.5, 2.0])
    assert (found.direction["emissions"], found.kinds["emissions"]) == (-1, ["cluster"])


def test_nothing_after_the_cutoff_reaches_a_criterion() -> None:
    before, altered = options(small()), options(small(later=9.0))
    pd.testing.assert_frame_equal(by_code(before.clusters), by_code(altered.clusters))
    pd.testing.assert_frame_equal(by_code(niches_of(before)), by_code(niches_of(altered)))
    pd.testing.assert_frame_equal(before.clusters.growth, altered.clusters.growth)


def test_a_cluster_that_the_region_does_not_know_is_no_option() -> None:
    package = panel_package()
    rows = package.tables["cluster_indicators"]
    withheld = rows[~((rows["region_code"] == "r0") & (rows["cluster_code"] == "c1"))]
    found = options(small(cluster_indicators=withheld))
    assert found.clusters.codes == ["c0", "c2", "c3"]


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(UnknownCodeError, match="unknown region 'r77'"):
        options(small(), region="r77")


@pytest.mark.real_data
def test_a_state_is_ranked(real_data: Callable[[str], Path]) -> None:
    states = read(real_data("us-states"))
    ties = externalities(states, 2015, input_output(states, "US"))
    evidence = prepare(states, 2015, forecasts(states, 2015), ties, calls(states, technologies=50))
    found = region_options(evidence, "CA", regional_multipliers(states, "CA"))
    futures = found.clusters.futures()
    question = ChoiceQuestion()
    clusters = rank_clusters(found, futures, cluster_scale([found]), question)
    niches, watch = rank_niches(found, ends([niches_of(found).criteria]), question)
    assert (len(clusters.listed.codes), len(niches.listed.codes), watch.codes) == (62, 50, [])
    assert set(found.clusters.criteria.names) - set(clusters.listed.weights) == {"alignment"}
    assert clusters.weight_robustness.sum() == pytest.approx(5, abs=0.05)
    assert (
        (niches.listed.score >= 0) & (niches.listed.score <= niches.listed.extra["chance"])
    ).all()


def test_a_priority_holds_for_all_below_it() -> None:
    technologies = pd.DataFrame(
        {
            "technology_code": ["T", "t0", "t1", "t2"],
            "technology_name": ["Top", "Zero", "One", "Two"],
            "parent_code": ["", "T", "T", ""],
        }
    )
    priorities = pd.DataFrame({"kind": "technology", "code": ["T", "t0"], "weight": [1.0, 2.0]})
    found = options(small(technologies=technologies, priorities=priorities))
    alignment = by_code(niches_of(found))["alignment"]
    assert alignment[["t0", "t1", "t2"]].tolist() == [1.0, 0.5, 0.0]


def test_a_region_whose_clusters_are_tied_to_nothing_has_options() -> None:
    package = panel_package()
    rows = package.tables["cluster_indicators"]
    alone = rows[rows["region_code"] == "r0"].query("cluster_code == 'c0'")
    alone = alone.assign(region_code="r0", cluster_code="g")
    clusters = package.tables["clusters"]
    more = clusters.iloc[:1].assign(cluster_code="g", cluster_name="Government")
    both = pd.concat([rows[rows["region_code"] != "r0"], alone], ignore_index=True)
    found = options(small(cluster_indicators=both, clusters=pd.concat([clusters, more])))
    assert by_code(found.clusters)["externalities"].tolist() == [0.0]


def test_a_criterion_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    size = Criterion(
        -1,
        "size at the cutoff",
        lambda clusters: clusters.evidence.sizes[clusters.row, clusters.has],
        lambda niches: np.zeros(len(niches.codes)),
    )
    monkeypatch.setitem(CRITERIA, "size", size)
    found = options(small())
    assert (by_code(niches_of(found))["size"] == 0).all()
    assert (by_code(found.clusters)["size"] > 0).all()
    assert (found.direction["size"], found.meaning["size"]) == (-1, "size at the cutoff")
    scale = cluster_scale([found])
    ranking = rank_clusters(found, found.clusters.futures(), scale, ChoiceQuestion({"size": 1}))
    sizes = by_code(found.clusters)["size"].reindex(ranking.listed.codes)
    assert sizes.is_monotonic_increasing
    assert sizes.nunique() > 1
