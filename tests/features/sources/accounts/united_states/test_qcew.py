"""QCEW files: owners, withheld cells, levels that overlap, annual and quarterly layouts."""

from pathlib import Path

import pandas as pd
import pytest

from features.errors import InputError
from features.sources.reading import Choices, Reading
from tests.features.sources.accounts.coded import row
from tests.features.sources.official import layouts, read

ANNUAL = (
    '"area_fips","own_code","industry_code","agglvl_code","size_code","year","qtr",'
    '"disclosure_code","annual_avg_estabs","annual_avg_emplvl","total_annual_wages",'
    '"taxable_annual_wages","annual_avg_wkly_wage"\n'
)
TITLED = ANNUAL.replace(
    '"annual_avg_estabs"', '"area_title","industry_title","annual_avg_estabs_count"'
)
QUARTERLY = (
    '"area_fips","own_code","industry_code","agglvl_code","size_code","year","qtr",'
    '"disclosure_code","qtrly_estabs","month1_emplvl","month2_emplvl","month3_emplvl",'
    '"total_qtrly_wages"\n'
)


def record(
    area: str, owner: str, industry: str, level: str, *, employment: int, mark: str = ""
) -> str:
    cells = f'"{area}","{owner}","{industry}","{level}","0","2019","A","{mark}"'
    return f"{cells},{employment // 10 + 2},{employment},{employment * 50},0,900\n"


STATE = ANNUAL + "".join(
    [
        record("26000", "0", "10", "50", employment=1000),
        record("26000", "1", "10", "51", employment=100),
        record("26000", "5", "10", "51", employment=900),
        record("26000", "5", "101", "52", employment=300),
        record("26000", "5", "31-33", "54", employment=200),
        record("26000", "5", "336", "55", employment=150),
        record("26000", "3", "622", "55", employment=40),
        record("26000", "5", "622", "55", employment=60),
        record("26163", "3", "622", "75", employment=0, mark="N"),
        record("26163", "5", "622", "75", employment=20),
        record("26999", "5", "622", "75", employment=7),
        record("C1982", "5", "622", "45", employment=33),
        record("CS220", "5", "622", "35", employment=44),
    ]
)


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    (found,) = read(tmp_path, {"2019.csv": STATE})
    return found


def cell(reading: Reading, area: str, industry: str, indicator: str = "employment") -> list[float]:
    rows = reading.rows
    chosen = (rows["region_code"] == area) & (rows["cluster_code"] == industry)
    return rows.loc[chosen & (rows["indicator"] == indicator), "value"].tolist()


def test_employment_is_of_all_owners_and_of_private_ones_apart(reading: Reading) -> None:
    assert cell(reading, "26000", "10") == [1000]  # as published, not summed again
    assert cell(reading, "26000", "622") == [100]
    assert cell(reading, "26000", "622", "employment_private") == [60]
    assert cell(reading, "26000", "336") == [150]
    owners = reading.rows.set_index(["cluster_code", "indicator"])["own_code"]
    assert set(owners["622", "employment"]) == {"sum of 3 and 5", "sum of 5"}
    kept = reading.indicators.set_index("indicator")["left_out"]
    assert kept["employment"] == kept["employment_private"] == ""
    assert kept["employment_local_government"] == "counted in the sum of all owners"


def test_a_withheld_owner_leaves_the_sum_unknown_and_establishments_known(reading: Reading) -> None:
    assert cell(reading, "26163", "622") == []
    assert cell(reading, "26163", "622", "employment_local_government") == []
    assert cell(reading, "26163", "622", "employment_private") == [20]
    assert cell(reading, "26163", "622", "establishments") == [2 + 4]
    counts = {it.what: it.count for it in reading.left_out}
    assert counts["rows without employment and wages"] == 1


def test_industries_are_a_tree_without_domains(reading: Reading) -> None:
    table = reading.activities.set_index("code")
    assert table.loc["336", "parent_code"] == "31-33"
    assert table.loc["622", "parent_code"] == "62"
    assert row(table, "62") == ["Health care and social assistance", "10", "", ""]
    assert table.loc["10", "package_code"] == "TOTAL"
    assert str(table.loc["101", "left_out"]).startswith("domain")
    assert (table["left_out"] != "").sum() == 1


def test_areas_stand_by_their_fips_codes_and_do_not_overlap(reading: Reading) -> None:
    table = reading.regions.set_index("code")
    assert table["package_code"].to_dict() == {
        "26000": "26",
        "26163": "26163",
        "26999": "26999",
        "C1982": "C19820",
        "CS220": "CS220",
        "US000": "US",
    }
    assert set(table.index[table["left_out"] == ""]) == {"26000", "26163", "US000"}
    assert table.loc["26163", "parent_code"] == "26000"


