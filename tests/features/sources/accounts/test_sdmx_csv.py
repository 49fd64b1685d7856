"""SDMX-CSV of both versions, with and without labels."""

from pathlib import Path

import pytest

from features.errors import InputError
from features.sources.accounts import sdmx_csv
from features.sources.reading import Choices, Reading, silent
from tests.features.sources.accounts.opened import opened

FIRST = (
    "DATAFLOW,LAST UPDATE,freq,unit,nace_r2,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\r\n"
    "ESTAT:NAMA_10R_3GVA(1.0),18/02/25 11:00:00,A,MIO_EUR,C,AT13,2019,5.5,p,\r\n"
    "ESTAT:NAMA_10R_3GVA(1.0),18/02/25 11:00:00,A,MIO_EUR,C,AT13,2020,,,C\r\n"
    "ESTAT:NAMA_10R_3GVA(1.0),18/02/25 11:00:00,A,MIO_EUR,C,AT13,2021,0,,C\r\n"
)
SECOND = (
    "STRUCTURE,STRUCTURE_ID,freq,unit,nace_r2,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
    "dataflow,ESTAT:NAMA_10R_3GVA(1.0),A,MIO_EUR,C,AT13,2019,5.5,p,\n"
)
LABELS_IN_CELLS = (
    "DATAFLOW;LAST UPDATE;freq: Time frequency;unit: Unit;nace_r2: Activity;geo: Region;"
    "TIME_PERIOD: Time;OBS_VALUE;OBS_FLAG\n"
    "ESTAT:NAMA_10R_3GVA(1.0): Value added;2025-02-18T23:00:00+0100;A: Annual;"
    "MIO_EUR: Million euro;C: Making things;AT13: Wien;2019;5.5;p\n"
)
LABELS_BESIDE = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,unit,Unit of measure,nace_r2,"
    "Activity,geo,Geopolitical entity,TIME_PERIOD,Time,OBS_VALUE,Observation value,OBS_FLAG,Flag\n"
    'dataflow,ESTAT:NAMA_10R_3GVA(1.0),Value added,A,Annual,MIO_EUR,"Million, euro",C,'
    "Making things,AT13,Wien,2019,,5.5,,p,provisional\n"
)
OTHER_ORDER = (
    "OBS_VALUE,OBS_FLAG,geo,TIME_PERIOD,nace_r2,STRUCTURE_ID,STRUCTURE,unit,freq\n"
    "5.5,p,AT13,2019,C,ESTAT:NAMA_10R_3GVA(1.0),dataflow,MIO_EUR,A\n"
)

OECD = (
    "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,TERRITORIAL_LEVEL,REF_AREA,MEASURE,ACTIVITY,PRICES,"
    "UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT,BASE_PER,QUALIFIER\n"
)
ROW = "DATAFLOW,OECD.CFE.EDS:DSD_REG_ECO@DF_GVA(2.0),{},A,{},{},GVA,{},{},{},2019,{},{},{},,x\n"
LATER = ROW.format("I", "TL2", "AT1", "C", "V", "USD", "x", "A", "6")


def read(folder: Path, content: str) -> Reading:
    (reading,) = sdmx_csv.read([opened(folder, "table.csv", content)], Choices(), silent)
    return reading


@pytest.mark.parametrize("content", [FIRST, SECOND, LABELS_IN_CELLS, LABELS_BESIDE, OTHER_ORDER])
def test_every_variant_gives_the_same_row(tmp_path: Path, content: str) -> None:
    reading = read(tmp_path, content)
    (row,) = reading.rows.to_dict("records")
    expected = {
        "region_code": "AT13",
        "cluster_code": "C",
        "year": 2019,
        "indicator": "value_added",
        "value": 5.5,
        "flag": "p",
        "unit": "MIO_EUR",
    }
    assert {name: row[name] for name in expected} == expected
    assert (reading.table, reading.dataset) == ("cluster_indicators", "nama_10r_3gva")
    assert reading.indicators["unit"].tolist() == ["million EUR, current prices"]


@pytest.mark.parametrize("content", [LABELS_IN_CELLS, LABELS_BESIDE])
def test_labels_name_regions_and_activities(tmp_path: Path, content: str) -> None:
    reading = read(tmp_path, content)
    assert (
        dict(zip(reading.regions["code"], reading.regions["name"], strict=True))["AT13"] == "Wien"
    )
    assert reading.activities["name"].tolist() == ["Making things"]


def test_cells_without_a_value_are_counted_by_their_status(tmp_path: Path) -> None:
    reading = read(tmp_path, FIRST)
    (left,) = reading.left_out
    assert (left.what, left.count) == ("rows with CONF_STATUS C", 2)  # one is printed as zero
    assert "withheld" in left.why


@pytest.mark.parametrize(("content", "vintage"), [(FIRST, "2025-02-18"), (SECOND, "")])
def test_the_vintage_is_what_the_file_says(tmp_path: Path, content: str, vintage: str) -> None:
    assert read(tmp_path, content).vintage == vintage


