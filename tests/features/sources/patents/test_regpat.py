from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from features.errors import InputError
from features.sources.patents import regpat
from features.sources.patents.regpat_tables import is_pct
from features.sources.patents.tables import text_table
from features.sources.reading import Choices
from tests.features.sources.patents.texts import cells, left_out, opened, parents, read

INVENTORS = """App_nbr|Appln_id|Pub_nbr|Inv_name|Address|Reg_code|Ctry_code|Reg_share|Inv_share
EP1|11|EP101|A|1, Road|XA111|XA|1|0.5
EP1|11|EP101|B|2, Road|XA111|XA|0.5|0.5
EP1|11|EP101|B|2, Road|XB222|XB|0.5|0.5
EP2|12|EP102|"C" Müller|3, Road|XB222|XB|1|1
EP3|13|EP103|D|4, Road|XAZZZ|XA|1|0.5
EP3|13|EP103|E|5, Road|US06085|US|1|0.5
"""
IPC = """appln_id|prio_year|app_year|IPC
11|2001|2002|H01L  31/04
11|2001|2002|H01L  99/00
12|2002|2002|A61K   8/02
13|2001|2003|G06F  17/00
"""
CPC = """appln_id|CPC_Class
11|H01L  31/04
11|H01L  31/06
11|Y02E  10/50
12|A61K  31/00
13|G06F  17/00
"""
REGIONS = """Ctry_code|Reg_code|Reg_label|Up_reg_code|Up_reg_label
XA|XA111|Alpha|XA1|Upper A
XB|XB222|Beta|XB2|Upper B
XA|XAZZZ|Not regionalised|XAZ|Not regionalised
"""
TABLES = {
    "202101_EPO_Inv_reg.txt": INVENTORS,
    "202101_EPO_IPC.txt": IPC,
    "202101_CPC_Classes.txt": CPC,
    "202101_REGPAT_REGIONS.txt": REGIONS,
}
EACH = {
    ("XA111", "H01L", 2001): 0.75,
    ("XA111", "Y02E", 2001): 0.75,
    ("XB222", "H01L", 2001): 0.25,
    ("XB222", "Y02E", 2001): 0.25,
    ("XB222", "A61K", 2002): 1.0,
}


def test_a_region_has_the_share_of_its_inventors_in_each_class(tmp_path: Path) -> None:
    reading = read(regpat.FORMAT, tmp_path, TABLES)
    assert cells(reading) == EACH  # the same subclass twice in an application counts once
    assert (reading.table, reading.dataset, reading.vintage) == ("patents", "REGPAT", "2021-01")
    assert parents(reading.regions) == {
        "XA": "", "XB": "", "XA1": "XA", "XB2": "XB", "XA111": "XA1", "XB222": "XB2"
    }  # fmt: skip
    assert parents(reading.activities)["H01L"] == "H01"
    assert left_out(reading) == {
        "inventors without a region": 1,
        "inventors in unlisted regions": 1,
    }


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (
            Choices(classes="split"),
            {key: value / (1 if key[1] == "A61K" else 2) for key, value in EACH.items()},
        ),
        (Choices(count="whole"), dict.fromkeys(EACH, 1.0)),
        (
            Choices(scheme="ipc", year_of="application"),
            {
                ("XA111", "H01L", 2002): 0.75,
                ("XB222", "H01L", 2002): 0.25,
                ("XB222", "A61K", 2002): 1.0,
            },
        ),
        (
            Choices(technology="wipo"),  # from the IPC, where A61K 8 is cosmetics
            {("XA111", "8", 2001): 0.75, ("XB222", "8", 2001): 0.25, ("XB222", "14", 2002): 1.0},
        ),
    ],
    ids=["split", "whole", "ipc", "wipo"],
)
def test_counts_are_as_chosen(
    choices: Choices, expected: dict[tuple[str, str, int], float], tmp_path: Path
) -> None:
    reading = read(regpat.FORMAT, tmp_path, TABLES, choices)
    assert cells(reading) == expected
    assert reading.rows["patents"].dtype == "float64"  # a package stores numbers


def shuffled(text: str) -> str:
    first, *rows = text.splitlines(keepends=True)
    return first + "".join(sorted(rows, key=lambda row: row[::-1]))


def quoted_commas(text: str) -> str:
    rows = [row.replace('"', '""').split("|") for row in text.splitlines()]
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: shuffled(text).replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: text.replace("|", "\t").upper().encode("cp1252"),
        lambda text: (
            text.replace("0.5", "0,5").replace(", R", " R").replace("|", ";").encode("utf-16")
        ),
        lambda text: quoted_commas(text).encode(),
    ],
    ids=["shuffled, CRLF, BOM", "tabs, capitals, cp1252", "semicolons, UTF-16", "quoted commas"],
)
def test_separators_encodings_and_order_do_not_matter(
    alter: Callable[[str], bytes], tmp_path: Path
) -> None:
    altered = {name: alter(table) for name, table in TABLES.items()}
    assert cells(read(regpat.FORMAT, tmp_path, altered)) == EACH


