"""Criteria and outcomes at earlier origins: what was known then, and what became of it."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from features.niches.question import NicheQuestion
from features.package import Package, read
from tests.training import sub_annual
from training.backtest import Backtest, backtest
from training.choice.context import all_options, choice_context
from training.choice.criteria import CRITERIA
from training.choice.hindsight.at_origins import (
    LATER,
    LIKELIEST,
    LIKELY,
    NO_DATA,
    OPTIONS,
    SCALES,
    UNDATED,
    cluster_past,
    niche_past,
)
from training.choice.options import Options, with_risk
from training.growth import task as growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.niches import task as niches
from training.niches.panels import NichePanels
from training.registry.snapshot import unregistered

ORIGIN, HORIZON = 2012, 5
GROWTH, NICHES = GrowthQuestion(HORIZON), NicheQuestion(HORIZON)
KEYS = ["origin", "region_code", "code"]


@pytest.fixture(scope="module")
def country(demo_package: Package) -> Package:
    """The demo country with its first dozen regions."""
    regions = demo_package.tables["regions"]
    above = set(regions["parent_code"])
    kept = above | set(regions.loc[~regions["region_code"].isin(above), "region_code"][:12])
    tables = {
        name: rows[rows["region_code"].isin(kept)].reset_index(drop=True)
        if "region_code" in rows
        else rows
        for name, rows in demo_package.tables.items()
        if name != "neighbours"
    }
    return replace(demo_package, tables=tables)


@pytest.fixture(scope="module")
def futures(country: Package) -> pd.DataFrame:
    return clusters(country, [ORIGIN]).futures


@pytest.fixture(scope="module")
def calls(country: Package) -> pd.DataFrame:
    return entries(country, [ORIGIN]).futures


def clusters(package: Package, origins: list[int], question: GrowthQuestion = GROWTH) -> Backtest:
    """The growth backtest of a quick method."""
    evaluate = partial(
        growth.evaluate, GrowthPanels(package, question), models=["drift"], champion="drift"
    )
    return backtest(package, question, origins, "drift", evaluate)


def entries(package: Package, origins: list[int]) -> Backtest:
    """The niche backtest of a quick method."""
    evaluate = partial(
        niches.evaluate, NichePanels(package, NICHES), models=["density"], champion="density"
    )
    return backtest(package, NICHES, origins, "density", evaluate)


def scrambled(package: Package, origin: int) -> Package:
    """Every value after the origin is another one, and tables without a year are others."""
    rng = np.random.default_rng(0)
    tables = dict(package.tables)
    for name, column in (
        ("cluster_indicators", "value"),
        ("region_indicators", "value"),
        ("patents", "patents"),
        ("cluster_flows", "flow"),
        ("cluster_output", "output"),
    ):
        rows = tables[name]
        later = rows["year"] > origin
        factor = np.where(later, rng.uniform(0.2, 0.9, len(rows)), 1.0)
        tables[name] = rows.assign(**{column: rows[column] * factor})
    tables["priorities"] = tables["priorities"].assign(weight=[9.0] * len(tables["priorities"]))
    return replace(package, tables=tables)


def test_what_came_after_an_origin_changes_no_criterion_there(
    country: Package, futures: pd.DataFrame
) -> None:
    other = scrambled(country, ORIGIN)
    then = cluster_past(country, GROWTH, futures)
    again = cluster_past(other, GROWTH, clusters(other, [ORIGIN]).futures)
    pd.testing.assert_frame_equal(
        then[OPTIONS].drop(columns="outcome"), again[OPTIONS].drop(columns="outcome")
    )
    pd.testing.assert_frame_equal(then[SCALES], again[SCALES])
    assert (then[OPTIONS]["outcome"] - again[OPTIONS]["outcome"]).abs().min() > 0
    assert then[OPTIONS]["multiplier"].notna().all()


def test_what_came_after_an_origin_changes_no_criterion_of_niches(
    country: Package, calls: pd.DataFrame
) -> None:
    other = scrambled(country, ORIGIN)
    then = niche_past(country, NICHES, calls)
    again = niche_past(other, NICHES, entries(other, [ORIGIN]).futures)
    outcomes = ["outcome", "base_rate"]
    pd.testing.assert_frame_equal(
        then[OPTIONS].drop(columns=outcomes), again[OPTIONS].drop(columns=outcomes)
    )
    pd.testing.assert_frame_equal(then[SCALES], again[SCALES])
    assert (then[OPTIONS]["outcome"] != again[OPTIONS]["outcome"]).any()


def test_the_criteria_are_those_that_a_champion_of_the_time_had(country: Package) -> None:
    tables = {name: rows for name, rows in country.tables.items() if name != "priorities"}
    package = replace(country, tables=tables)
    trained = growth.train(GrowthPanels(package, GROWTH), ORIGIN, "drift")
    champion = replace(unregistered(trained, package), data=package.until(ORIGIN))
    found = cluster_past(package, GROWTH, clusters(package, [ORIGIN]).futures)[OPTIONS]
    for region, options in list(all_options(choice_context(champion)).items())[:5]:
        assert isinstance(options, Options)
        criteria = with_risk(options.clusters, options.clusters.futures())
        of_time = pd.DataFrame(criteria.matrix, columns=criteria.names)
        rows = found[found["region_code"] == region].reset_index(drop=True)
        assert rows["code"].tolist() == options.clusters.codes
        pd.testing.assert_frame_equal(
            rows[list(of_time)].astype(float), of_time, check_exact=False, rtol=1e-4, atol=1e-5
        )


def test_growth_is_that_of_the_data_and_cut_at_15_per_cent(country: Package) -> None:
    rows = country.tables["cluster_indicators"]
    sizes = rows[rows["indicator"] == "value_added"].set_index(
        ["region_code", "cluster_code", "year"]
    )["value"]
    first = next(iter(sizes.index))
    altered = rows.assign(
        value=rows["value"].mask(
            (rows["region_code"] == first[0])
            & (rows["cluster_code"] == first[1])
            & (rows["year"] == ORIGIN + HORIZON)
            & (rows["indicator"] == "value_added"),
            1e9,
        )
    )
    package = replace(country, tables={**country.tables, "cluster_indicators": altered})
    found = cluster_past(package, GROWTH, clusters(package, [ORIGIN]).futures)[OPTIONS]
    by_key = found.set_index(["region_code", "code"])["outcome"]
    assert by_key[first[:2]] == pytest.approx(15.0)
    region, code = found[["region_code", "code"]].iloc[-1]
    ratio = sizes[region, code, ORIGIN + HORIZON] / sizes[region, code, ORIGIN]
    assert by_key[region, code] == pytest.approx(20 * np.log(ratio), rel=1e-5)


def test_what_an_origin_cannot_know_is_left_out_with_its_reason(country: Package) -> None:
    """The first table of flows is of 2014 here, and nothing says since when priorities hold."""
    tables = dict(country.tables)
    for name in ("cluster_flows", "cluster_output"):
        tables[name] = tables[name].assign(year=tables[name]["year"].clip(lower=2014))
        tables[name] = tables[name].drop_duplicates(
            [column for column in tables[name] if column not in ("flow", "output")]
        )
    people = tables["region_indicators"]
    tables["region_indicators"] = people[people["indicator"] != "population"]
    package = replace(country, tables=tables)
    scales = cluster_past(package, GROWTH, clusters(package, [2010, 2015]).futures)[SCALES]
    reasons = scales.set_index(["origin", "criterion"])["reason"]
    assert reasons[2010, "multiplier"] == LATER
    assert reasons[2015, "multiplier"] == ""
    assert reasons[2010, "alignment"] == reasons[2015, "alignment"] == UNDATED
    assert reasons[2010, "inclusion"] == NO_DATA
    assert (reasons[:, "growth"] == "").all()
    assert scales.set_index(["origin", "criterion"])["year"][2010, "multiplier"] == 2014
    assert set(scales["criterion"]) == set(CRITERIA)


def test_niches_come_with_their_chance_their_outcome_and_the_base_rate(
    country: Package, calls: pd.DataFrame
) -> None:
    found = niche_past(country, NICHES, calls)[OPTIONS]
    region = found["region_code"].iloc[0]
    cells = calls[calls["region_code"] == region].set_index("activity_code")
    rows = found[found["region_code"] == region].set_index("code")
    expected_codes = set(cells["probability"].nlargest(LIKELIEST).index)
    expected_codes |= set(cells.index[cells["probability"] >= LIKELY])
    assert set(rows.index) == expected_codes
    np.testing.assert_allclose(rows["chance"], cells["probability"][rows.index], rtol=1e-6)
    np.testing.assert_array_equal(rows["outcome"], cells["entered"][rows.index])
    np.testing.assert_allclose(rows["base_rate"], cells["entered"].mean(), rtol=1e-6)
    assert not {"growth", "risk", "relatedness"} & set(found)


def test_a_choice_that_the_data_does_not_allow_leaves_no_past(country: Package) -> None:
    tables = {n: rows for n, rows in country.tables.items() if not n.startswith("cluster")}
    bare = replace(country, tables=tables)
    assert niche_past(bare, NICHES, pd.DataFrame({"origin": [ORIGIN]})) == {}
    assert niche_past(country, NicheQuestion(activity="cluster"), pd.DataFrame()) == {}
    assert cluster_past(country, GROWTH, pd.DataFrame()) == {}


def test_an_origin_without_options_is_passed_over(country: Package, futures: pd.DataFrame) -> None:
    """In 1996, the first year, nothing has grown yet."""
    lines: list[str] = []
    early = futures.assign(origin=1996)
    found = cluster_past(country, GROWTH, pd.concat([early, futures]), lines.append)
    assert set(found[OPTIONS]["origin"]) == {ORIGIN}
    assert any("no options at 1996: " in line for line in lines)


def test_niches_of_regions_without_clusters_leave_no_past(
    country: Package, calls: pd.DataFrame
) -> None:
    lines: list[str] = []
    elsewhere = calls.assign(region_code="elsewhere")
    assert niche_past(country, NICHES, elsewhere, lines.append) == {}
    assert lines == [f"options at {ORIGIN}", f"no options at {ORIGIN}: no region has any"]


def test_quarters_are_taken_once_a_year(tmp_path_factory: pytest.TempPathFactory) -> None:
    package = read(sub_annual.make(tmp_path_factory.mktemp("quarters") / "p", 4))
    question = GrowthQuestion(2)
    futures = clusters(package, [2011], question).futures
    found = cluster_past(package, question, futures)[OPTIONS]
    row = found.dropna(subset="outcome").iloc[0]
    parts = package.sub_annual["cluster_indicators"]
    of_series = parts[
        (parts["region_code"] == row["region_code"])
        & (parts["cluster_code"] == row["code"])
        & (parts["period"] == 4)
    ].set_index("year")["value"]
    growth_rate = 100 * np.log(of_series[2013] / of_series[2011]) / 2
    assert row["outcome"] == pytest.approx(np.clip(growth_rate, -15, 15), rel=1e-4)
