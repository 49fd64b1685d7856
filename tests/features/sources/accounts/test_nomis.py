"""Nomis downloads: what may stand in rows, columns and blocks, codes in cells, kinds of areas."""

from pathlib import Path

import pytest

from features.errors import InputError
from features.sources.reading import Reading
from tests.features.sources.accounts.coded import row
from tests.features.sources.official import layouts, read

TITLE = "Business Register and Employment Survey : open access"
MADE = '"ONS Crown Copyright Reserved [from Nomis on 23 March 2024]"\n'


def block(year: int, first: str, second: str = "10") -> str:
    """Industries as rows, areas as columns, an empty column after each."""
    return (
        f"{TITLE},,,,\n{MADE}"
        f"Analysis   :,standard,,,\nDate       :,{year},,,\n"
        "Employment status:,Employees,,,\nmeasure    :,Count,,,\n,,,,\n"
        "Industry,UKC1 Tees Valley and Durham,,UKD3 Greater Manchester,\n,,,,\n"
        f"0100 : DEFRA/Scottish Executive Agricultural Data,{first},,-,\n"
        f'"0111 : Growing of cereals (except rice), legumes",0,,"1,{second}0",\n'
        "6201 : Computer programming activities,5,*,7,!\n,,,,\n"
        "-,These figures are missing.,,,\n,The level of rounding varies by estimate.,,,\n"
    )


def values(reading: Reading) -> dict[tuple[str, str, int, str], float]:
    rows = reading.rows
    codes = rows["cluster_code"] if "cluster_code" in rows else [""] * len(rows)
    keys = zip(rows["region_code"], codes, rows["year"], rows["indicator"], strict=True)
    return dict(zip(keys, rows["value"], strict=True))


def test_a_block_for_each_year(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"a.csv": block(2015, "1250") + block(2019, "1300")})
    assert values(found) == {
        (region, code, year, "employees"): value
        for year, farms in ((2015, 1250), (2019, 1300))
        for region, code, value in (
            ("UKC1", "0100", farms),
            ("UKC1", "0111", 0),
            ("UKC1", "6201", 5),
            ("UKD3", "0111", 1100),
            ("UKD3", "6201", 7),
        )
    }
    assert [(it.what, it.count) for it in found.left_out] == [("cells marked -", 2)]
    assert (found.table, found.dataset, found.vintage) == (
        "cluster_indicators",
        TITLE,
        "2024-03-23",
    )
    assert found.indicators["unit"].tolist() == ["employees"]


def test_tabs_part_columns_as_well(tmp_path: Path) -> None:
    text = BY_AREA.replace("1,325", "1325").replace(",", "\t")
    (found,) = read(tmp_path, {"a.tsv": text})
    assert values(found)["E92000001", "26", 2016, "employment"] == 1325


def test_classes_lie_in_divisions_and_sections_and_areas_in_larger_ones(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"a.csv": block(2015, "1")})
    industries = found.activities.set_index("code")
    assert industries["parent_code"].to_dict() == {
        "0100": "01",
        "0111": "01",
        "6201": "62",
        "01": "A",
        "62": "J",
        "A": "",
        "J": "",
    }
    assert industries["name"]["6201"] == "Computer programming activities"
    assert industries["name"]["J"] == "Information and communication"
    regions = found.regions.set_index("code")
    assert row(regions, "UKD3") == ["Greater Manchester", "UKD", ""]


def test_classes_of_farms_are_left_out_where_one_class_holds_them_all(tmp_path: Path) -> None:
    def left_out(text: str) -> set[str]:
        (found,) = read(tmp_path, {"a.csv": text})
        table = found.activities
        return set(table.loc[table["left_out"] != "", "code"])

    some = block(2015, "1250")
    assert left_out(some) == set()  # an area has employees in 0111
    assert left_out(some.replace('"1,100"', "0")) == {"0111"}
    assert left_out(some.replace('"1,100"', "0").replace("0100 :", "0161 :")) == set()


BY_AREA = (
    f'"{TITLE}"\n{MADE}"Employment status:","Employment"\n"measure    :","Count"\n'
    '"Industry   :","26 : Manufacture of computer, electronic and optical products"\n\n'
    '"local authority: district / unitary (as of April 2021)","mnemonic",'
    '"2015","Flag","2016","Flag"\n'
    '"Darlington","E06000005",100,,125,\n'
    '"Durham","E06000047",200,,"-","*"\n'
    '"England","E92000001",300,,"1,325",\n\n'
    '"Column Total",,600,,1450,\n\n"-","These figures are missing."\n'
)


