"""What the choice needs, prepared from champions alone; and the report's section of it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError, UnknownCodeError
from features.links.flow_table import input_output, pooled_table
from features.package import Package
from serving.reports import support_figures, support_report
from tests.training.support_example import CUTOFF, champion
from training.choice import context
from training.choice.criteria import Options, region_options
from training.figures.pages import data_uri


def region_of(package: Package) -> str:
    return str(package.tables["cluster_indicators"]["region_code"].iloc[0])


def test_support_uses_nothing_later_than_the_cutoff(demo_package: Package) -> None:
    """Later rows altered, input-output tables apart: not one criterion changes."""
    later = {
        name: rows.assign(value=np.where(rows["year"] > CUTOFF, 9e9, rows["value"]))
        if "value" in rows
        else rows
        for name, rows in demo_package.tables.items()
    }
    altered = replace(demo_package, tables=later)
    region = region_of(demo_package)
    sections = [
        support_report.section(champion(package, "growth"), champion(package, "niches"), region)
        for package in (demo_package, altered)
    ]
    assert sections[0] == sections[1]


def test_niches_are_options_only_with_the_same_package(demo_package: Package) -> None:
    growth, niches = champion(demo_package, "growth"), champion(demo_package, "niches")
    assert context.support(growth, niches).with_niches
    other = replace(niches, sha256="other")
    assert not context.support(growth, other).with_niches
    assert not context.support(growth).with_niches


def test_the_report_tells_of_a_rank_that_futures_do_not_bear_out(
    demo_package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sunk(*asked: Any) -> Options:
        """Alike but for growth, by which the fifth is the fifth, yet shrinks in every future."""
        known = region_options(*asked)
        n = len(known.table)
        alike = known.criteria.iloc[[0] * n].reset_index(drop=True)
        prospects = np.where(np.arange(n)[:, None] == 4, -99.0, np.full_like(known.prospects, 99))
        return replace(
            known, criteria=alike.assign(growth=np.arange(n, 0, -1)), prospects=prospects
        )

    monkeypatch.setattr(support_report, "region_options", sunk)
    growth = champion(demo_package, "growth")
    found = support_report.section(growth, None, region_of(demo_package))
    fifth = found["options"][4]
    told = f"{fifth['name']} ({fifth['code']}) stands among the best 5 by its median forecast alone"
    (note,) = (note for note in found["notes"] if note.startswith(told))
    assert note.endswith(".")


def test_a_region_is_no_partner_of_itself_or_of_its_nation(demo_package: Package) -> None:
    known = context.support(champion(demo_package, "growth"))
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
    known = context.support(champion(demo_package, "growth"))
    region = known.sources.regions[0]
    shock = pd.DataFrame({"cluster_code": ["C1"], "year": [CUTOFF + 1], "amount": [10.0]})
    paths = context.scenario(known, region, shock)
    assert paths.loc[paths["cluster_code"] == "C1", "effect"].max() > 0
    assert context.multipliers(known, region) is context.multipliers(known, region)
    with pytest.raises(InputError, match="go with output"):
        context.scenario(replace(known, indicator="happiness"), region, shock)


def test_the_section_has_figures_for_all_that_is_known(demo_package: Package) -> None:
    region = region_of(demo_package)
    found = support_report.section(
        champion(demo_package, "growth"), champion(demo_package, "niches"), region
    )
    assert [one["rank"] for one in found["options"]] == list(range(1, len(found["options"]) + 1))
    assert {one["kind"] for one in found["options"]} == {"cluster", "niche"}
    figures = support_figures.draw(found)
    assert figures.keys() == {"ranking", "multipliers", "chain"}
    assert all(data_uri(figure).startswith("data:image/svg") for figure in figures.values())
    assert found["notes"] == []


def test_the_section_says_what_is_missing(demo_package: Package) -> None:
    growth = champion(demo_package, "growth")
    few = {
        name: rows
        for name, rows in growth.data.tables.items()
        if name in {"regions", "clusters", "indicators", "cluster_indicators"}
    }
    bare = replace(growth, data=replace(growth.data, tables=few))
    found = support_report.section(bare, None, region_of(demo_package))
    assert found["multipliers"] is None
    assert "cluster_flows" in found["notes"][0]
    assert support_figures.draw(found).keys() == {"ranking"}
    with pytest.raises(UnknownCodeError):
        support_report.section(growth, None, "nowhere")


def test_the_section_says_why_no_niches_are_among_the_options(demo_package: Package) -> None:
    growth, niches = champion(demo_package, "growth"), champion(demo_package, "niches")
    others = {
        "there is no champion for them": None,
        "trained on elsewhere (sha256 bbbb": replace(niches, package="elsewhere", sha256="b" * 64),
    }
    for words, other in others.items():
        found = support_report.section(growth, other, region_of(demo_package))
        assert {one["kind"] for one in found["options"]} == {"cluster"}
        (note,) = found["notes"]
        assert words in note


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
