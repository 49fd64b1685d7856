"""CSV of OECD.Stat, with codes and labels side by side."""

from pathlib import Path

import pytest

from features.errors import InputError
from features.sources.accounts import oecd_legacy
from features.sources.reading import Choices, Reading, silent
from tests.features.sources.accounts.opened import opened

HEADER = (
    '\ufeff"LOCATION","Country","REG_ID","Region","VAR","Indicator","MEAS","Measure",'
    '"TIME","Year","Unit Code","Unit","PowerCode Code","PowerCode","Value",'
    '"Flag Codes","Flags"\n'
)
ROWS = (
    "GBR,United Kingdom,UKG2,Shropshire,GDP,Gross domestic product,VALUE,Value,2015,2015,USD,"
    "US Dollar,6,Millions,42.25,E,Estimated\n"
    "GBR,United Kingdom,UKG2,Shropshire,GDP,Gross domestic product,CURR_PR,Current prices,2015,"
    "2015,GBP,Pound,6,Millions,30,,\n"
    "FRA,France,FRB0,Centre,GDP,Gross domestic product,CURR_PR,Current prices,2015,2015,EUR,"
    "Euro,6,Millions,50,,\n"
    "FRA,France,FRB0,Centre,UNE_X,Share without work,VALUE,Value,2015,2015,PC,Percentage,0,Units,"
    ",M,Missing\n"
    "FRA,France,FRB0,Centre,UNE_X,Share without work,VALUE,Value,2016,2016,PC,Percentage,0,Units,"
    "7.5,,\n"
)


def read(folder: Path, content: str, name: str = "REGION_ECONOM_24032024162130593.csv") -> Reading:
    (reading,) = oecd_legacy.read([opened(folder, name, content)], Choices(), silent)
    return reading


def test_measures_and_currencies_are_indicators_of_their_own(tmp_path: Path) -> None:
    rows = read(tmp_path, HEADER + ROWS).rows
    assert dict(zip(rows["indicator"], rows["value"], strict=True)) == {
        "gdp": 42.25,
        "gdp_curr_pr_gbp": 30,
        "gdp_curr_pr_eur": 50,
        "une_x": 7.5,
    }
    assert rows["flag"].tolist() == ["E", "", "", ""]


def test_units_and_names_come_from_the_labels(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADER + ROWS)
    found = reading.indicators.set_index("indicator")
    assert found.loc["gdp", "unit"] == "million USD"
    assert found.loc["une_x", "description"] == "Share without work"
    regions = reading.regions.set_index("code")
    assert regions.loc[["UKG2"], ["name", "parent_code"]].to_numpy().tolist() == [
        ["Shropshire", "GBR"]
    ]
    assert regions.loc[["GBR"], ["name", "parent_code"]].to_numpy().tolist() == [
        ["United Kingdom", ""]
    ]


def test_rows_without_a_value_are_counted(tmp_path: Path) -> None:
    (left,) = read(tmp_path, HEADER + ROWS).left_out
    assert (left.what, left.count) == ("rows with flag M", 1)


def test_the_dataset_stands_in_the_name_that_oecd_stat_gives(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER + ROWS).dataset == "REGION_ECONOM"
    renamed = read(tmp_path, HEADER + ROWS, "download.csv").dataset
    assert renamed == "OECD.Stat LOCATION,REG_ID,VAR,MEAS"


def test_a_value_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2: Value '42,25' is no number"):
        read(tmp_path, HEADER + ROWS.replace("42.25", '"42,25"'))
