"""Every rule of the data contract: a bad file and the exact message."""

from pathlib import Path

import pandas as pd
import pytest

from features import package
from features.package import PackageError
from tests.features import small_package as small


def message(folder: Path) -> str:
    """What is said of the package, without the path of its folder."""
    with pytest.raises(PackageError) as error:
        package.read(folder)
    return str(error.value).removeprefix(f"{folder}: ")


BAD_CELLS = [
    # what, file, text, replacement, message
    (
        "unknown region",
        "patents.csv",
        "01,B01",
        "1,B01",
        "patents.csv, column region_code, row 3: '1' is not in the table regions",
    ),
    (
        "unknown cluster",
        "cluster_indicators.csv",
        "02,C2",
        "02,C9",
        "cluster_indicators.csv, column cluster_code, row 4: 'C9' is not in the table clusters",
    ),
    (
        "unknown technology",
        "patents.csv",
        "01,B01",
        "01,B02",
        "patents.csv, column technology_code, row 3: 'B02' is not in the table technologies",
    ),
    (
        "unknown indicator",
        "region_indicators.csv",
        "jobs",
        "Jobs",
        "region_indicators.csv, column indicator, row 2: 'Jobs' is not in the table indicators",
    ),
    (
        "unknown parent",
        "regions.csv",
        "Khomas,NA",
        "Khomas,NAM",
        "regions.csv, column parent_code, row 3: 'NAM' is not in the table regions",
    ),
    (
        "unknown buying cluster",
        "cluster_flows.csv",
        "C2",
        "C3",
        "cluster_flows.csv, column to_cluster_code, row 2: 'C3' is not in the table clusters",
    ),
    (
        "unknown neighbour",
        "neighbours.csv",
        "01,02",
        "01,03",
        "neighbours.csv, column neighbour_code, row 2: '03' is not in the table regions",
    ),
    (
        "blank code",
        "patents.csv",
        "01,B01",
        ",B01",
        "patents.csv, column region_code, row 3: the cell is empty",
    ),
    (
        "blank name",
        "regions.csv",
        "Khomas",
        "",
        "regions.csv, column region_name, row 3: the cell is empty",
    ),
    (
        "blank year",
        "patents.csv",
        "2012",
        "",
        "patents.csv, column year, row 3: the cell is empty",
    ),
    (
        "blank number",
        "patents.csv",
        "0.5",
        "",
        "patents.csv, column patents, row 4: the cell is empty",
    ),
    (
        "text in a number column",
        "patents.csv",
        "0.5",
        "n/a",
        "patents.csv, column patents, row 4: 'n/a' is not a number",
    ),
    (
        "nan",
        "patents.csv",
        "0.5",
        "nan",
        "patents.csv, column patents, row 4: 'nan' is not a number",
    ),
    (
        "inf",
        "patents.csv",
        "0.5",
        "inf",
        "patents.csv, column patents, row 4: 'inf' is not a number",
    ),
    (
        "beyond the largest float",
        "patents.csv",
        "0.5",
        "1e999",
        "patents.csv, column patents, row 4: inf is not a finite number",
    ),
    (
        "thousands",
        "patents.csv",
        "0.5",
        '"1,000"',
        "patents.csv, column patents, row 4: '1,000' is not a number",
    ),
    (
        "underscore",
        "patents.csv",
        "0.5",
        "1_000",
        "patents.csv, column patents, row 4: '1_000' is not a number",
    ),
    (
        "spaces around a number",
        "patents.csv",
        "2012",
        " 2012",
        "patents.csv, column year, row 3: ' 2012' is not a number",
    ),
    (
        "negative count",
        "patents.csv",
        "0.5",
        "-0.5",
        "patents.csv, column patents, row 4: -0.5 is negative",
    ),
    (
        "negative output",
        "cluster_output.csv",
        "9.0",
        "-9.0",
        "cluster_output.csv, column output, row 2: -9 is negative",
    ),
    (
        "year of text",
        "patents.csv",
        "2012",
        "20I2",
        "patents.csv, column year, row 3: '20I2' is not a number",
    ),
    (
        "fraction of a year",
        "patents.csv",
        "2012",
        "2012.5",
        "patents.csv, column year, row 3: 2012.5 is not a whole number",
    ),
    (
        "year too early",
        "patents.csv",
        "2012",
        "1899",
        "patents.csv, column year, row 3: 1899 is not between 1900 and 2100",
    ),
    (
        "year too late",
        "patents.csv",
        "2012",
        "20122",
        "patents.csv, column year, row 3: 20122 is not between 1900 and 2100",
    ),
    (
        "year beyond whole numbers",
        "patents.csv",
        "2012",
        "1e300",
        "patents.csv, column year, row 3: 1e+300 is not between 1900 and 2100",
    ),
    (
        "infinite year",
        "patents.csv",
        "2012",
        "-1e999",
        "patents.csv, column year, row 3: -inf is not a finite number",
    ),
    (
        "duplicate key",
        "patents.csv",
        "02,A01",
        "01,A01",
        "patents.csv, column region_code, technology_code, year, row 4: "
        "the key 01, A01, 2010 is already in row 2",
    ),
    (
        "duplicate code",
        "indicators.csv",
        "jobs,persons",
        "value_added,persons",
        "indicators.csv, column indicator, row 3: the key value_added is already in row 2\n"
        "  cluster_indicators.csv, column indicator, row 4: 'jobs' is not in the table indicators\n"
        "  region_indicators.csv, column indicator, row 2: 'jobs' is not in the table indicators",
    ),
    (
        "own parent",
        "technologies.csv",
        "Agriculture,A",
        "Agriculture,A01",
        "technologies.csv, column parent_code, row 3: "
        "'A01' leads back to the same row: the hierarchy has a cycle",
    ),
    (
        "cycle",
        "regions.csv",
        "Namibia,",
        "Namibia,02",
        "regions.csv, column parent_code, row 2: "
        "'02' leads back to the same row: the hierarchy has a cycle\n"
        "  regions.csv, column parent_code, row 4: "
        "'NA' leads back to the same row: the hierarchy has a cycle",
    ),
    (
        "kind of a priority",
        "priorities.csv",
        "technology,A01",
        "tech,A01",
        "priorities.csv, column kind, row 3: 'tech' is not one of: cluster, technology",
    ),
    (
        "code of a priority",
        "priorities.csv",
        "technology,A01",
        "technology,C1",
        "priorities.csv, column code, row 3: 'C1' is not in the table technologies",
    ),
    (
        "space around a code",
        "regions.csv",
        "02,Erongo",
        "02 ,Erongo",
        "regions.csv, column region_code, row 4: '02 ' begins or ends with a space\n"
        "  cluster_indicators.csv, column region_code, row 4: '02' is not in the table regions\n"
        "  patents.csv, column region_code, row 4: '02' is not in the table regions\n"
        "  neighbours.csv, column neighbour_code, row 2: '02' is not in the table regions",
    ),
    (
        "control character",
        "regions.csv",
        "Khomas",
        "Kho\x07mas",
        "regions.csv, column region_name, row 3: 'Kho\\x07mas' contains a control character",
    ),
    (
        "missing column",
        "patents.csv",
        "year",
        "jahr",
        "patents.csv, column year: the column is missing; "
        "the file has region_code, technology_code, jahr, patents",
    ),
    (
        "column twice",
        "regions.csv",
        "region_name",
        "region_code",
        "regions.csv, column region_name: the column is missing; "
        "the file has region_code, region_code, parent_code\n"
        "  regions.csv, column region_code: the column appears more than once",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [case[1:] for case in BAD_CELLS],
    ids=[case[0] for case in BAD_CELLS],
)
def test_bad_cell(tmp_path: Path, file: str, old: str, new: str, expected: str) -> None:
    folder = small.make(tmp_path / "small")
    small.edit(folder, file, old, new)
    if "\n" in expected:
        expected = f"{folder} is not a valid data package:\n  {expected}"
    assert message(folder) == expected


def test_column_that_a_closed_table_does_not_have(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    (folder / "region_indicators.csv").write_text(
        "region_code,year,indicator,value,flag\n01,2010,jobs,7.0,p\n"
    )
    assert message(folder) == (
        "region_indicators.csv, column flag: "
        "the table region_indicators has no such column: remove or rename it"
    )


def test_open_table_takes_further_number_columns_with_blanks(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.drop(folder, "priorities")
    (folder / "patents.csv").write_text(
        "citations,region_code,technology_code,year,patents\n2.5,01,A01,2010,3\n,02,A01,2010,1\n"
    )
    small.edit_descriptor(folder, lambda it: [entry.pop("rows") for entry in it["resources"]])
    patents = package.read(folder).tables["patents"]
    assert list(patents) == ["region_code", "technology_code", "year", "patents", "citations"]
    assert patents["citations"].tolist()[0] == 2.5
    assert patents["citations"].isna().tolist() == [False, True]


def test_open_table_refuses_text_in_a_further_column(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    (folder / "patents.csv").write_text(
        "region_code,technology_code,year,patents,quality\n"
        "01,A01,2010,3,high\n01,B01,2012,1,2\n02,A01,2010,1,\n"
    )
    assert message(folder) == "patents.csv, column quality, row 2: 'high' is not a number"


def test_table_without_rows(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    (folder / "neighbours.csv").write_text("region_code,neighbour_code,weight\n")
    small.edit_descriptor(folder, lambda it: [entry.pop("rows") for entry in it["resources"]])
    assert message(folder) == "neighbours.csv: the table has no rows"


def test_table_that_every_package_needs(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.drop(folder, "regions")
    assert message(folder) == (
        "datapackage.json: the table regions is missing: every package needs it"
    )


def test_table_of_codes_that_others_need(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.drop(folder, "technologies", "region_indicators")
    assert message(folder) == (
        f"{folder} is not a valid data package:\n"
        "  patents.csv, column technology_code: "
        "the codes refer to the table technologies, which the package lacks\n"
        "  priorities.csv, column code, row 3: "
        "'A01' refers to the table technologies, which the package lacks"
    )


def test_package_that_allows_no_question(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.drop(folder, "cluster_indicators", "patents", "cluster_flows")
    assert message(folder) == (
        "datapackage.json: these tables allow no question: "
        "add clusters and cluster_indicators for growth, "
        "or technologies and patents for technology niches, "
        "or clusters and cluster_indicators for market niches, "
        "or clusters and cluster_flows and cluster_output for multipliers"
    )


@pytest.mark.parametrize(
    "kept",
    [
        ("clusters", "cluster_indicators"),
        ("technologies", "patents"),
        ("clusters", "cluster_flows", "cluster_output"),
    ],
)
def test_package_for_one_question_is_welcome(tmp_path: Path, kept: tuple[str, ...]) -> None:
    tables = small.tables("regions", "indicators", *kept)
    package.write(tables, tmp_path / "some", "some", "Some tables")
    assert set(package.read(tmp_path / "some").tables) == set(tables)


def test_two_bad_cells_of_one_row_are_both_told(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.edit(folder, "patents.csv", "01,B01,2012,1.0", "99,B01,x,-1")
    assert message(folder) == (
        f"{folder} is not a valid data package:\n"
        "  patents.csv, column year, row 3: 'x' is not a number\n"
        "  patents.csv, column region_code, row 3: '99' is not in the table regions\n"
        "  patents.csv, column patents, row 3: -1 is negative"
    )


def test_unreadable_keys_are_no_duplicates(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.edit(folder, "patents.csv", "01,B01,2012", "01,A01,x")
    small.edit(folder, "patents.csv", "02,A01,2010", "01,A01,y")
    assert message(folder) == (
        f"{folder} is not a valid data package:\n"
        "  patents.csv, column year, row 3: 'x' is not a number\n"
        "  patents.csv, column year, row 4: 'y' is not a number"
    )


def test_deep_hierarchy_without_a_cycle_is_valid(tmp_path: Path) -> None:
    codes = [f"R{number}" for number in range(100)]
    tables = small.tables("regions", "indicators", "clusters", "cluster_indicators")
    chain = pd.DataFrame(
        {"region_code": codes, "region_name": codes, "parent_code": [*codes[1:], ""]}
    )
    tables["regions"] = pd.concat([tables["regions"], chain])
    package.write(tables, tmp_path / "deep", "deep", "A chain of a hundred")
    assert len(package.read(tmp_path / "deep").tables["regions"]) == 103


def test_long_cycle_spares_what_hangs_on_it(tmp_path: Path) -> None:
    codes = [f"R{number}" for number in range(7)]
    parents = [*codes[1:6], "R2", "R0"]  # R2 to R5 go round, R6 -> R0 -> R1 -> R2 lead there
    tables = small.tables("regions", "indicators", "clusters", "cluster_indicators")
    ring = pd.DataFrame({"region_code": codes, "region_name": codes, "parent_code": parents})
    tables["regions"] = pd.concat([tables["regions"], ring])
    with pytest.raises(PackageError) as error:
        package.write(tables, tmp_path / "ring", "ring", "A ring")
    assert [problem.split(":")[0] for problem in error.value.problems] == [
        f"regions.csv, column parent_code, row {row}" for row in (7, 8, 9, 10)
    ]


def test_a_price_basis_that_there_is_not_is_named_with_its_place(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.edit(folder, "indicators.csv", "description\n", "description,price_basis\n")
    small.edit(folder, "indicators.csv", "gross value added\n", "gross value added,nominal\n")
    small.edit(folder, "indicators.csv", ",jobs\n", ",jobs,\n")
    assert message(folder) == (
        "indicators.csv, column price_basis, row 2: 'nominal' is not one of: current, constant, "
        "none"
    )
