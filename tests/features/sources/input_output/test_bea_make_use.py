"""BEA Make and Use tables to a table of industries."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from features.errors import InputError
from features.sources.input_output import bea_make_use
from features.sources.reading import Reading
from tests.features.sources.official import layouts, read

Grid = list[list[Any]]

INDUSTRIES = {"111CA": "Farms", "211": "Oil and gas", "22": "Utilities", "GSLG": "Local government"}
PRODUCTS = {**INDUSTRIES, "Used": "Scrap, used and secondhand goods"}
MADE = np.array(
    [[90.0, 0, 0, 0, 0], [0, 80.0, 10.0, 0, 2.0], [5.0, 0, 60.0, 0, 0], [5.0, 0, 30.0, 40.0, 6.0]]
)
USED = np.array([[20.0, 1, 2, 3], [4.0, 5, 30, 6], [7.0, 8, 9, 0], [1.0, 1, 1, 1], [0, 4.0, -2, 0]])
FINAL = np.array([[11.0, -1], [12, -2], [13, 0], [14, 0], [15, 0]])
OUTPUT = MADE.sum(axis=1)
MAKE: Grid = [
    ["", *PRODUCTS, "Total Industry Output"],
    *(
        [code, *row, OUTPUT[at]]
        for at, (code, row) in enumerate(zip(INDUSTRIES, MADE, strict=True))
    ),
    ["Total Commodity Output", *MADE.sum(axis=0), OUTPUT.sum()],
]
USE: Grid = [
    ["", *INDUSTRIES, "Total Intermediate", "F010", "F050", "Total Commodity Output"],
    *(
        [code, *row, row.sum(), *final, row.sum() + final.sum()]
        for code, row, final in zip(PRODUCTS, USED, FINAL, strict=True)
    ),
    ["V001", *[9.0] * 4, "", "", "", ""],
    ["Total Industry Output", *OUTPUT, "", "", "", ""],
]
FLOWS = (MADE / MADE.sum(axis=0)) @ USED
"""Shares of industries in each commodity, times what industries buy of it."""


def text(grid: Grid, separator: str = ",") -> str:
    return "\n".join(separator.join(f'"{cell}"' for cell in row) for row in grid) + "\n"


def workbook(
    grid: Grid, title: str, years: tuple[str, ...] = ("2016", "2017"), names_first: bool = False
) -> bytes:
    """A sheet a year as BEA lays it out: T codes for totals, "..." for none, codes as numbers."""
    totals = {"Total Industry Output": "T008", "Total Commodity Output": "T007"}
    totals["Total Intermediate"] = "T001"
    book = openpyxl.Workbook()
    book.active.append(["Table of contents"])
    for year in years:
        sheet = book.create_sheet(year)
        for line in (title, "(Millions of dollars)", "Bureau of Economic Analysis", ""):
            sheet.append([line])
        heads = [
            [
                "Code",
                "Commodity Description",
                *(as_number(totals.get(it) or it) for it in grid[0][1:]),
            ],
            ["IOCode", "Name", *(PRODUCTS.get(it, it) for it in grid[0][1:])],
        ]
        for head in reversed(heads) if names_first else heads:
            sheet.append(head)
        for code, *row in grid[1:]:
            cells = ["..." if cell == 0 else cell for cell in row]
            label = [as_number(totals.get(code) or code), PRODUCTS.get(code, code)]
            sheet.append([*label, *cells])
        sheet.append(["Note. Detail may not add to total due to rounding."])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_number(code: Any) -> str | int:
    return int(code) if code.isdigit() else code


def checked(found: list[Reading], years: tuple[int, ...] = (2017,)) -> None:
    sold, made = found
    for year in years:
        rows = sold.rows[sold.rows["year"] == year]
        flows = rows.pivot_table("flow", "from_cluster_code", "to_cluster_code")
        flows = flows.reindex(index=list(INDUSTRIES), columns=list(INDUSTRIES)).fillna(0.0)
        np.testing.assert_allclose(flows.to_numpy(), FLOWS)
        output = made.rows[made.rows["year"] == year].set_index("cluster_code")["output"]
        assert output.to_dict() == dict(zip(INDUSTRIES, OUTPUT, strict=True))
    assert set(made.rows["year"]) == set(years)
    assert made.rows["region_code"].unique().tolist() == ["US"]
    assert made.regions["name"].tolist() == ["United States"]
    assert made.indicators["unit"].tolist() == ["million USD, current prices"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_as_packaged(tmp_path: Path, separator: str) -> None:
    files = {"Make_2017.csv": text(MAKE, separator), "Use_2017_PRO.csv": text(USE, separator)}
    found = read(tmp_path, files)
    checked(found)
    counts = {it.what: it.count for it in found[0].left_out}
    assert counts["sales to final demand"] == 7
    assert [it.name for it in found[1].files] == list(files)


@pytest.mark.parametrize("names_first", [False, True])
def test_workbooks_with_a_sheet_a_year(tmp_path: Path, names_first: bool) -> None:
    make = workbook(MAKE, "The Make of Commodities by Industries", names_first=names_first)
    use = workbook(USE, "The Use of Commodities by Industries", ("2015", "2016", "2017"))
    found = read(tmp_path, {"a.xlsx": make, "b.xlsx": use})
    checked(found, (2016, 2017))
    named = found[0].activities.set_index("code")["name"].to_dict()
    assert named == INDUSTRIES
    counts = {it.what: it.count for it in found[0].left_out}
    assert counts["years with only one of the two tables"] == 1


def test_one_table_alone_asks_for_the_other(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Use table needs the Make table of the same year"):
        read(tmp_path, {"Use_2017.csv": text(USE)})
    with pytest.raises(InputError, match=r"Make table needs the Use table of the same year"):
        read(tmp_path, {"Make_2017.csv": text(MAKE)})
    with pytest.raises(InputError, match=r"Make table needs the Use table of the same year"):
        read(tmp_path, {"Make_2017.csv": text(MAKE), "Use_2016.csv": text(USE)})


def test_a_table_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Use_2017.csv lacks the rows that its header names"):
        read(tmp_path, {"Use_2017.csv": text(USE[:3]), "Make_2017.csv": text(MAKE)})


def test_purchasers_prices_are_refused(tmp_path: Path) -> None:
    use = workbook(USE, "The Use of Commodities by Industries (Purchasers' Prices)")
    with pytest.raises(InputError, match=r"in purchasers' prices: give the Use table in producers"):
        read(tmp_path, {"Use.xlsx": use})


def test_the_same_table_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"both hold the Use table of 2017: give one of them"):
        read(tmp_path, {"a_2017.csv": text(USE), "b_2017.csv": text(USE), "c_2017.csv": text(MAKE)})


def test_only_its_own_files_are_recognised(tmp_path: Path) -> None:
    others: dict[str, str | bytes] = {
        "wide.csv": '"","111CA","211","22"\n"111CA",1,2,3\n',
        "named.csv": "industry,111CA,211,22,Total Industry Output\n111CA,1,2,3,6\n",
        "bytes": b'"","F010"\xff',
    }
    own: dict[str, str | bytes] = {
        "make.csv": text(MAKE),
        "use.csv": text(USE),
        "use.xlsx": workbook(USE, "The Use"),
    }
    assert layouts(tmp_path, {**own, **others}) == {"bea-make-use": list(own), "": list(others)}


@pytest.mark.real_data
def test_us_states_are_rebuilt_from_the_layout(
    tmp_path: Path, real_data: Callable[[str], Path]
) -> None:
    """A Make table of industries that make one commodity each gives the flows back."""
    folder = real_data("us-states")
    rows = pd.read_csv(folder / "cluster_flows.csv", dtype={"from_cluster_code": "str"})
    output = pd.read_csv(folder / "cluster_output.csv", dtype={"cluster_code": "str"})
    made = output.set_index("cluster_code")["output"]
    flows = rows.pivot_table("flow", "from_cluster_code", "to_cluster_code", fill_value=0.0)
    flows = flows.loc[made.index, made.index]
    make = pd.DataFrame(np.diag(made), made.index, made.index).assign(**{"T008": made})
    use = flows.assign(F010=made - flows.sum(axis=1))
    tables = {"Make_2017.csv": make, "Use_2017.csv": use}
    sold, again = read(
        tmp_path, {name: it.rename_axis(None).to_csv() for name, it in tables.items()}
    )
    keys = ["region_code", "year", "from_cluster_code", "to_cluster_code"]
    pd.testing.assert_frame_equal(ordered(sold.rows, keys), ordered(rows, keys))
    keys = ["region_code", "year", "cluster_code"]
    pd.testing.assert_frame_equal(ordered(again.rows, keys), ordered(output, keys))


def ordered(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    texts = {key: "str" for key in keys if key != "year"}
    return rows.astype(texts).sort_values(keys, ignore_index=True)[[*keys, rows.columns[-1]]]


def test_finer_industries_hang_under_those_of_the_regional_accounts() -> None:
    codes = pd.DataFrame({"code": ["4A0", "22"], "name": ["4A0", "Utilities"], "parent_code": ""})
    found = bea_make_use._with_parents(codes)
    assert found["name"].tolist() == ["Other retail", "Utilities"]
    assert found["parent_code"].tolist() == ["44-45", ""]
