"""BEA regional tables: values, withheld cells, areas, several tables and files of one zip."""

import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from features.errors import InputError
from features.sources.accounts.united_states.bea_lines import COMBINED, NAICS_OF_LINES
from features.sources.classifications.united_states import STATES
from features.sources.importing.keeping import kept
from features.sources.reading import Choices, Reading
from tests.features.sources.accounts.coded import column, row
from tests.features.sources.official import layouts, read

GDP_LINES = NAICS_OF_LINES["GDP"]
HEADER = (
    "GeoFIPS,GeoName,Region,TableName,LineCode,IndustryClassification,Description,Unit,2018,2019\n"
)
NOTES = (
    '"Note: See the included footnote file."\n'
    '"SAGDP2N: Gross domestic product (GDP) by state 1/"\n'
    '"Last updated: October 1, 2021--new statistics for 2020, revised for 2017, 2018, and 2019."\n'
)
LINES = (
    '1,...,All industry total,Millions of current dollars,{},"1,{}"\n',
    "2,..., Private industries,Millions of current dollars,90,{}\n",
    '3,11,"  Agriculture, forestry, fishing and hunting",Millions of current dollars,(D),{}\n',
    "12,31-33,  Manufacturing 2/,Millions of current dollars,(L),{}\n",
    "83,..., Government and government enterprises,Millions of current dollars,(NA),{}\n",
    '87,"11, 21",Natural resources and mining,Millions of current dollars,5,{}\n',
)
AREAS = {"00000": '"United States *", ', "26000": '"Michigan",3', "93000": '"Great Lakes",3'}


def table(name: str = "SAGDP2N", areas: tuple[str, ...] = tuple(AREAS), value: int = 100) -> str:
    rows = [
        f' "{code}",{AREAS[code]},{name},{line.replace("{}", str(value))}'
        for code in areas
        for line in LINES
    ]
    return HEADER + "".join(rows) + NOTES.replace("SAGDP2N", name)


def cell(reading: Reading, area: str, line: str, year: int = 2019) -> list[float]:
    rows = reading.rows
    column = "cluster_code" if "cluster_code" in rows else "LineCode"
    chosen = (rows["region_code"] == area) & (rows[column] == line) & (rows["year"] == year)
    return rows.loc[chosen, "value"].tolist()


def test_values_withheld_cells_and_vintage(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"SAGDP2N__ALL_AREAS.csv": table()})
    assert cell(found, "26000", "1") == [1100]  # "1,100"
    assert cell(found, "26000", "12") == [100]
    assert cell(found, "26000", "12", 2018) == cell(found, "26000", "3", 2018) == []
    counts = {it.what: it.count for it in found.left_out}
    assert counts == {"cells marked (D)": 3, "cells marked (L)": 3, "cells marked (NA)": 3}
    assert (found.table, found.dataset, found.vintage) == (
        "cluster_indicators",
        "SAGDP2N",
        "2021-10-01",
    )
    assert found.indicators.iloc[0].to_dict() == {
        "indicator": "value_added",
        "unit": "million USD, current prices",
        "description": "gross domestic product by industry (BEA SAGDP2N)",
        "price_basis": "current",
        "left_out": "",
    }


def test_a_file_saved_by_a_spreadsheet_is_the_same(tmp_path: Path) -> None:
    text = HEADER.replace(",", ";") + (
        "1000;Alabama;5;SAGDP2N;12;31-33;  Manufacturing;Millions of current dollars;(D);1900,5\n"
    )
    (found,) = read(tmp_path, {"a.csv": text})
    assert cell(found, "01000", "12") == [1900.5]


def test_titles_lose_blanks_and_footnote_marks_and_the_addenda_are_left_out(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"a.csv": table()})
    lines = found.activities.set_index("code")
    assert lines["name"]["12"] == "Manufacturing"
    assert lines["parent_code"].to_dict() == {
        "1": "",
        "2": "1",
        "3": "2",
        "12": "2",
        "83": "1",
        "87": "",
    }
    assert set(lines.index[lines["left_out"] != ""]) == {"87"}


