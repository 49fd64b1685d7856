"""County Business Patterns: layouts of all years, withheld cells, legal forms, the year."""

from pathlib import Path

import pytest

from features.errors import InputError
from features.sources.reading import Choices, Reading
from tests.features.sources.accounts.coded import row
from tests.features.sources.official import layouts, read

NEW = "fipstate,fipscty,naics,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est,n<5,n5_9\n"
COUNTIES = NEW + (
    '"26","161","------",G,5000,G,50,G,200,365,182,N\n'
    '"26","161","31----",H,2000,H,20,H,90,150,75,30\n'
    '"26","161","336///",D,0,D,0,D,0,5,N,N\n'
    '"26","161","336350",S,0,G,3,G,12,4,N,N\n'
    '"26","999","31----",G,7,G,1,G,2,3,N,N\n'
)
STATES = (
    "FIPSTATE,LFO,NAICS,EMPFLAG,EMP_NF,EMP,QP1_NF,QP1,AP_NF,AP,EST,F1_4\n"
    '26,-,44----,,G,300,G,3,G,12,30,""\n'
    '26,C,44----,,G,200,G,2,G,8,20,""\n'
    '26,-,445///,B,D,0,D,0,D,0,6,""\n'
)
OLD = (
    "fipstate,fipscty,naics,empflag,emp,qp1,ap,est,n1_4,censtate,cencty\n"
    '"01","001","------",,9000,400,1600,800,400,63,1\n'
    '"01","001","11----",C,0,0,0,9,5,63,1\n'
)


def values(reading: Reading, indicator: str = "employees") -> dict[tuple[str, str, int], float]:
    rows = reading.rows[reading.rows["indicator"] == indicator]
    keys = zip(rows["region_code"], rows["cluster_code"], rows["year"], strict=True)
    return dict(zip(keys, rows["value"], strict=True))


def test_counties_of_the_layout_since_2017(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"cbp19co.txt": COUNTIES})
    assert values(found) == {
        ("26161", "00", 2019): 5000,
        ("26161", "31", 2019): 2000,
        ("26999", "31", 2019): 7,
    }
    assert values(found, "payroll")["26161", "336350", 2019] == 12  # employees alone are withheld
    assert values(found, "establishments")["26161", "336", 2019] == 5
    assert {it.what: it.count for it in found.left_out}["cells withheld"] == 4


def test_industries_and_counties_are_a_partition(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"cbp19co.txt": COUNTIES})
    industries = found.activities.set_index("code")
    parents = industries["parent_code"].to_dict()
    assert parents == {
        "00": "",
        "31": "00",
        "336": "31",
        "336350": "33635",
        "33635": "3363",
        "3363": "336",
    }
    assert row(industries, "31") == ["Manufacturing", "00", "31-33"]
    assert industries.loc["00", "package_code"] == "TOTAL"
    regions = found.regions.set_index("code")
    assert row(regions, "26161") == ["", "26", "26161", ""]
    assert str(regions.loc["26999", "left_out"]).startswith("no place")


def test_states_in_capitals_with_legal_forms_and_ranges(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"cbp12st.txt": STATES})
    assert values(found) == {("26", "44", 2012): 300}
    assert values(found, "employees_corporations") == {("26", "44", 2012): 200}
    kept = found.indicators.set_index("indicator")["left_out"]
    assert kept["employees_corporations"].startswith("one legal form")
    assert kept["payroll_first_quarter"].startswith("a quarter")
    assert kept["employees"] == kept["payroll"] == kept["establishments"] == ""


def test_a_range_of_employees_in_place_of_their_number_is_unknown(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"cbp98co.txt": OLD})
    assert values(found) == {("01001", "00", 1998): 9000}
    assert values(found, "establishments")["01001", "11", 1998] == 9


def test_years_and_kinds_of_areas_join(tmp_path: Path) -> None:
    nation = "lfo,naics,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est\n-,------,G,99,G,1,G,9,50\n"
    metros = "msa,naics,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est\n19820,------,G,55,G,1,G,9,50\n"
    (found,) = read(
        tmp_path, {"cbp19co.txt": COUNTIES, "cbp20us.txt": nation, "CBP20MSA.TXT": metros}
    )
    assert values(found)["US", "00", 2020] == 99
    assert values(found)["19820", "00", 2020] == 55
    regions = found.regions.set_index("code")
    assert row(regions, "19820")[1:3] == ["US", "C19820"]
    assert str(regions.loc["19820", "left_out"]).startswith("metropolitan area")


def test_a_renamed_file_needs_its_year(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"counties.txt does not say its year.*--year"):
        read(tmp_path, {"counties.txt": COUNTIES})
    (found,) = read(tmp_path, {"counties.txt": COUNTIES}, Choices(year=2019))
    assert set(found.rows["year"]) == {2019}


def test_files_by_sic_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cbp97co.txt classifies by SIC"):
        read(tmp_path, {"cbp97co.txt": OLD.replace("naics", "sic")})


def test_a_file_that_is_cut_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cbp19co.txt has a row or a number that cannot be read"):
        read(tmp_path, {"cbp19co.txt": COUNTIES + '"26","161","31-'})


def test_its_header_alone_is_recognised(tmp_path: Path) -> None:
    assert layouts(tmp_path, {"a": COUNTIES, "b": STATES, "c": OLD}) == {"cbp": ["a", "b", "c"]}
    others: dict[str, str | bytes] = {
        "zip codes": "zip,name,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est,city\n",
        "own": "fipstate,naics,emp,est\n",
        "bytes": b"\xff\xfe\x00",
    }
    assert "cbp" not in layouts(tmp_path, others)
