"""What the choice needs, prepared from champions alone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError
from features.links.flow_table import input_output, pooled_table
from features.links.peers import profile
from features.links.regionalization import regional_tables
from features.package import Package
from tests.training.choice.test_criteria import by_code, niches_of
from tests.training.support_example import CUTOFF, champion
from training.choice import context
from training.choice.options import region_options


def region_of(package: Package) -> str:
    return str(package.tables["cluster_indicators"]["region_code"].iloc[0])


def test_support_uses_nothing_later_than_the_cutoff(demo_package: Package) -> None:
    """Later rows altered, input-output tables apart: not one criterion, flow or profile changes."""
    later = {
        name: rows.assign(value=np.where(rows["year"] > CUTOFF, 9e9, rows["value"]))
        if "value" in rows
        else rows
        for name, rows in demo_package.tables.items()
    }
    region = region_of(demo_package)
    first, second = (
        context.choice_context(champion(package, "growth"), champion(package, "niches"))
        for package in (demo_package, replace(demo_package, tables=later))
    )
    options, again = (
        region_options(known.evidence, region, context.multipliers(known, region))
        for known in (first, second)
    )
    for mine, other in (
        (options.clusters, again.clusters),
        (niches_of(options), niches_of(again)),
    ):
        pd.testing.assert_frame_equal(by_code(mine), by_code(other))
    np.testing.assert_array_equal(niches_of(options).chance, niches_of(again).chance)
    pd.testing.assert_frame_equal(options.clusters.growth, again.clusters.growth)
    np.testing.assert_array_equal(
        options.clusters.multiplier_range, again.clusters.multiplier_range
    )
    for table, other in zip(
        *(regional_tables(known.data, region) for known in (first, second)), strict=True
    ):
        np.testing.assert_array_equal(table.flows, other.flows)
    pd.testing.assert_frame_equal(profile(first.data), profile(second.data))


def test_niches_are_options_only_with_the_same_package(demo_package: Package) -> None:
    growth, niches = champion(demo_package, "growth"), champion(demo_package, "niches")
    assert context.choice_context(growth, niches).with_niches
    other = replace(niches, sha256="other")
    assert not context.choice_context(growth, other).with_niches
    assert not context.choice_context(growth).with_niches


def test_a_region_is_no_partner_of_itself_or_of_its_nation(demo_package: Package) -> None:
    known = context.choice_context(champion(demo_package, "growth"))
    strengths = context.cluster_strengths(known)
    region = strengths.regions[0]
    found = context.best_partners(strengths, known.data, region, strengths.activities[0], 100)
    assert region not in set(found["region_code"])
    assert set(found["region_code"]) <= set(strengths.regions)


def test_technology_strengths_are_the_portfolio(demo_package: Package) -> None:
    niches = champion(demo_package, "niches")
    strengths = context.technology_strengths(niches)
    portfolio = niches.tables["portfolio"]
    assert strengths.presence.sum() == (portfolio["location_quotient"] >= 1).sum()


def test_a_scenario_needs_an_indicator_that_goes_with_output(demo_package: Package) -> None:
    known = context.choice_context(champion(demo_package, "growth"))
    region = known.evidence.regions[0]
    shock = pd.DataFrame({"cluster_code": ["C1"], "year": [CUTOFF + 1], "amount": [10.0]})
    paths = context.scenario(known, region, shock)
    assert paths.loc[paths["cluster_code"] == "C1", "effect"].max() > 0
    assert context.multipliers(known, region) is context.multipliers(known, region)
    with pytest.raises(InputError, match=r"shocks are supported for .*, not for"):
        context.scenario(replace(known, indicator="happiness"), region, shock)


def test_columns_of_a_profile_are_told_in_words() -> None:
    names = {"C1": "Vehicles"}
    told = [
        context.profile_label(column, names)
        for column in ("share_C1", "share_C2", "value_added_growth", "population")
    ]
    assert told == ["share of Vehicles", "share of C2", "growth of value added", "population"]


def test_pooled_tables_add_up(demo_package: Package) -> None:
    pooled = pooled_table(demo_package)
    assert pooled is not None
    both = demo_package.tables["cluster_output"]["region_code"].unique()
    tables = [input_output(demo_package, str(region)) for region in both]
    np.testing.assert_allclose(pooled.output.sum(), sum(table.output.sum() for table in tables))
    np.testing.assert_allclose(pooled.flows.sum(), sum(table.flows.sum() for table in tables))
    assert pooled_table(replace(demo_package, tables={})) is None


def test_the_share_of_the_common_shock_is_that_of_the_champion(demo_package: Package) -> None:
    growth = champion(demo_package, "growth")
    assert context.choice_context(growth).evidence.common_error_share == 0.5
    told = replace(growth, params={**growth.params, "common_error_share": 0.8})
    prepared = context.choice_context(told)
    region = prepared.evidence.regions[0]
    assert region_options(prepared.evidence, region).clusters.common_error_share == 0.8
