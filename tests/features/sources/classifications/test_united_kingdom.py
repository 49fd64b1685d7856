"""Areas of the United Kingdom as one partition, by their codes or names."""

import pandas as pd

from features.sources.classifications.united_kingdom import regions
from tests.features.sources.accounts.coded import column


def parents(names: dict[str, str]) -> dict[str, str]:
    return column(regions(names), "parent_code")


def left_out(names: dict[str, str]) -> set[str]:
    table: pd.DataFrame = regions(names)
    return set(table.loc[table["left_out"] != "", "code"])


def test_codes_of_nuts_and_itl_are_a_tree_by_their_letters() -> None:
    assert parents({"UKC1": "Tees Valley", "TLD3": "Greater Manchester"}) == {
        "UKC1": "UKC",
        "UKC": "UK",
        "UK": "",
        "TLD3": "TLD",
        "TLD": "TL",
        "TL": "",
    }
    assert parents({"UKN11": "Derry"})["UKN11"] == "UKN0"  # against its prefix


def test_one_kind_of_area_is_kept_in_each_country() -> None:
    names = {
        "E06000005": "Darlington",
        "E08000003": "Manchester",
        "E12000001": "North East",
        "W92000004": "Wales",
        "S12000033": "Aberdeen",
        "K03000001": "Great Britain",
    }
    assert left_out(names) == {"E12000001", "K03000001"}
    assert parents(names)["E06000005"] == "E92000001"
    assert parents(names)["E92000001"] == "K02000001"
    assert left_out({"E12000001": "North East", "W92000004": "Wales"}) == set()


def test_areas_without_codes_are_told_by_their_names() -> None:
    names = {it: it for it in ("United Kingdom", "Great Britain", "England", "Wales", "Durham")}
    assert left_out(names) == {"Great Britain", "England"}
    assert parents(names)["Durham"] == "United Kingdom"
    assert left_out({"England": "England", "Wales": "Wales"}) == set()