def test_areas_as_rows_with_codes_and_years_as_columns(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"a.csv": BY_AREA})
    assert values(found) == {
        ("E06000005", "26", 2015, "employment"): 100,
        ("E06000005", "26", 2016, "employment"): 125,
        ("E06000047", "26", 2015, "employment"): 200,
        ("E92000001", "26", 2015, "employment"): 300,
        ("E92000001", "26", 2016, "employment"): 1325,
    }
    assert row(found.regions.set_index("code"), "E06000005") == [
        "Darlington",
        "E92000001",
        "",
    ]


def test_years_as_rows_and_areas_without_codes_as_columns(tmp_path: Path) -> None:
    text = (
        f'"annual population survey"\n{MADE}'
        '"variable   :","Unemployment rate - aged 16-64"\n\n'
        '"Date","ualad09:Darlington","conf","ualad09:Durham","conf"\n'
        '"Jan 2015-Dec 2015",5.2,1.1,4.4,1.0\n'
        '"Apr 2015-Mar 2016",5.3,1.1,4.5,1.0\n'
        '"Jan 2016-Dec 2017",5.3,1.1,4.5,1.0\n'
    )
    (found,) = read(tmp_path, {"a.csv": text})
    assert found.table == "region_indicators"
    assert values(found) == {
        ("Darlington", "", 2015, "unemployment_rate"): 5.2,
        ("Durham", "", 2015, "unemployment_rate"): 4.4,
    }
    assert {it.what: it.count for it in found.left_out} == {"values of other periods": 4}


def test_months_are_periods(tmp_path: Path) -> None:
    text = (
        f'"Claimant count"\n{MADE}"Gender     :","Total"\n\n'
        '"region","mnemonic","February 2020","March 2020"\n"North East","E12000001",3,4\n'
    )
    (found,) = read(tmp_path, {"a.csv": text})
    assert found.rows[["year", "period", "value"]].to_numpy().tolist() == [
        [2020, 2, 3],
        [2020, 3, 4],
    ]
    assert set(found.rows["indicator"]) == {"claimants"}


def test_columns_of_another_dimension_are_indicators_of_their_own(tmp_path: Path) -> None:
    text = (
        f'"UK Business Counts - local units by industry and employment size band"\n{MADE}'
        '"date       :","2020"\n"industry   :","29 : Manufacture of motor vehicles"\n\n'
        '"Area","Total","Micro (0 to 9)"\n"gor:North East",10,5\n'
    )
    (found,) = read(tmp_path, {"a.csv": text})
    assert values(found) == {
        ("North East", "29", 2020, "local_units"): 10,
        ("North East", "29", 2020, "local_units_micro_0_to_9"): 5,
    }


SERVICE = (
    "DATE_NAME,GEOGRAPHY_NAME,GEOGRAPHY_CODE,INDUSTRY_NAME,EMPLOYMENT_STATUS_NAME,MEASURE_NAME,"
    "MEASURES_NAME,OBS_VALUE\n"
    '2015,Darlington,E06000005,"3 : Manufacturing (C)",Employees,Count,Value,100\n'
    '2015,Darlington,E06000005,"3 : Manufacturing (C)",Employees,Count,Confidence,9\n'
    '2015,Darlington,E06000005,"3 : Manufacturing (C)",Full-time employees,Count,Value,90\n'
    '2015,Darlington,E06000005,"3 : Manufacturing (C)",Employees,Industry percentage,Value,10\n'
    '2015,Darlington,E06000005,"29 : Motor vehicles",Employees,Count,Value,40\n'
)


def test_the_csv_of_the_service(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"data.csv": SERVICE})
    cell = ("E06000005", "3", 2015)
    assert values(found)[*cell, "employees"] == 100
    assert values(found)[*cell, "employees_full_time"] == 90
    left_out = found.indicators.set_index("indicator")["left_out"]
    assert left_out["employees_full_time"] == "counted in employees"
    assert left_out["employees_industry_percentage"].startswith("a rate")
    broad = found.activities.set_index("code")["left_out"]
    assert broad["3"].startswith("one of the broad groups")
    assert broad["29"] == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'"{TITLE}"\n{MADE}"Date       :","2015"\n', "a.csv has Nomis' title and no table"),
        (
            f'"{TITLE}"\n{MADE}\n"Area","mnemonic","Employees"\n"Durham","E06000047",5\n',
            "a.csv does not say its area or its date",
        ),
    ],
)
def test_a_file_without_a_table_or_a_date_is_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, {"a.csv": text})


def test_its_title_or_header_alone_is_recognised(tmp_path: Path) -> None:
    files = {"a": block(2015, "1"), "b": BY_AREA, "c": SERVICE}
    assert layouts(tmp_path, files) == {"nomis": ["a", "b", "c"]}
    others: dict[str, str | bytes] = {
        "own": "Area,Date,2015\n",
        "sdmx": "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE\n",
        "cited": "region,note\nA,ONS [from Nomis on 2 May 2024]\n",
        "bytes": b'\xff\xfe"\x00',
    }
    assert "nomis" not in layouts(tmp_path, others)
