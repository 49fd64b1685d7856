"""The activity space of a champion: its groups, its layout once, and that of growth's clusters."""

from dataclasses import replace

import numpy as np
import pandas as pd

from features.indicators.activity_space import space_tables
from serving.space.lookup import industry_space, niche_space, sizes
from tests.training import champions


def test_the_group_of_an_activity_is_the_topmost_above_it_however_deep() -> None:
    niches = champions.niches()
    rows = niches.data.tables["technologies"]
    top = pd.DataFrame({"technology_code": ["T"], "technology_name": ["Top"], "parent_code": [""]})
    deeper = rows.assign(parent_code=rows["parent_code"].mask(rows["technology_code"] == "A", "T"))
    tables = {**niches.data.tables, "technologies": pd.concat([deeper, top])}
    space = niche_space(replace(niches, data=replace(niches.data, tables=tables)), "patents")
    groups = {node.activity_code: node.group for node in space.network.nodes}
    assert groups == {"A1": "Top", "A2": "Top", "B1": "Beta", "B2": "Beta"}


def test_without_its_table_an_activity_has_no_group() -> None:
    niches = champions.niches()
    space = niche_space(replace(niches, data=replace(niches.data, tables={})), "patents")
    assert {node.group for node in space.network.nodes} == {""}


def test_the_layout_of_training_is_served_and_an_older_champion_is_laid_out_the_same() -> None:
    niches = champions.niches()
    threshold = float(niches.params.get("threshold", 1.0))
    tables = space_tables(niches.tables["portfolio"], threshold)
    older = {name: rows for name, rows in niches.tables.items() if not name.startswith("space_")}
    laid_out = niche_space(replace(niches, tables=older), "patents").network
    assert laid_out == niche_space(replace(niches, tables={**older, **tables}), "patents").network
    moved = {**tables, "space_nodes": tables["space_nodes"].assign(x=0.125)}
    nodes = niche_space(replace(niches, tables={**older, **moved}), "patents").network.nodes
    assert {node.x for node in nodes} == {0.125}


def test_specialised_are_those_from_the_threshold_the_strongest_first() -> None:
    niches = champions.niches()
    portfolio = pd.DataFrame(
        {
            "region_code": ["R1", "R1", "R1", "R2"],
            "activity_code": ["A1", "A2", "B1", "A1"],
            "location_quotient": [1.0, 3.0, 0.99, 0.5],
            "count": 1.0,
        }
    )
    older = {name: rows for name, rows in niches.tables.items() if not name.startswith("space_")}
    champion = replace(niches, tables={**older, "portfolio": portfolio})
    assert niche_space(champion, "patents").specialised == {"R1": ["A2", "A1"]}


def test_sizes_are_those_of_the_cutoff_without_totals_and_unknown_values() -> None:
    growth = champions.growth()
    cutoff = growth.cutoff
    regions = pd.DataFrame({"region_code": ["N", "R1", "R2"], "parent_code": ["", "N", "N"]})
    clusters = pd.DataFrame(
        {
            "cluster_code": ["T", "C1", "C2"],
            "cluster_name": ["All", "One", "Two"],
            "parent_code": ["", "T", "T"],
        }
    )
    values = {
        ("R1", "C1"): 30.0,
        ("R1", "C2"): 10.0,
        ("R2", "C1"): 10.0,
        ("R2", "C2"): 50.0,
        ("R1", "T"): 40.0,
        ("N", "C1"): 40.0,
    }
    rows = [(*key, year, value) for key, value in values.items() for year in (cutoff - 1, cutoff)]
    columns = ["region_code", "cluster_code", "year", "value"]
    history = pd.DataFrame([*rows, ("R2", "C3", cutoff, np.nan)], columns=columns)
    tables = {**growth.tables, "history": history, "regions": regions, "clusters": clusters}
    champion = replace(growth, tables=tables)
    found = sizes(champion).set_index(["region_code", "activity_code"])
    assert set(found.index) == {key for key in values if "T" not in key and "N" not in key}
    assert found["count"].to_dict()["R1", "C1"] == 30
    quotients = found["location_quotient"].to_dict()
    np.testing.assert_allclose(quotients["R1", "C1"], (30 / 40) / (40 / 100))
    space = industry_space(champion)
    assert space.specialised == {"R1": ["C1"], "R2": ["C2"]}
    assert {node.activity_name for node in space.network.nodes} == {"One", "Two"}
