"""WIOD tables of both releases, as workbooks and as text."""

import io
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from features.errors import InputError
from features.sources.reading import Choices, Reading
from tests.features.sources.official import layouts, read

COUNTRIES = ("AUS", "ROM", "ROW")
CODES = {"A01": "Crop and animal production", "45": "Construction"}
FINAL = {"CONS_h": "Households", "INVEN": "Changes in inventories"}
N, M = len(CODES), len(FINAL)
SALES = np.arange(36.0).reshape(6, 6)
DEMAND = np.arange(36.0).reshape(6, 6) + 100
OUTPUT = SALES.sum(axis=1) + DEMAND.sum(axis=1)
TITLE = ("Intercountry Input-Output Table", "(industry-by-industry)", "(in millions of US$)")


def workbook(year: str = "2014", release: int = 2016, title: tuple[str, ...] = TITLE) -> bytes:
    """A sheet as WIOD lays it out: four header rows and columns, totals right and below."""
    codes = [f"c{at}" for at in range(1, N + M + 1)]
    letter = "r" if release == 2016 else "c"
    final = list(FINAL) if release == 2016 else ["" for _ in FINAL]
    heads: list[list[str | int]] = [
        [*[number(code) for code in CODES] * 3, *final * 3, "GO"],
        [*list(CODES.values()) * 3, *list(FINAL.values()) * 3, "Total output"],
        [*(it for it in COUNTRIES for _ in CODES), *(it for it in COUNTRIES for _ in FINAL), "TOT"],
        [*codes[:N] * 3, *codes[N:] * 3, codes[-1]],
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = year
    corner = [*title, *[""] * 6]
    sheet.append([corner[0]])
    sheet.append([corner[1]])
    for at, head in enumerate(heads):
        sheet.append([corner[at + 2], "", "", "", *head])
    labels = [
        (number(code), name, country, f"{letter}{at}")
        for country in COUNTRIES
        for at, (code, name) in enumerate(CODES.items(), 1)
    ]
    for at, label in enumerate(labels):
        sheet.append([*label, *SALES[at].tolist(), *DEMAND[at].tolist(), float(OUTPUT[at])])
    for code in ("II_fob", "VA", "GO"):
        sheet.append([code, "Total", "TOT", f"{letter}65", *[7.0] * 13])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def number(code: str) -> str | int:
    """Excel keeps the code 45 as a number."""
    return int(code) if code.isdigit() else code


def text(first: str = "", year: str = "2014") -> str:
    """The release of 2016 as R or Stata exports it."""
    columns = [f"{first}{it}{at}" for it in COUNTRIES for at in range(1, N + 1)]
    columns += [f"{first}{it}{at}" for it in COUNTRIES for at in range(N + 1, N + M + 1)]
    head = ["IndustryCode", "IndustryDescription", "Country", "RNr", "Year", *columns]
    lines = [",".join([*head, f"{first}TOT"])]
    rows = [(country, at) for country in COUNTRIES for at in range(1, N + 1)]
    for place, (country, at) in enumerate(rows):
        code, name = list(CODES.items())[at - 1]
        values = [*SALES[place], *DEMAND[place], OUTPUT[place]]
        lines.append(",".join([code, f'"{name}"', country, str(at), year, *map(str, values)]))
    lines.append(",".join(["VA", "Value added", "TOT", "70", year, *["1"] * 13]))
    return "\n".join(lines) + "\n"


def checked(found: list[Reading], year: int) -> None:
    sold, made = found
    flows = sold.rows.set_index(["region_code", "from_cluster_code", "to_cluster_code"])["flow"]
    assert flows["AUS", "A01", "45"] == SALES[0, 1]
    assert flows["ROU", "45", "A01"] == SALES[3, 2]
    assert len(flows) == 3 * 4 - 1  # one is zero
    output = made.rows.set_index(["region_code", "cluster_code"])["output"]
    assert output["ROU", "45"] == OUTPUT[3]
    assert len(output) == 6
    assert set(made.rows["year"]) == {year}
    assert dict(zip(made.activities["code"], made.activities["name"], strict=True)) == CODES
    groups = made.regions.set_index("code")["left_out"].to_dict()
    assert groups == {"AUS": "", "ROU": "", "ROW": "group of countries"}


@pytest.mark.parametrize(
    ("name", "content", "year"),
    [
        ("WIOT2014_Nov16_ROW.xlsb", workbook(), 2014),
        ("renamed.bin", workbook(), 2014),
        ("x.xlsx", workbook("WIOT", 2013, ("World Input-Output Table for 1995", *TITLE[1:])), 1995),
        ("wiot95_row_apr12.xlsx", workbook("Sheet1", 2013), 1995),
        ("wiot.csv", text(), 2014),
        ("wiot.csv", text("v").replace(",", ";"), 2014),
    ],
    ids=["2016", "any name", "year in title", "year in name", "R", "Stata"],
)
def test_the_domestic_block_and_output(
    tmp_path: Path, name: str, content: str | bytes, year: int
) -> None:
    checked(read(tmp_path, {name: content}), year)


def test_parts_left_out_are_counted(tmp_path: Path) -> None:
    sold, _ = read(tmp_path, {"wiot.xlsx": workbook()})
    counts = {it.what: it.count for it in sold.left_out}
    assert counts["sales between regions"] == 36 - 12
    assert counts["sales to final demand"] == 36
    assert counts["rows of value added, taxes and totals"] == 3


def test_a_text_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row VA has 16 cells, the header 18: download it again"):
        read(tmp_path, {"wiot.csv": text().rsplit(",", 2)[0]})


def test_previous_years_prices_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is in previous years' prices"):
        read(tmp_path, {"x.xlsx": workbook(title=("Table in previous years' prices", *TITLE[1:]))})
    with pytest.raises(InputError, match=r"is in previous years' prices"):
        read(tmp_path, {"WIOT2014_PYP_Nov16.xlsx": workbook()})


def test_the_year_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"table.xlsx does not say its year: give it with --year"):
        read(tmp_path, {"table.xlsx": workbook("Sheet1")})
    checked(read(tmp_path, {"table.xlsx": workbook("Sheet1")}, Choices(year=2012)), 2012)


def test_only_its_own_files_are_recognised(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for cells in (["", "c1", "c2", "c3", "c4", "c5"], ["x", 1, 2, 3, 4, 5]):
        book.active.append(cells)
    other = io.BytesIO()
    book.save(other)
    others: dict[str, str | bytes] = {
        "other.xlsx": other.getvalue(),
        "long.csv": "IndustryCode,Country,value\nA01,AUS,1\n",
        "damaged.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off",
    }
    found = layouts(tmp_path, {"own.xlsx": workbook(), "own.csv": text(), **others})
    assert found == {"wiod": ["own.xlsx", "own.csv"], "": list(others)}