def test_states_lie_in_the_nation_and_groups_of_states_are_left_out(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"a.csv": table()})
    regions = found.regions.set_index("code")
    assert row(regions, "00000") == ["United States", "", "US", ""]
    assert row(regions, "26000") == ["Michigan", "00000", "26", ""]
    assert str(regions.loc["93000", "left_out"]).startswith("a group of states")


def test_each_table_is_an_indicator_and_files_of_single_states_add_nothing(tmp_path: Path) -> None:
    real = table("SAGDP9N", value=7).replace("current dollars", "chained 2017 dollars")
    found = read(
        tmp_path,
        {
            "SAGDP2N__MI_2018_2019.csv": table(areas=("26000",)),
            "SAGDP2N__ALL_AREAS_2018_2019.csv": table(),
            "SAGDP9N__ALL_AREAS_2018_2019.csv": real,
            "SAGDP4N__ALL_AREAS_2018_2019.csv": table("SAGDP4N"),
        },
    )
    by_table = {it.dataset: it for it in found}
    assert {name: it.indicators["indicator"][0] for name, it in by_table.items()} == {
        "SAGDP2N": "value_added",
        "SAGDP4N": "compensation",
        "SAGDP9N": "value_added_real",
    }
    assert by_table["SAGDP9N"].indicators["price_basis"][0] == "constant"
    assert by_table["SAGDP9N"].indicators["unit"][0] == "million USD, chained 2017 prices"
    assert len(by_table["SAGDP2N"].rows) == len(read(tmp_path, {"b.csv": table()})[0].rows)
    assert "the file SAGDP2N__MI_2018_2019.csv" in {it.what for it in by_table["SAGDP2N"].left_out}


def test_of_two_vintages_the_newer_counts_in_its_base_year(tmp_path: Path) -> None:
    old = table("SAGDP9N", value=5).replace("current dollars", "chained 2012 dollars")
    new = table("SAGDP9N", value=7).replace("current dollars", "chained 2017 dollars")
    old = old.replace(",2018,2019\n", ",2017,2018\n")
    new = new.replace("October 1, 2021", "October 1, 2023")
    (found,) = read(tmp_path, {"old.csv": old, "new.csv": new})
    assert cell(found, "26000", "2", 2019) == [7]
    assert set(found.rows["Unit"]) == {"Millions of chained 2017 dollars"}
    assert found.vintage == "2023-10-01"
    assert any("chained 2012" in it.what for it in found.left_out)


def test_counties_are_read_in_latin_1_below_their_states(tmp_path: Path) -> None:
    text = HEADER + (
        ' "35013", "Doña Ana, NM", 6,CAGDP2,12,31-33,   Manufacturing,Thousands of dollars,1,2\n'
    )
    (found,) = read(tmp_path, {"CAGDP2.csv": text.encode("latin-1")})
    regions = found.regions.set_index("code")
    assert row(regions, "35013") == ["Doña Ana, NM", "35000", "35013", ""]
    assert row(regions, "35000") == ["New Mexico", "00000", "35", ""]
    assert found.indicators["unit"][0] == "thousand USD, current prices"


def test_metropolitan_areas_are_kept_where_they_stand_alone_or_are_chosen(tmp_path: Path) -> None:
    line = "CAGDP2,12,31-33,   Manufacturing,Thousands of dollars,1,2\n"
    metros = HEADER + "".join(
        f' "{code}","{name}",,{line}'
        for code, name in (
            ("10180", "Abilene, TX (Metropolitan Statistical Area)"),
            ("31084", "Los Angeles, CA (Metropolitan Division)"),
            ("00998", "United States (Metropolitan Portion)"),
        )
    )
    county = HEADER + f' "48001","Anderson, TX",5,{line}'

    def kept(files: dict[str, str], choices: Choices | None = None) -> set[str]:
        (found,) = read(tmp_path, files, choices)
        return set(found.regions.loc[found.regions["left_out"] == "", "package_code"])

    assert kept({"m": metros}) == {"C10180", "US"}
    assert kept({"m": metros, "c": county}) == {"48001", "48", "US"}
    assert kept({"m": metros, "c": county}, Choices(area="metro")) == {"C10180", "US"}


