"""Findings of quality as a table of a run."""

import json

from tests.features.quality.country import changed, country
from training.record.quality import COLUMNS, quality_table


def test_findings_keep_their_place_and_their_size() -> None:
    def with_outlier(rows):  # type: ignore[no-untyped-def]
        place = (rows["region_code"] == "R03") & (rows["cluster_code"] == "C05")
        rows.loc[place & (rows["year"] == 2008), "value"] *= 8
        return rows

    table = quality_table(changed(country(), with_outlier))
    assert list(table) == COLUMNS
    (found,) = table[table["kind"] == "outlier"].to_dict(orient="records")
    place = json.loads(found["place"])
    assert (place["region_code"], place["cluster_code"], place["year"]) == ("R03", "C05", 2008)
    assert found["figure"] > 5


def test_data_without_a_flaw_give_an_empty_table_with_its_columns() -> None:
    assert list(quality_table(country())) == COLUMNS
