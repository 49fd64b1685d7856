"""What a detailed audit says of all regions alike."""

from dataclasses import replace

import pandas as pd

from serving.niches.details import audit_details
from tests.training import champions


def test_the_group_of_an_activity_is_the_topmost_above_it_however_deep() -> None:
    niches = champions.niches()
    rows = niches.data.tables["technologies"]
    top = pd.DataFrame({"technology_code": ["T"], "technology_name": ["Top"], "parent_code": [""]})
    deeper = rows.assign(parent_code=rows["parent_code"].mask(rows["technology_code"] == "A", "T"))
    tables = {**niches.data.tables, "technologies": pd.concat([deeper, top])}
    space = audit_details(replace(niches, data=replace(niches.data, tables=tables))).space
    groups = {node.activity_code: node.group for node in space.nodes}
    assert groups == {"A1": "Top", "A2": "Top", "B1": "Beta", "B2": "Beta"}


def test_without_its_table_an_activity_has_no_group_and_without_bins_nothing_is_judged() -> None:
    niches = champions.niches()
    without = {name: rows for name, rows in niches.tables.items() if name != "reliability"}
    bare = replace(niches, tables=without, data=replace(niches.data, tables={}))
    details = audit_details(bare)
    assert {node.group for node in details.space.nodes} == {""}
    assert details.reliability == []