def test_quarters_are_periods_at_annual_rates(tmp_path: Path) -> None:
    text = table("SQGDP2").replace(",2018,2019\n", ",2005:Q1,2005:Q4\n")
    (found,) = read(tmp_path, {"SQGDP2.csv": text})
    rows = found.rows[(found.rows["region_code"] == "26000") & (found.rows["cluster_code"] == "1")]
    assert rows[["year", "period", "value"]].to_numpy().tolist() == [
        [2005, 1, 100],
        [2005, 4, 1100],
    ]
    assert found.indicators["unit"][0] == "million USD, current prices, annual rate"
    assert found.indicators["left_out"][0] == ""


INCOME = HEADER + (
    '"26000", "Michigan",3,CAINC1,1,...,Personal income (thousands of dollars),'
    "Thousands of dollars,5,6\n"
    '"26000", "Michigan",3,CAINC1,2,...,Population (persons) 1/,Number of persons,50,60\n'
    '"26000", "Michigan",3,CAINC1,3,...,Per capita personal income (dollars) 2/,Dollars,7,(NA)\n'
)


def test_a_table_without_industries_is_of_regions(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"CAINC1.csv": INCOME})
    assert found.table == "region_indicators"
    assert cell(found, "26000", "2") == [60]
    listed = found.indicators.set_index("indicator")
    assert listed["unit"].to_dict() == {
        "personal_income": "thousand USD, current prices",
        "population": "persons",
        "per_capita_personal_income": "USD, current prices",
    }
    assert listed.loc["population", "price_basis"] == "none"
    assert found.activities.empty


def test_summaries_of_gdp_are_real_and_in_current_prices(tmp_path: Path) -> None:
    start = ' "26000","Michigan",3,CAGDP1,'
    text = HEADER + (
        f"{start}1,...,Real GDP (thousands of chained 2017 dollars) 1/,"
        "Thousands of chained 2017 dollars,5,6\n"
        f"{start}3,...,Current-dollar GDP (thousands of current dollars),Thousands of dollars,7,8\n"
    )
    (found,) = read(tmp_path, {"CAGDP1.csv": text})
    assert column(found.indicators, "price_basis", "indicator") == {
        "gdp_real": "constant",
        "gdp": "current",
    }


def test_lines_of_the_same_title_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    text = INCOME.replace("Population (persons) 1/", "Personal income")
    (found,) = read(tmp_path, {"CAINC1.csv": text})
    assert set(found.rows["indicator"]) == {
        "personal_income_line_1",
        "personal_income_line_2",
        "per_capita_personal_income",
    }


def test_a_download_of_the_interactive_tables(tmp_path: Path) -> None:
    text = (
        '"SAGDP9 Real GDP by state 1/ (Millions of chained 2017 dollars)"\n'
        '"Bureau of Economic Analysis"\n'
        '"State or DC"\n'
        "GeoFips,GeoName,LineCode,Description,2018,2019\n"
        '"26000","Michigan *",1,"All industry total",100,200\n'
        '"26000","Michigan *",12,"  Manufacturing",10,20\n'
        "Legend / Footnotes:\n"
        "1/ Industry detail is based on the 2012 NAICS, with a, b, c, d, e, f, g, and h.\n"
    )
    (found,) = read(tmp_path, {"table.csv": text})
    assert (found.dataset, found.table) == ("SAGDP9", "cluster_indicators")
    assert cell(found, "26000", "12") == [20]
    assert found.indicators["unit"][0] == "million USD, chained 2017 prices"


def test_indices_are_left_out_of_industries(tmp_path: Path) -> None:
    text = table("SAGDP8").replace("Millions of current dollars", "Quantity index")
    (found,) = read(tmp_path, {"a.csv": text})
    assert "does not add up" in found.indicators["left_out"][0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + NOTES, "a.csv has a header of BEA's tables and no rows"),
        (
            table().replace('"Michigan",3', "Wayne, MI,3"),
            "a.csv has a row whose columns are not those of its header",
        ),
        (
            table().replace(",100\n", ",100,5\n", 1),
            "a.csv has a row whose columns are not those of its header",
        ),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, {"a.csv": text})