def test_a_table_of_section_y_alone_does_not_hide_the_ipc(tmp_path: Path) -> None:
    only_y = "appln_id|CPC_Class\n11|Y02E  10/50\n"
    reading = read(regpat.FORMAT, tmp_path, TABLES | {"202101_CPC_Classes.txt": only_y})
    assert {technology for _, technology, _ in cells(reading)} == {"H01L", "A61K"}
    assert left_out(reading)["classes of the CPC"] == 1


def test_years_may_stand_with_the_inventors_and_impossible_ones_do_not_count(
    tmp_path: Path,
) -> None:
    inventors = """appln_id|reg_code|ctry_code|reg_share|inv_share|app_year
11|XA111|XA|1|1|2002
12|XA111|XA|1|1|9999
13|XA111|XA|1|NaN|2002
"""
    reading = read(regpat.FORMAT, tmp_path, {"inv.txt": inventors, "cpc.txt": CPC})
    assert cells(reading) == {("XA111", "H01L", 2002): 1.0, ("XA111", "Y02E", 2002): 1.0}
    assert parents(reading.regions) == {"XA": "", "XA111": "XA"}
    counts = left_out(reading)
    assert counts["patents without a year"] == 1
    assert counts["inventors without a share or application"] == 1
    assert "priority years" in counts  # application years were taken in their place


PCT = """pct_nbr|internat_appln_id|Inv_name|reg_code|ctry_code|reg_share|inv_share
WO2001000001|91|F|XA111|XA|1|1
WO2001000002|92|G|XA111|XA|1|1
"""
PCT_IPC = """pct_nbr|prio_year|app_year|IPC4
WO2001000001|2001|2002|H01L
WO2001000002|2001|2002|B60K
"""
LINK = "appln_id|pct_nbr\n11|WO2001000001\n99|WO2001000002\n"


def test_an_invention_under_both_treaties_counts_once(tmp_path: Path) -> None:
    international = {"PCT_Inv_reg.txt": PCT, "PCT_IPC.txt": PCT_IPC, "EPO_PCT.txt": LINK}
    reading = read(regpat.FORMAT, tmp_path, TABLES | international, Choices(scheme="ipc"))
    counted = cells(reading)
    assert counted["XA111", "H01L", 2001] == 0.75  # with its EPO application
    assert counted["XA111", "B60K", 2001] == 1  # application 99 is not in the EPO's table
    assert left_out(reading)["inventors of PCT applications"] == 1


def test_without_the_link_only_applications_to_the_epo_count(tmp_path: Path) -> None:
    international = {"PCT_Inv_reg.txt": PCT, "PCT_IPC.txt": PCT_IPC}
    reading = read(regpat.FORMAT, tmp_path, TABLES | international)
    assert cells(reading) == EACH
    assert "table PCT_Inv_reg.txt" in left_out(reading)


def test_pct_applications_alone_are_joined_by_their_own_number(tmp_path: Path) -> None:
    reading = read(regpat.FORMAT, tmp_path, {"PCT_Inv_reg.txt": PCT, "PCT_IPC.txt": PCT_IPC})
    assert cells(reading) == {("XA111", "B60K", 2001): 1.0, ("XA111", "H01L", 2001): 1.0}


def test_tables_without_appln_id_are_joined_by_another_number(tmp_path: Path) -> None:
    by_number = IPC.replace("appln_id", "app_nbr").replace("\n1", "\nEP")
    tables = {"inv.txt": INVENTORS, "ipc.txt": by_number, "cpc.txt": CPC}
    counted = cells(read(regpat.FORMAT, tmp_path, tables))
    assert {key: counted[key] for key in EACH} == EACH
    assert counted["US06085", "G06F", 2001] == 0.5  # no list of regions says that it is none


def test_quality_is_the_mean_of_known_values_by_share(tmp_path: Path) -> None:
    quality = """app_nbr|appln_id|patent_scope|family_size|claims|fwd_cits5|generality|originality
EP1|11|1|2|10||0.5|
EP2|12|3|4|40|3||
"""
    cpc = "appln_id|CPC_Class\n11|A61K\n12|A61K\n"
    ipc = IPC.replace("2002|2002", "2001|2002")
    tables = {"cpc.txt": cpc, "ipc.txt": ipc, "inv.txt": INVENTORS, "quality.txt": quality}
    rows = read(regpat.FORMAT, tmp_path, tables).rows
    row = rows.set_index("region_code").loc["XB222"]
    assert row["patents"] == 1.25
    assert row["claims"] == pytest.approx((0.25 * 10 + 1 * 40) / 1.25)
    assert row["citations"] == 3  # unknown for the other application: no zero
    assert row["generality"] == 0.5
    assert "originality" not in rows


def test_us_regions_stand_in_a_package_by_fips(tmp_path: Path) -> None:
    regions = REGIONS + "US|US06085|Santa Clara|US06|California\n"
    reading = read(regpat.FORMAT, tmp_path, TABLES | {"202101_REGPAT_REGIONS.txt": regions})
    codes = reading.regions.set_index("code")["package_code"]
    assert codes[["US06085", "US06", "US", "XA111"]].tolist() == ["06085", "06", "", ""]


