"""Data packages are read whole, or refused with file, column and row."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features import package
from features.errors import MissingTableError
from features.package import PackageError
from features.package.sheets import Format
from tests.features import small_package as small

FORMATS: list[Format] = ["csv", "parquet"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_small_package(tmp_path: Path, suffix: Format) -> None:
    read = package.read(small.make(tmp_path / "small", suffix))
    assert (read.name, read.title, read.metadata) == ("small", "A small package", {})
    small.assert_same_tables(read, small.tables())


def test_the_descriptor_may_be_named_instead_of_its_folder(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    assert package.read(folder / "datapackage.json").sha256 == package.read(str(folder)).sha256


def test_digest_is_of_the_descriptor_and_the_files_by_name(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    files = [folder / "datapackage.json", *sorted(folder.glob("*.csv"))]
    expected = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    assert package.read(folder).sha256 == expected
    small.edit(folder, "regions.csv", "Khomas", "Khomax")
    assert package.read(folder).sha256 != expected


def test_table_that_the_package_lacks(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.drop(folder, "neighbours")
    with pytest.raises(MissingTableError, match="small has no table neighbours, needed for peers"):
        package.read(folder).table("neighbours", "peers")


def test_until_drops_later_rows_of_every_table_with_years(tmp_path: Path) -> None:
    whole = package.read(small.make(tmp_path / "small"))
    early = whole.until(2010)
    assert early.tables["patents"]["year"].tolist() == [2010, 2010]
    assert early.tables["cluster_indicators"]["year"].tolist() == [2010]
    assert len(early.tables["regions"]) == 3
    assert len(whole.tables["patents"]) == 3


# What cannot be read


def message(folder: Path) -> str:
    with pytest.raises(PackageError) as error:
        package.read(folder)
    return str(error.value).removeprefix(f"{folder}: ")


def test_no_folder(tmp_path: Path) -> None:
    assert message(tmp_path / "none") == "the folder does not exist"


def test_folder_without_a_descriptor(tmp_path: Path) -> None:
    assert message(tmp_path) == "datapackage.json: the file is missing"
    (tmp_path / "notes.doc").write_text("x")
    assert message(tmp_path) == "datapackage.json: the file is missing"
    (tmp_path / "b.xlsx").write_text("x")
    (tmp_path / "a.csv").write_text("x")
    assert message(tmp_path) == (
        f"datapackage.json: the file is missing; the folder holds a.csv and 1 more: smartspec "
        f"import {tmp_path / 'a.csv'} --to PACKAGE makes a package of such files"
    )


def test_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "jobs.xlsx").write_text("x")
    assert message(tmp_path / "jobs.xlsx") == (
        "this is a file, not the folder of a package: smartspec import "
        f"{tmp_path / 'jobs.xlsx'} --to PACKAGE makes a package of it"
    )


def test_file_that_is_missing(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    (folder / "priorities.csv").unlink()
    assert message(folder) == "priorities.csv: the file is missing"


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    (folder / "priorities.csv").unlink()
    (folder / "priorities.csv").mkdir()
    assert message(folder) == "priorities.csv: the file is missing"


def test_link_out_of_the_folder(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    (folder / "priorities.csv").rename(tmp_path / "outside.csv")
    (folder / "priorities.csv").symlink_to(tmp_path / "outside.csv")
    assert message(folder) == "priorities.csv: the file is outside the folder of the package"


def test_link_to_itself(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    (folder / "priorities.csv").unlink()
    (folder / "priorities.csv").symlink_to("priorities.csv")
    assert message(folder) == "priorities.csv: the link leads to no file"


def test_file_that_is_too_large(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    with (folder / "patents.csv").open("ab") as file:
        file.truncate(490_000_000)  # Sparse: it takes no space.
    assert message(folder) == (
        "patents.csv: the file has 490 MB, more than 200 MB of text: save the table as Parquet, "
        "which is smaller"
    )
    with (folder / "datapackage.json").open("ab") as file:
        file.truncate(11_000_000)
    assert message(folder) == "datapackage.json: the file has 11 MB, more than 10 MB"


def test_fewer_rows_than_declared(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.edit(folder, "patents.csv", "02,A01,2010,0.5\n", "")
    assert message(folder) == (
        "patents.csv: the file has 2 rows, but datapackage.json says 3: it may be truncated"
    )


def test_problems_of_all_tables_are_told(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    (folder / "clusters.csv").write_text("")
    (folder / "neighbours.csv").unlink()
    small.edit(folder, "regions.csv", "Khomas", "")
    small.edit(folder, "patents.csv", "2012", "2212")
    assert message(folder).splitlines()[1:] == [
        "  regions.csv, column region_name, row 3: the cell is empty",
        "  clusters.csv: the file is empty",
        "  patents.csv, column year, row 3: 2212 is not between 1900 and 2100",
        "  neighbours.csv: the file is missing",
    ]


def test_the_first_ten_problems_and_the_count_of_the_rest(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    rows = [f"01,A01,{year},-1" for year in range(1900, 2000)]
    text = "\n".join(["region_code,technology_code,year,patents", *rows])
    (folder / "patents.csv").write_text(text)
    told = message(folder).splitlines()[1:]
    assert told == [
        *(f"  patents.csv, column patents, row {row}: -1 is negative" for row in range(2, 12)),
        "  and 90 more: 90 in patents.csv",
    ]


# Writing


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "table", "rows"),
    [
        ("us-states", "cluster_indicators", 60_029),
        ("world", "cluster_flows", 41_874),
        ("metros", "patents", 1_695_364),
    ],
)
def test_real_packages_are_valid(
    real_data: Callable[[str], Path], name: str, table: str, rows: int
) -> None:
    read = package.read(real_data(name))
    assert read.name == name
    assert len(read.tables[table]) == rows


def test_thousands_of_bad_rows_are_told_quickly(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    tables = small.tables("regions", "indicators", "technologies", "patents")
    count = 100_000
    tables["patents"] = pd.DataFrame(
        {
            "region_code": rng.choice(["01", "XX"], count),
            "technology_code": "A01",
            "year": rng.integers(1800, 2200, count),
            "patents": -1.0,
        }
    )
    with pytest.raises(PackageError) as error:
        package.write(tables, tmp_path / "p", "many", "")
    assert len(error.value.problems) == 10
    patents = tables["patents"]
    assert error.value.count == (
        count
        + (patents["region_code"] == "XX").sum()
        + (~patents["year"].between(1900, 2100)).sum()
        + patents.duplicated(["region_code", "technology_code", "year"]).sum()
    )
