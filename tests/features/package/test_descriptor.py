"""datapackage.json: every rule with a bad one and the exact message."""

from pathlib import Path
from typing import Any

import pytest

from features import package
from features.package import PackageError
from tests.features import small_package as small


def message(folder: Path) -> str:
    """What is said of the package, without the path of its folder."""
    with pytest.raises(PackageError) as error:
        package.read(folder)
    return str(error.value).removeprefix(f"{folder}: ")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "datapackage.json, row 1: not JSON: Expecting value"),
        ('{\n "name": "x"\n"', "datapackage.json, row 3: not JSON: Expecting ',' delimiter"),
        ("[" * 100_000, "datapackage.json: not JSON in UTF-8"),
        ("[]", "datapackage.json: must hold a JSON object with name, title and resources"),
        (
            '{"resources": []}',
            'datapackage.json: has no name: add a name for the package, such as "name": "mine"',
        ),
        (
            '{"name": "a/b", "resources": []}',
            "datapackage.json: name must consist of letters, digits, and . _ - only",
        ),
        ('{"name": "x", "title": 3}', "datapackage.json: title must be text"),
        (
            '{"name": "x"}',
            "datapackage.json: resources must list the tables, each with a name and a path",
        ),
        (
            '{"name": "x", "resources": []}',
            "datapackage.json: resources must list the tables, each with a name and a path",
        ),
    ],
)
def test_malformed(tmp_path: Path, content: str, expected: str) -> None:
    (tmp_path / "datapackage.json").write_text(content)
    assert message(tmp_path).startswith(expected)


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_bytes(b'{"name": "M\xfcnchen"}')
    assert message(tmp_path) == "datapackage.json: not JSON in UTF-8"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("patents.csv", "resource 12 must be an object with a name and a path"),
        ({"path": "x.csv"}, "resource 12 must be an object with a name and a path"),
        ({"name": "patent"}, "resource 12 has the unknown name 'patent': did you mean patents?"),
        (
            {"name": "zzz"},
            "resource 12 has the unknown name 'zzz': tables are regions, clusters, technologies, "
            "indicators, cluster_indicators, region_indicators, patents, cluster_flows, "
            "cluster_output, priorities, neighbours",
        ),
        (
            {"name": "cluster-flows", "path": "more.csv"},
            "resource 12 repeats the table cluster_flows: keep one of them",
        ),
    ],
)
def test_entry_that_is_no_table(tmp_path: Path, entry: object, expected: str) -> None:
    folder = small.make(tmp_path / "small")
    small.edit_descriptor(folder, lambda it: it["resources"].append(entry))
    assert message(folder) == f"datapackage.json: {expected}"


ENDINGS = (
    "paths must end with .csv, .tsv or .parquet; smartspec import FILE --to PACKAGE takes other "
    "files"
)
RELATIVE = "paths must be relative to the folder of the package"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/etc/passwd.csv", RELATIVE),
        ("~/patents.csv", RELATIVE),
        ("https://example.org/patents.csv", RELATIVE),
        ("file:///etc/patents.csv", RELATIVE),
        ("C:\\\\patents.csv", RELATIVE),
        ("..\\\\patents.csv", RELATIVE),
        ("../patents.csv", "paths must stay inside the folder of the package"),
        ("data/../../patents.csv", "paths must stay inside the folder of the package"),
        ("patents.xlsx", ENDINGS),
        ("", ENDINGS),
        ("patents\x00.csv", ENDINGS),
    ],
)
def test_path_that_is_refused(tmp_path: Path, path: str, reason: str) -> None:
    folder = small.make(tmp_path / "small")

    def change(descriptor: dict[str, Any]) -> None:
        descriptor["resources"][6]["path"] = path

    small.edit_descriptor(folder, change)
    assert message(folder) == f"datapackage.json: resource 7 has the path {path!r}: {reason}"


@pytest.mark.parametrize("path", [None, 3, ["patents.csv", "patents-2.csv"]])
def test_path_that_is_not_one_file(tmp_path: Path, path: object) -> None:
    folder = small.make(tmp_path / "small")

    def change(descriptor: dict[str, Any]) -> None:
        descriptor["resources"][6]["path"] = path

    small.edit_descriptor(folder, change)
    assert message(folder) == "datapackage.json: resource 7 must have one path, as text"


def test_names_with_dashes_or_underscores_and_files_in_folders(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    (folder / "data").mkdir()
    (folder / "cluster_flows.csv").rename(folder / "data" / "flows.csv")

    def change(descriptor: dict[str, Any]) -> None:
        descriptor["resources"][7].update(name="cluster_flows", path="data/flows.csv")

    small.edit_descriptor(folder, change)
    assert len(package.read(folder).tables["cluster_flows"]) == 1


def test_title_may_be_left_out(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.edit_descriptor(folder, lambda it: it.pop("title"))
    assert package.read(folder).title == "small"