def test_a_damaged_row_is_left_out_and_a_damaged_file_refused(tmp_path: Path) -> None:
    damaged = {"202101_EPO_Inv_reg.txt": INVENTORS + "EP9|19|EP109|X\n"}
    reading = read(regpat.FORMAT, tmp_path, TABLES | damaged)
    assert cells(reading) == EACH
    [entry] = [it for it in reading.left_out if "damaged" in it.what]
    assert (entry.count, "line 8" in entry.why) == (1, True)
    (tmp_path / "again").mkdir()
    damaged = {"202101_EPO_Inv_reg.txt": INVENTORS + "EP9|19|EP109|X\n" * 3}
    with pytest.raises(InputError, match=r"Inv_reg.txt, line 8: .*3 rows are damaged"):
        read(regpat.FORMAT, tmp_path / "again", TABLES | damaged)


def test_file_names_are_no_patterns(tmp_path: Path) -> None:
    tables = {"inv[1].txt": INVENTORS, "it's*.txt": IPC, "inv1.txt": REGIONS}
    reading = read(regpat.FORMAT, tmp_path, tables)
    assert cells(reading)["XB222", "A61K", 2002] == 1


@pytest.mark.parametrize(
    ("names", "choices", "message"),
    [
        (["IPC"], Choices(), "without a table of inventors: give EPO_Inv_reg"),
        (["Inv_reg"], Choices(), "without a table of classes: give CPC_Classes"),
        (["Inv_reg", "CPC"], Choices(), r"without priority years.*: give EPO_IPC"),
        (["Inv_reg", "CPC"], Choices(scheme="ipc"), "IPC classes need the table EPO_IPC"),
        (["Inv_reg", "IPC"], Choices(year_of="grant"), "no year of grant"),
    ],
)
def test_what_is_missing_is_named(
    names: list[str], choices: Choices, message: str, tmp_path: Path
) -> None:
    tables = {file: table for file, table in TABLES.items() if any(it in file for it in names)}
    if len(names) == 2 and not choices.year_of and choices.scheme == "cpc":
        choices = Choices(year_of="priority")
    with pytest.raises(InputError, match=message):
        read(regpat.FORMAT, tmp_path, tables, choices)


@pytest.mark.parametrize(
    "head",
    [
        "freq,unit,nace_r2,geo\\TIME_PERIOD\t2012 \t2013 \n",
        '"area_fips","own_code","industry_code","agglvl_code"\n',
        "appln_id,appln_auth,appln_nr,appln_kind,internat_appln_id,docdb_family_id\n",
        '"patent_id"\t"cpc_sequence"\t"cpc_section"\t"cpc_subclass"\t"cpc_group"\n',
        "geo,reg_code,value\n",
        "",
        "\x00\x01\x02|\xff",
    ],
)
def test_other_files_are_not_recognised(head: str, tmp_path: Path) -> None:
    [file] = opened(tmp_path, {"202101_EPO_Inv_reg.txt": head or " "})
    assert not regpat.FORMAT.recognises(file)


def test_rows_are_ready_for_a_package(tmp_path: Path) -> None:
    rows = read(regpat.FORMAT, tmp_path, TABLES).rows
    assert list(rows) == ["region_code", "technology_code", "year", "patents"]
    assert [str(it) for it in rows.dtypes] == ["str", "str", "int64", "float64"]
    pd.testing.assert_frame_equal(
        rows, rows.sort_values(["region_code", "technology_code", "year"], ignore_index=True)
    )


def test_classes_of_both_offices_are_joined_by_whatever_number_each_has(tmp_path: Path) -> None:
    pct_ipc = PCT_IPC.replace("pct_nbr", "appln_id|pct_nbr").replace("\nWO", "\n7|WO")
    tables = {"PCT_Inv_reg.txt": PCT, "PCT_IPC.txt": pct_ipc, "EPO_PCT.txt": LINK}
    tables = {name: table.replace("WO2001000002", "WO11") for name, table in tables.items()}
    reading = read(regpat.FORMAT, tmp_path, TABLES | tables, Choices(scheme="ipc"))
    assert cells(reading)["XA111", "B60K", 2001] == 1  # WO11 is not the application 11


@pytest.mark.parametrize(("number", "expected"), [("WO2001000001", True), ("EP1", False)])
def test_pct_applications_are_told_by_their_numbers(
    number: str, expected: bool, tmp_path: Path
) -> None:
    text = INVENTORS.replace("EP1|", f"{number}|").replace("|EP101|", "|WO2001000009|")
    table = text_table(opened(tmp_path, {"inventors.txt": text})[0])
    assert table is not None
    assert is_pct(table) is expected


def test_countries_have_names_that_no_table_gives(tmp_path: Path) -> None:
    tables = {name: text.replace("XA", "AT") for name, text in TABLES.items()}
    regions = read(regpat.FORMAT, tmp_path, tables).regions.set_index("code")
    assert regions["name"].to_dict()["AT"] == "Austria"
    assert regions["name"].to_dict()["AT1"] == "Upper A"
