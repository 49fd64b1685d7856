"""Tables of Eurostat's bulk download, in the layouts before and since 2022."""

from pathlib import Path

import pytest

from features.errors import InputError
from features.sources.accounts import eurostat_tsv
from features.sources.reading import Choices, Reading, silent
from tests.features.sources.accounts.opened import opened

GVA = (
    "freq,unit,nace_r2,geo\\TIME_PERIOD\t2019 \t2020 \t2021 \n"
    "A,MIO_EUR,TOTAL,AT130\t100 \t110.5 p\t: \n"
    "A,MIO_EUR,B-E,AT130\t40.1 \t: c\t30 e\n"
    "A,MIO_EUR,C,AT130\t30.0b\t25\t0n\n"
    "A,MIO_EUR,TOTAL,EU27_2020\t9000 \t9100 \t: z\n"
)


def read(folder: Path, content: str, name: str = "nama_10r_3gva.tsv") -> Reading:
    (reading,) = eurostat_tsv.read([opened(folder, name, content)], Choices(), silent)
    return reading


def cells(reading: Reading) -> dict[tuple[str, int, str], float]:
    """Values by code, year and flag; of regions where there are no codes."""
    rows = reading.rows
    codes = rows.get("cluster_code", rows["region_code"])
    keys = zip(codes, rows["year"], rows["flag"], strict=True)
    return dict(zip(keys, rows["value"], strict=True))


def test_values_are_read_whatever_their_blanks_and_flags(tmp_path: Path) -> None:
    reading = read(tmp_path, GVA)
    in_vienna = reading.rows[reading.rows["region_code"] == "AT130"]
    found = in_vienna[~in_vienna["cluster_code"].str.contains("_X_")]
    assert dict(
        zip(zip(found["cluster_code"], found["year"], strict=True), found["value"], strict=True)
    ) == {
        ("TOTAL", 2019): 100,
        ("TOTAL", 2020): 110.5,
        ("B-E", 2019): 40.1,
        ("B-E", 2021): 30,
        ("C", 2019): 30,
        ("C", 2020): 25,
        ("C", 2021): 0,
    }
    assert found["flag"].tolist() == ["", "p", "", "e", "b", "", "n"]


def test_cells_without_a_value_are_counted_by_their_mark(tmp_path: Path) -> None:
    found = {it.what: (it.count, it.why) for it in read(tmp_path, GVA).left_out}
    assert found["cells marked :"][0] == 1
    assert found["cells marked : c"] == (1, "withheld by the office: unknown, never zero")
    assert found["cells marked : z"] == (1, "not applicable: there can be no value")


@pytest.mark.parametrize("mark", [":c", ": c", ": @C", ":  c"])
def test_withheld_cells_are_unknown(tmp_path: Path, mark: str) -> None:
    reading = read(tmp_path, f"unit,geo\\time\t2019 \t2018\nTHS,AT\t{mark}\t5 \n")
    assert cells(reading) == {("AT", 2018, ""): 5}
    (left,) = reading.left_out
    assert left.what.casefold() == "cells marked : c"
    assert "withheld" in left.why


def test_the_layout_before_2022_gives_the_same_rows(tmp_path: Path) -> None:
    before = (
        "nace_r2,unit,geo\\time\t2020 \t2019 \nC,MIO_EUR,AT130\t25 p\t: \nF,MIO_EUR,AT130\t7 \t6 \n"
    )
    since = (
        "freq,unit,nace_r2,geo\\TIME_PERIOD\t2019\t2020\n"
        "A,MIO_EUR,C,AT130\t:\t25 p\nA,MIO_EUR,F,AT130\t6\t7\n"
    )
    assert cells(read(tmp_path, before)) == cells(read(tmp_path, since))


def test_regions_may_be_columns(tmp_path: Path) -> None:
    reading = read(
        tmp_path, "unit,time\\geo\tAT\tAT1 \nTHS,2013\t8 \t5 e\n", "nama_10r_3popgdp.tsv"
    )
    assert cells(reading) == {("AT", 2013, ""): 8, ("AT1", 2013, "e"): 5}