def test_its_header_alone_is_recognised(tmp_path: Path) -> None:
    assert layouts(tmp_path, {"a": table(), "b": INCOME}) == {"bea-regional": ["a", "b"]}
    others: dict[str, str | bytes] = {
        "sdmx": "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE\n",
        "own": "GeoFIPS,GeoName,2019\n",
        "no years": "GeoFIPS,GeoName,LineCode,Description,Unit\n",
        "bytes": b'\x00\xff"',
    }
    assert "bea-regional" not in layouts(tmp_path, others)


def bea_table(values: pd.DataFrame) -> str:
    """SAGDP2N of the industries of us-states, with (D) for what is unknown."""
    lines = {COMBINED.get(naics, naics): (int(it), naics) for it, naics in GDP_LINES.items()}
    fips = {state.postal: f"{state.fips}000" for state in STATES.values()}
    wide = values.pivot(index=["region_code", "cluster_code"], columns="year", values="value")
    rows = [HEADER.replace("2018,2019", ",".join(map(str, wide.columns)))]
    for (region, cluster), cells in zip(wide.index, wide.to_numpy().tolist(), strict=True):
        line, naics = lines["44-45" if cluster == "44RT" else cluster]
        numbers = ",".join("(D)" if math.isnan(it) else repr(it) for it in cells)
        start = f' "{fips[region]}","{region}",3,SAGDP2N,{line},"{naics}","   {cluster}"'
        rows.append(f"{start},Millions of current dollars,{numbers}\n")
    return "".join(rows) + NOTES


@pytest.mark.real_data
def test_value_added_of_us_states_is_rebuilt(
    tmp_path: Path, real_data: Callable[[str], Path]
) -> None:
    values = pd.read_parquet(real_data("us-states") / "cluster_indicators.parquet")
    (found,) = read(tmp_path, {"SAGDP2N__ALL_AREAS_1997_2015.csv": bea_table(values)})
    postal = {state.fips: state.postal for state in STATES.values()}
    rows = kept(found).rows
    rows = rows.assign(
        region_code=rows["region_code"].map(postal),
        cluster_code=rows["cluster_code"].replace({"44-45": "44RT"}),
    )
    key = ["region_code", "cluster_code", "year"]
    pd.testing.assert_frame_equal(
        rows.sort_values(key)[[*key, "indicator", "value"]].reset_index(drop=True),
        values.sort_values(key)[[*key, "indicator", "value"]].reset_index(drop=True),
        check_dtype=False,
    )


def test_government_has_one_code_in_all_tables(tmp_path: Path) -> None:
    files = {"a.csv": table().replace("83,...", '83,"92"')}
    (found,) = read(tmp_path, files)
    assert column(found.activities, "package_code")["83"] == "G"


def test_industries_by_sic_stand_apart_from_those_by_naics(tmp_path: Path) -> None:
    by_sic = table("SAGDP2S").replace("12,31-33,", "12,D,").replace("3,11,", '3,"01-09",')
    (alone,) = read(tmp_path, {"sic.csv": by_sic})
    assert alone.indicators["indicator"].tolist() == ["value_added_sic"]
    codes = column(alone.activities, "package_code")
    assert (codes["1"], codes["3"], codes["12"]) == ("TOTAL", "LINE3", "LINE12")
    both = read(tmp_path, {"sic.csv": by_sic, "naics.csv": table()})
    assert {it.dataset: len(kept(it).rows) > 0 for it in both} == {
        "SAGDP2N": True,
        "SAGDP2S": False,
    }


def test_lines_by_sic_get_no_codes_of_naics_by_their_numbers(tmp_path: Path) -> None:
    plain = table("SAGDP2S").replace("3,11,", "3,A,").replace("12,31-33,", "12,D,")
    (found,) = read(tmp_path, {"sic.csv": plain.replace('"11, 21"', "...")})
    assert found.table == "region_indicators"