def test_metropolitan_areas_can_be_chosen(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"2019.csv": STATE}, Choices(area="metro"))
    kept = found.regions[found.regions["left_out"] == ""]
    assert set(kept["code"]) == {"C1982", "US000"}


def test_a_file_of_private_owners_alone_says_nothing_of_all_owners(tmp_path: Path) -> None:
    text = ANNUAL + record("26000", "5", "336", "55", employment=150)
    (found,) = read(tmp_path, {"a": text})
    assert set(found.rows["indicator"]) == {
        "employment_private",
        "establishments_private",
        "wages_private",
    }


def test_older_files_by_area_have_titles_and_another_name_of_establishments(tmp_path: Path) -> None:
    cells = '"26163","5","336","75","0","2019","A"," ","Wayne County, Michigan"'
    text = TITLED + f'{cells},"NAICS 336 Transportation equipment",12,150,7500,0,900\n'
    (found,) = read(tmp_path, {"2019.annual 26163.csv": text})
    assert cell(found, "26163", "336", "establishments_private") == [12]
    names = found.activities.set_index("code")["name"]
    assert names["336"] == "Transportation equipment"
    assert found.regions.set_index("code")["name"]["26163"] == "Wayne County, Michigan"


def test_two_years_join_and_the_same_rows_count_once(tmp_path: Path) -> None:
    earlier = STATE.replace('"2019"', '"2018"')
    (found,) = read(tmp_path, {"2018": earlier, "2019": STATE, "again": STATE})
    assert set(found.rows["year"]) == {2018, 2019}
    assert len(found.rows) == 2 * len(read(tmp_path, {"2019": STATE})[0].rows)
    assert {it.what: it.count for it in found.left_out}["repeated rows"] == STATE.count("\n") - 1


def test_size_classes_and_sic_are_left_out(tmp_path: Path) -> None:
    sizes = '"26000","5","336","64","2","2019","A","",1,9,9,9,9\n'
    sic = '"26000","5","SIC_371","05","0","2019","A","",1,9,9,9,9\n'
    (found,) = read(tmp_path, {"a": STATE + sizes + sic})
    assert cell(found, "26000", "336", "employment_private") == [150]
    assert "SIC_371" not in set(found.activities["code"])
    assert {it.what for it in found.left_out} >= {"rows of size classes", "rows by SIC"}


def test_quarterly_employment_is_the_mean_of_its_months(tmp_path: Path) -> None:
    text = QUARTERLY + (
        '"26163","5","336","75","0","2021","2","",10,100,110,120,5000\n'
        '"26163","3","336","75","0","2021","2","N",1,0,0,0,0\n'
    )
    annual, quarterly = read(tmp_path, {"2019": STATE, "2021.q1-q4.singlefile.csv": text})
    assert "period" not in annual.rows
    assert (annual.dataset, quarterly.dataset) == ("qcew_annual", "qcew_quarterly")
    assert cell(quarterly, "26163", "336", "employment_private") == [110]
    assert cell(quarterly, "26163", "336", "employment_month_3_private") == [120]
    assert cell(quarterly, "26163", "336") == []
    assert set(quarterly.rows["period"]) == {2}
    left_out = quarterly.indicators.set_index("indicator")["left_out"]
    assert "mean" in left_out["employment_month_3_private"]


def test_a_file_saved_by_a_spreadsheet_is_the_same(tmp_path: Path, reading: Reading) -> None:
    text = STATE.replace('"', "").replace(",", ";")
    california = "6000;5;336;55;0;2019;A;;3;150;7500;0;900,5\n"  # without its leading zero
    (found,) = read(tmp_path, {"a.csv": text + california})
    rows = found.rows[found.rows["region_code"] != "06000"]
    assert rows["value"].tolist() == reading.rows["value"].tolist()
    assert cell(found, "06000", "336") == [150]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ANNUAL, "a.csv has a header and no rows"),
        (STATE.replace(",1000,", ",x,"), "a.csv has a row or a number that cannot be read"),
        (STATE.replace('"2019"', '""'), "a.csv has rows without a year or quarter"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, {"a.csv": text})


def test_values_are_numbers_and_codes_text(reading: Reading) -> None:
    assert reading.rows["value"].dtype == "float64"
    assert pd.api.types.is_integer_dtype(reading.rows["year"])
    assert all(isinstance(it, str) for it in reading.rows["region_code"])


def test_its_header_alone_is_recognised(tmp_path: Path) -> None:
    assert layouts(tmp_path, {"x.txt": STATE, "y": TITLED, "z": QUARTERLY}) == {
        "qcew": ["x.txt", "y", "z"]
    }
    others: dict[str, str | bytes] = {
        "cbp": "fipstate,fipscty,naics,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est\n",
        "own": "area_fips,own_code,industry_code,year,annual_avg_emplvl\n",
        "bytes": b"\x00\xff\xfe\n",
    }
    assert "qcew" not in layouts(tmp_path, others)