@pytest.mark.parametrize(
    ("time", "year", "period"),
    [
        ("2019", 2019, 0),
        ("2019-Q3", 2019, 3),
        ("2019Q3", 2019, 3),
        ("2019M11", 2019, 11),
        ("2019-02", 2019, 2),
        ("2019-M02", 2019, 2),
    ],
)
def test_times_of_every_notation(tmp_path: Path, time: str, year: int, period: int) -> None:
    reading = read(tmp_path, f"freq,unit,geo\\TIME_PERIOD\t{time} \t2018-Q1 \nQ,THS,AT\t5 \t4 \n")
    assert reading.rows[["year", "period"]].to_numpy().tolist() == [[year, period], [2018, 1]]


def test_half_years_and_weeks_are_left_out_and_counted(tmp_path: Path) -> None:
    reading = read(tmp_path, "unit,geo\\TIME_PERIOD\t2019-S1 \t2019-W07\t2019\nTHS,AT\t5 \t4 \t3\n")
    assert cells(reading) == {("AT", 2019, ""): 3}
    assert "period" not in reading.rows
    assert [(it.what, it.count) for it in reading.left_out] == [("times such as 2019-S1", 2)]


def test_header_in_capitals(tmp_path: Path) -> None:
    reading = read(
        tmp_path, "FREQ,SEX,AGE,UNIT,GEO\\TIME_PERIOD\t2019\nA,T,TOTAL,NR,FR\t5\n", "demo_r_d2jan"
    )
    assert reading.rows[["indicator", "region_code", "SEX"]].to_numpy().tolist() == [
        [
            "population",
            "FR",
            "T",
        ]
    ]


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("estat_nama_10r_3gva.tsv", "nama_10r_3gva"),
        ("nama_10r_3gva (1).tsv", "nama_10r_3gva"),
        ("NAMA_10R_3GVA_2024.tsv", "nama_10r_3gva"),
        ("download.dat", "nama_10r_3gva"),  # the only table of money, industries and NUTS 3
    ],
)
def test_the_dataset_is_known_by_name_or_dimensions(
    tmp_path: Path, name: str, dataset: str
) -> None:
    reading = read(tmp_path, GVA, name)
    assert reading.dataset == dataset
    assert set(reading.indicators["indicator"]) == {"value_added"}


@pytest.mark.parametrize(
    "ending", ["_filtered_en", "_en", "$defaultview_filtered_en", "__custom_16_tabular"]
)
def test_names_of_downloads_end_in_views_and_languages(tmp_path: Path, ending: str) -> None:
    content = "unit,geo\\TIME_PERIOD\t2019\nNR,AT\t5\n"
    assert read(tmp_path, content, f"estat_tour_occ_nin2{ending}.tsv").dataset == "tour_occ_nin2"


def test_a_table_of_an_unknown_dataset_says_so(tmp_path: Path) -> None:
    reading = read(tmp_path, "unit,geo\\TIME_PERIOD\t2019\nNR,AT\t5\n", "download.dat")
    assert reading.dataset == "geo,unit"
    assert reading.indicators["indicator"].tolist() == ["value_nr"]
    assert "does not name its dataset" in reading.indicators["description"][0]


def test_patents_keep_numbers_and_leave_rates_out(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "ipc,unit,geo\\time\t2012 \nA,NR,AT\t9.5 \nA,P_MHAB,AT\t1.25 \nA61,NR,AT\t4.5 \n",
        "pat_ep_ripc.tsv",
    )
    assert reading.table == "patents"
    kept = reading.indicators.set_index("indicator")["left_out"]
    assert kept["patents"] == ""
    assert "rate" in kept["patents_p_mhab"]
    numbers = reading.rows[reading.rows["indicator"] == "patents"]
    assert dict(zip(numbers["technology_code"], numbers["patents"], strict=True)) == {
        "A": 9.5,
        "A61": 4.5,
        "A_X_A61": 5.0,
    }