def test_the_newer_vintage_counts_whatever_the_order_of_files(tmp_path: Path) -> None:
    older = FIRST.replace("18/02/25", "30/11/24").replace("5.5", "4.5")
    files = [opened(tmp_path, "new.csv", FIRST), opened(tmp_path, "old.csv", older, "2026-05-01")]
    (reading,) = sdmx_csv.read(files, Choices(), silent)
    assert reading.rows["value"].tolist() == [5.5]
    assert reading.vintage == "2025-02-18"


def test_values_of_the_oecd_stay_as_printed_and_the_unit_says_millions(tmp_path: Path) -> None:
    rows = [
        ROW.format("I", "TL2", "CA35", "C", "V", "USD_PPP", "8900.1", "A", "6"),
        ROW.format("I", "TL2", "CA35", "C", "Q", "USD_PPP", "8800", "E", "6"),
        ROW.format("I", "TL2", "CA35", "F", "V", "USD_PPP", "0", "M", "6"),
        ROW.format("D", "TL2", "CA35", "A", "V", "USD_PPP", "5", "A", "6"),
    ]
    reading = read(tmp_path, OECD + "".join(rows))
    assert reading.dataset == "DSD_REG_ECO@DF_GVA"
    assert dict(zip(reading.rows["indicator"], reading.rows["value"], strict=True)) == {
        "value_added": 8900.1,
        "value_added_q": 8800,
    }
    assert reading.rows["flag"].tolist() == ["", "E"]
    found = reading.indicators.set_index("indicator")
    assert found.loc["value_added", "unit"] == "million USD, PPP converted, current prices"
    assert found["price_basis"].tolist() == ["current", "constant"]
    assert [(it.what, it.count) for it in reading.left_out] == [("rows with OBS_STATUS M", 1)]


def test_an_indicator_in_two_powers_of_ten_is_brought_to_the_larger(tmp_path: Path) -> None:
    rows = [
        ROW.format("I", "TL2", "CA35", "C", "V", "USD_PPP", "2.5", "A", "6"),
        ROW.format("I", "TL2", "CA24", "C", "V", "USD_PPP", "1500", "A", "3"),
    ]
    reading = read(tmp_path, OECD + "".join(rows))
    assert reading.rows["value"].tolist() == [2.5, 1.5]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (SECOND.replace("AT13", "Wien, Stadt").replace("Wien, Stadt", '"Wien, Stadt"'), "names"),
        (SECOND.replace("5.5", '"5,5"'), "line 2: OBS_VALUE '5,5' is no number"),
        (
            OECD + ROW.format("D", "TL2", "AT1", "C", "V", "USD", "1", "A", "6") + LATER,
            "line 3: OBS",
        ),
        (SECOND.replace("geo", "citizen"), "no column of regions"),
    ],
)
def test_wrong_input_is_said_in_one_sentence(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        read(tmp_path, content)
    assert "table.csv" in str(error.value)


def test_two_dataflows_in_a_file_are_two_readings(tmp_path: Path) -> None:
    other = SECOND.splitlines()[1].replace("3GVA", "3EMPERS").replace("MIO_EUR", "THS")
    file = opened(tmp_path, "table.csv", f"{SECOND}{other}\n")
    found = sdmx_csv.read([file], Choices(), silent)
    assert {it.dataset: it.indicators["indicator"].tolist() for it in found} == {
        "nama_10r_3gva": ["value_added"],
        "nama_10r_3empers": ["employment"],
    }


def test_a_table_of_no_activity_is_one_of_regions(tmp_path: Path) -> None:
    row = ROW.format("I", "TL2", "CA35", "_T", "V", "USD_PPP", "9", "A", "6").replace(
        "GVA,", "GDP,"
    )
    reading = read(tmp_path, OECD + row)
    assert reading.table == "region_indicators"
    assert reading.indicators["indicator"].tolist() == ["gdp"]


def test_the_country_of_a_region_is_read_where_the_file_says_it(tmp_path: Path) -> None:
    row = ROW.format("I", "TL2", "ZZ1", "C", "V", "USD_PPP", "9", "A", "6")
    content = OECD.replace("QUALIFIER", "COUNTRY") + row.replace(",x\n", ",AUS\n")
    found = read(tmp_path, content).regions
    assert dict(zip(found["code"], found["parent_code"], strict=True)) == {"AUS": "", "ZZ1": "AUS"}


def test_types_of_regions_are_measured_apart_from_regions(tmp_path: Path) -> None:
    rows = [
        ROW.format("I", level, "CAN", "C", "V", "USD_PPP", value, "A", "6")
        for level, value in (("CTRY", "9"), ("TL2", "9"), ("MR", "7"))
    ]
    found = read(tmp_path, OECD + "".join(rows)).rows
    assert found["indicator"].tolist() == ["value_added", "value_added", "value_added_mr"]


def test_a_damaged_file_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"table\.csv is damaged .*line 3.*: download it again"):
        read(
            tmp_path, SECOND + "dataflow,ESTAT:NAMA_10R_3GVA(1.0),A,MIO_EUR,C,AT13,2019,5,p,,x,y\n"
        )
