"""Data packages are written whole, or not at all, and read back as they were."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features import package
from features.errors import InputError
from features.lookalikes import composed
from features.package import PackageError
from features.package.contract.checks import LARGEST
from features.package.sheets import Format
from features.package.writing import recover
from tests.features import small_package as small

FORMATS: list[Format] = ["csv", "parquet"]


def test_sources_of_tables_stand_with_their_resources(tmp_path: Path) -> None:
    left_out = [{"what": "cells marked (D)", "count": 2, "why": "withheld"}]
    sources = {"patents": [{"title": "S", "vintage": "2021-01", "left_out": left_out}]}
    metadata = {"table_sources": sources}
    package.write(small.tables(), tmp_path / "p", "small", "", metadata)
    descriptor = json.loads((tmp_path / "p" / "datapackage.json").read_text("utf-8"))
    assert "table_sources" not in descriptor
    stated = {it["name"]: it["sources"] for it in descriptor["resources"] if "sources" in it}
    assert stated == sources
    read = package.read(tmp_path / "p")
    assert read.metadata["table_sources"] == sources
    package.overwrite(read.tables, tmp_path / "p", "small", "", read.metadata)
    assert package.read(tmp_path / "p").metadata["table_sources"] == sources


def test_odd_sources_of_tables_are_left_out(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "p")
    odd = ["an office", {"title": "S"}, None]

    def edit(descriptor: dict[str, Any]) -> None:
        descriptor["table_sources"] = {"regions": [{"title": "not here"}]}
        for entry, sources in zip(descriptor["resources"], (odd, "someone", [1]), strict=False):
            entry["sources"] = sources

    small.edit_descriptor(folder, edit)
    assert package.read(folder).metadata["table_sources"] == {"regions": [{"title": "S"}]}


@pytest.mark.parametrize("suffix", FORMATS)
def test_written_descriptor_is_a_frictionless_data_package(tmp_path: Path, suffix: Format) -> None:
    metadata = {"sources": [{"title": "S"}], "profile": "ignored", "name": "ignored"}
    package.write(small.tables(), tmp_path / "p", "small", "Ö", metadata, suffix)
    descriptor = json.loads((tmp_path / "p" / "datapackage.json").read_text("utf-8"))
    assert descriptor | {"resources": []} == {
        "profile": "data-package",
        "name": "small",
        "title": "Ö",
        "sources": [{"title": "S"}],
        "resources": [],
    }
    patents = descriptor["resources"][6]
    assert patents["name"] == "patents"
    assert patents["path"] == f"patents.{suffix}"
    assert patents["rows"] == 3
    assert patents["schema"]["primaryKey"] == ["region_code", "technology_code", "year"]
    assert patents["schema"]["foreignKeys"] == [
        {"fields": "region_code", "reference": {"resource": "regions", "fields": "region_code"}},
        {
            "fields": "technology_code",
            "reference": {"resource": "technologies", "fields": "technology_code"},
        },
    ]
    assert patents["schema"]["fields"][2:] == [
        {
            "name": "year",
            "type": "integer",
            "description": "calendar year",
            "constraints": {"required": True, "minimum": 1900, "maximum": 2100},
        },
        {
            "name": "patents",
            "type": "number",
            "description": "patent count",
            "constraints": {"required": True, "minimum": 0},
        },
    ]
    regions = descriptor["resources"][0]["schema"]
    assert regions["foreignKeys"] == [
        {"fields": "parent_code", "reference": {"resource": "", "fields": "region_code"}}
    ]


def test_bad_tables_are_not_written(tmp_path: Path) -> None:
    tables = small.tables()
    tables["patents"].loc[1, "patents"] = -3
    with pytest.raises(PackageError) as error:
        package.write(tables, tmp_path / "p", "small", "")
    assert str(error.value) == "small: patents.csv, column patents, row 3: -3 is negative"
    assert list(tmp_path.iterdir()) == []


def test_unknown_table_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(
        PackageError,
        match="json: unknown table 'patent': did you mean patents",
    ):
        package.write({**small.tables(), "patent": pd.DataFrame()}, tmp_path / "p", "small", "")


def test_metadata_that_is_not_json_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"datapackage\.json: metadata is not JSON"):
        package.write(small.tables(), tmp_path / "p", "small", "", {"made": object()})
    assert list(tmp_path.iterdir()) == []


def test_unknown_format_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown format 'xlsx'"):
        package.write(small.tables(), tmp_path / "p", "small", "", format="xlsx")  # type: ignore[arg-type]


def test_package_is_replaced_only_when_asked(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    with pytest.raises(InputError, match="small already exists"):
        package.write(small.tables(), folder, "new", "")
    assert package.read(folder).name == "small"
    package.overwrite(small.tables(), folder, "new", "", format="parquet")
    assert package.read(folder).name == "new"
    assert not list(folder.glob("*.csv"))
    assert list(tmp_path.iterdir()) == [folder]


def test_folder_that_is_no_package_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="exists and is not a data package: choose a new folder"):
        package.overwrite(small.tables(), tmp_path, "small", "")
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_package_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match=r"small also contains notes\.txt, which would be lost"):
        package.overwrite(small.tables(), folder, "small", "")
    assert (folder / "notes.txt").read_text() == "mine"


def test_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="exists and is not a data package"):
        package.overwrite(small.tables(), tmp_path / "file", "small", "")


def test_empty_and_nested_new_folders_are_welcome(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "a" / "b"):
        package.write(small.tables(), folder, "small", "")
        assert package.read(folder).name == "small"


@pytest.mark.parametrize("overwrite", [False, True])
def test_nothing_is_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    folder = tmp_path / "small"
    if overwrite:
        small.make(folder)
    before = sorted(os.walk(tmp_path))
    write_bytes = Path.write_bytes

    def disk_full(file: Path, content: bytes) -> int:
        if file.name == "datapackage.json":
            raise OSError(28, "No space left on device")
        return write_bytes(file, content)

    monkeypatch.setattr(Path, "write_bytes", disk_full)
    with pytest.raises(InputError, match=r"cannot write .*small: No space left on device"):
        (package.overwrite if overwrite else package.write)(small.tables(), folder, "new", "")
    assert sorted(os.walk(tmp_path)) == before


def test_former_package_comes_back_when_the_new_one_cannot_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small.make(tmp_path / "small")
    rename = Path.rename

    def refuse_new(path: Path, target: Path) -> Path:
        if path.name.endswith("-new"):
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(InputError, match="Permission denied"):
        package.overwrite(small.tables(), folder, "new", "")
    assert list(tmp_path.iterdir()) == [folder]
    assert package.read(folder).name == "small"


# What is written is what is read

LETTERS = st.characters(exclude_categories=["Cs", "Cc"])
CODES = st.text(LETTERS, min_size=1, max_size=6).map(composed)
CODES = CODES.filter(lambda code: code == code.strip())
NAMES = st.text(LETTERS | st.sampled_from('\n\t",;'), min_size=1, max_size=12).map(composed)
YEARS = st.integers(1900, 2100)
NUMBERS = st.floats(-LARGEST, LARGEST)
COUNTS = st.floats(0, LARGEST)
BLANK_OR_NUMBERS = NUMBERS | st.just(float("nan"))


@st.composite
def dimensions(draw: st.DrawFn, prefix: str) -> pd.DataFrame:
    """A table of codes with any text; parents come before their children, so without a cycle."""
    codes = draw(st.lists(CODES, min_size=1, max_size=4, unique=True))
    parents = [draw(st.sampled_from(["", *codes[:place]])) for place in range(len(codes))]
    return pd.DataFrame(
        {
            f"{prefix}_code": codes,
            f"{prefix}_name": [draw(NAMES) for _ in codes],
            "parent_code": parents,
        }
    )


@st.composite
def observations(
    draw: st.DrawFn,
    /,
    keys: dict[str, st.SearchStrategy[object]],
    **values: st.SearchStrategy[float],
) -> pd.DataFrame:
    """A table with a unique key and columns of numbers."""
    found = draw(st.lists(st.tuples(*keys.values()), min_size=1, max_size=8, unique=True))
    numbers = {name: [draw(value) for _ in found] for name, value in values.items()}
    return pd.DataFrame(found, columns=list(keys)).assign(**numbers)


@st.composite
def packages(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    """Tables for growth and technology niches, with any text and any number."""
    regions, clusters = draw(dimensions("region")), draw(dimensions("cluster"))
    technologies = draw(dimensions("technology"))
    names = draw(st.lists(CODES, min_size=1, max_size=2, unique=True))
    indicators = {"indicator": names, "unit": draw(NAMES), "description": draw(NAMES)}
    region = st.sampled_from(regions["region_code"].tolist())
    cluster = st.sampled_from(clusters["cluster_code"].tolist())
    technology = st.sampled_from(technologies["technology_code"].tolist())
    cells = {"region_code": region, "cluster_code": cluster, "year": YEARS}
    return {
        "regions": regions,
        "clusters": clusters,
        "technologies": technologies,
        "indicators": pd.DataFrame(indicators),
        "cluster_indicators": draw(
            observations({**cells, "indicator": st.sampled_from(names)}, value=NUMBERS)
        ),
        "patents": draw(
            observations(
                {"region_code": region, "technology_code": technology, "year": YEARS},
                patents=COUNTS,
                quality=BLANK_OR_NUMBERS,
            )
        ),
    }


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=10, deadline=None)
@given(tables=packages())
def test_what_is_written_is_what_is_read(suffix: Format, tables: dict[str, pd.DataFrame]) -> None:
    metadata = {"description": "as it was", "licenses": [{"name": "CC0-1.0"}]}
    with TemporaryDirectory() as folder:
        package.write(tables, Path(folder) / "p", "any", "Any", metadata, suffix)
        read = package.read(Path(folder) / "p")
    assert (read.name, read.title, read.metadata) == ("any", "Any", metadata)
    small.assert_same_tables(read, tables)


def test_order_index_and_width_of_what_is_written_do_not_matter(tmp_path: Path) -> None:
    tables = small.tables()
    patents = tables["patents"]
    tables["patents"] = patents.astype({"year": "int16", "patents": "float32"})[
        ["patents", "year", "technology_code", "region_code"]
    ].set_axis([7, 7, 7])
    tables["regions"]["parent_code"] = [None, "NA", "NA"]
    tables["clusters"] = tables["clusters"].astype("category")
    package.write(tables, tmp_path / "p", "small", "")
    small.assert_same_tables(package.read(tmp_path / "p"), small.tables())


def test_a_package_whose_replacement_was_killed_is_put_back(tmp_path: Path) -> None:
    """Killed between the two renames: the former state and a whole new one lie beside."""
    folder, mark = tmp_path / "p[1]", "0" * 31 + "f"
    package.write(small.tables(), folder, "small", "")
    shutil.copytree(folder, tmp_path / f".p[1]-{mark}-new")
    other = tmp_path / ".p[1]-mine-old"
    other.mkdir()
    assert not recover(folder)
    assert sorted(tmp_path.iterdir()) == [other, folder]
    folder.rename(tmp_path / f".p[1]-{mark}-old")
    assert recover(folder)
    assert sorted(tmp_path.iterdir()) == [other, folder]
    small.assert_same_tables(package.read(folder), small.tables())


# Real packages


@pytest.mark.real_data
@pytest.mark.parametrize("suffix", FORMATS)
def test_real_package_survives_writing(
    real_data: Callable[[str], Path], tmp_path: Path, suffix: Format
) -> None:
    states = package.read(real_data("us-states"))
    package.write(states.tables, tmp_path / "p", states.name, states.title, states.metadata, suffix)
    copy = package.read(tmp_path / "p")
    assert copy.metadata == states.metadata
    small.assert_same_tables(copy, dict(states.tables))