def test_last_years_of_patents_that_are_not_complete_are_left_out(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "ipc,unit,geo\\time\t2012 \t2011 \t2010 \t2009 \t2008 \n"
        "A,NR,AT\t310 p\t1000 p\t990 \t1000 \t1010 \nA,P_MHAB,AT\t1 \t1 \t1 \t1 \t1 \n",
    )
    assert list(reading.years_left_out) == [2012]
    assert 2012 in set(reading.rows["year"])


def test_of_a_cell_in_two_files_the_later_file_counts(tmp_path: Path) -> None:
    header = "freq,unit,geo\\TIME_PERIOD\t2019\t2020\n"
    new = opened(tmp_path, "nama_10r_3gdp.tsv", header + "A,MIO_EUR,AT\t5\t6\n", "2026-03-01")
    old = opened(tmp_path, "nama_10r_3gdp_old.tsv", header + "A,MIO_EUR,AT\t4\t6\n", "2025-03-01")
    (reading,) = eurostat_tsv.read([new, old], Choices(), silent)
    assert reading.rows["value"].tolist() == [5, 6]
    assert [(it.what, it.count) for it in reading.left_out] == [
        ("repeated values", 1),
        ("values given twice", 1),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("unit,geo\\time\t2019\nTHS,AT\t1.234,5 \n", "line 2: '1.234,5' is neither a number"),
        ("unit,geo\\time\t2019\nTHS\t5 \n", "line 2: 'THS' does not have the 2 dimensions"),
        ("unit,sex\\time\t2019\nTHS,T\t5 \n", "no column of regions"),
        ("unit,geo\\sex\tT\nTHS,AT\t5 \n", "has no time"),
    ],
)
def test_wrong_input_is_said_in_one_sentence(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        read(tmp_path, content, "table.tsv")
    assert "table.tsv" in str(error.value)


@pytest.mark.parametrize("dimensions", ["unit,geo", "unit,nace_r2,geo", "unit,ipc,geo"])
def test_a_table_without_values_gives_no_rows(tmp_path: Path, dimensions: str) -> None:
    key = {"unit,geo": "NR,AT", "unit,nace_r2,geo": "NR,C,AT", "unit,ipc,geo": "NR,A,AT"}
    reading = read(tmp_path, f"{dimensions}\\time\t2019 \t\n{key[dimensions]}\t: \t\n")
    assert reading.rows.empty
    assert [(it.what, it.count) for it in reading.left_out] == [("cells marked :", 1)]


def test_rests_are_of_regions_and_quantities_alone(tmp_path: Path) -> None:
    rows = "".join(
        f"{unit},{code},{region}\t{value}\n"
        for unit in ("MIO_EUR", "CLV15_MEUR")
        for region in ("AT", "EU27_2020")
        for code, value in (("B-E", 9), ("C", 5))
    )
    found = read(tmp_path, f"unit,nace_r2,geo\\time\t2019\n{rows}").rows
    rests = found[found["cluster_code"] == "B-E_X_C"]
    assert rests[["region_code", "unit", "value"]].to_numpy().tolist() == [["AT", "MIO_EUR", 4]]


def test_the_classification_is_named(tmp_path: Path) -> None:
    for dimension, title in (("nace_r2", "NACE Rev. 2"), ("nace_r21", "NACE Rev. 2.1")):
        reading = read(tmp_path, f"unit,{dimension},geo\\time\t2019 \nMIO_EUR,K,AT\t5 \n")
        assert reading.indicators["description"][0].endswith(f", by {title}")


def test_the_total_of_the_ipc_lies_above_its_sections(tmp_path: Path) -> None:
    content = "ipc,unit,geo\\time\t2012 \nIPC,NR,AT\t30 \nA,NR,AT\t10 \nB,NR,AT\t20 \n"
    activities = read(tmp_path, content, "pat_ep_ripc.tsv").activities.set_index("code")
    assert activities["parent_code"].to_dict()["A"] == "IPC"
    assert activities["name"].to_dict()["IPC"] == "Total"
