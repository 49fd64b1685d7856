"""What a descriptor declares of a file is honoured or refused, never ignored."""

import hashlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features import package
from features.package import PackageError
from tests.features import small_package as small

VALUES, PATENTS = 4, 6
"""Places of cluster_indicators and patents among the resources."""


def declare(folder: Path, place: int, **properties: Any) -> None:
    """Change properties of one resource; those of schema are added to its own."""

    def change(descriptor: dict[str, Any]) -> None:
        entry = descriptor["resources"][place]
        entry["schema"].update(properties.pop("schema", {}))
        entry.update(properties)

    small.edit_descriptor(folder, change)


def declare_field(folder: Path, place: int, name: str, **properties: Any) -> None:
    def change(descriptor: dict[str, Any]) -> None:
        fields = descriptor["resources"][place]["schema"]["fields"]
        next(field for field in fields if field["name"] == name).update(properties)

    small.edit_descriptor(folder, change)


def rewrite(folder: Path, file: str, change: Callable[[str], str], encoding: str = "utf-8") -> None:
    path = folder / file
    path.write_bytes(change(path.read_text(encoding="utf-8")).encode(encoding))


def message(folder: Path) -> str:
    with pytest.raises(PackageError) as error:
        package.read(folder)
    return str(error.value).removeprefix(f"{folder}: ")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small.make(tmp_path / "small")


def values(folder: Path) -> list[float]:
    return package.read(folder).tables["cluster_indicators"]["value"].tolist()


# Unknown cells


@pytest.mark.parametrize("cell", ["-99", "-99.0", "n/a", ""])
def test_a_declared_missing_value_is_unknown(folder: Path, cell: str) -> None:
    rewrite(folder, "cluster_indicators.csv", lambda text: text.replace("-2.0", cell))
    declare(folder, VALUES, schema={"missingValues": ["", "-99", "n/a"]})
    assert values(folder) == [1.5, 0.0]


def test_missing_values_of_one_column(folder: Path) -> None:
    rewrite(folder, "cluster_indicators.csv", lambda text: text.replace("-2.0", "-99"))
    declare_field(folder, VALUES, "value", missingValues=[{"value": "-99", "label": "withheld"}])
    assert values(folder) == [1.5, 0.0]


def test_missing_values_of_a_parquet_file(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small", "parquet")
    file = folder / "cluster_indicators.parquet"
    rows = pd.read_parquet(file)
    rows["value"] = [1.5, -99.0, 0.0]
    rows.to_parquet(file)
    declare(folder, VALUES, schema={"missingValues": ["", "-99"]})
    assert values(folder) == [1.5, 0.0]


def test_a_missing_value_where_no_row_means_zero_is_a_fault(folder: Path) -> None:
    rewrite(folder, "patents.csv", lambda text: text.replace("3.0", "-99"))
    declare(folder, PATENTS, schema={"missingValues": ["-99"]})
    assert message(folder) == "patents.csv, column patents, row 2: the cell is empty"


def test_a_missing_code_is_a_fault(folder: Path) -> None:
    rewrite(folder, "cluster_indicators.csv", lambda text: text.replace("02,C2", "??,C2"))
    declare(folder, VALUES, schema={"missingValues": ["??"]})
    assert message(folder).startswith("cluster_indicators.csv, column region_code, row 4: the cell")


# Text and marks


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "latin-1"])
def test_encoding(folder: Path, encoding: str) -> None:
    name = "Хомас" if encoding != "latin-1" else "Khömas"
    rewrite(folder, "regions.csv", lambda text: text.replace("Khomas", name), encoding)
    declare(folder, 0, encoding=encoding)
    assert package.read(folder).tables["regions"]["region_name"].tolist()[1] == name


def test_text_that_is_not_in_the_declared_encoding(folder: Path) -> None:
    rewrite(folder, "regions.csv", lambda text: text.replace("Khomas", "Хомас"))
    declare(folder, 0, encoding="ascii")
    assert message(folder) == "regions.csv, row 3: the text is not ascii, as declared"


def test_delimiter_quote_and_decimal_comma(folder: Path) -> None:
    content = "region_code;cluster_code;year;indicator;value\n"
    content += "'01';C1;2010;value_added;1.234,5\n01;C1;2011;value_added;-2,0\n"
    (folder / "cluster_indicators.csv").write_text(content)
    declare(folder, VALUES, dialect={"delimiter": ";", "quoteChar": "'"}, rows=2)
    declare_field(folder, VALUES, "value", decimalChar=",", groupChar=".")
    assert values(folder) == [1234.5, -2.0]


def test_a_decimal_point_beside_a_declared_comma_is_a_fault(folder: Path) -> None:
    declare_field(folder, VALUES, "value", decimalChar=",")
    assert "row 2: '1.5' is not a number" in message(folder)


def test_file_with_another_delimiter_than_declared(folder: Path) -> None:
    declare(folder, VALUES, dialect={"delimiter": ";"})
    assert message(folder) == (
        "cluster_indicators.csv: the cells are not separated by ';', the declared delimiter: "
        "correct one"
    )


# Constraints and keys


@pytest.mark.parametrize(
    ("column", "constraints", "told"),
    [
        ("value", {"minimum": 0}, "row 3: -2 is below 0, as datapackage.json declares"),
        ("value", {"exclusiveMaximum": 1.5}, "row 2: 1.5 is not below 1.5, as datapackage.json"),
        ("cluster_code", {"enum": ["C1"]}, "row 4: 'C2' is not one of ['C1'], as"),
        ("indicator", {"pattern": "[a-z]+"}, "row 2: 'value_added' is not like [a-z]+, as"),
        ("region_code", {"unique": True}, "row 3: '01' is repeated, as datapackage.json"),
        ("indicator", {"maxLength": 10}, "row 2: 'value_added' is longer than 10, as"),
        ("value", {"minimum": "x"}, "the constraint minimum 'x' in datapackage.json does not fit"),
    ],
)
def test_constraints_are_checked(
    folder: Path, column: str, constraints: dict[str, Any], told: str
) -> None:
    declare_field(folder, VALUES, column, constraints=constraints)
    assert told in message(folder)


def test_bytes_and_hash_are_checked(folder: Path) -> None:
    content = (folder / "regions.csv").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    declare(folder, 0, bytes=len(content), hash=f"sha256:{digest}")
    assert package.read(folder).name == "small"
    declare(folder, 0, hash="0" * 32)
    assert message(folder).startswith("regions.csv: the file does not have the md5 hash")
    declare(folder, 0, bytes=len(content) + 1)
    assert "bytes, but datapackage.json says" in message(folder)


# What cannot be honoured


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ({"compression": "gz"}, "declares compression, which is not read there: unpack the file"),
        ({"data": []}, "declares data, which is not read there: save its rows as a CSV or"),
        ({"missingValues": ["-99"]}, "declares missingValues, which is not read there: declare it"),
        ({"profile": "geojson"}, "has the profile 'geojson': use data-resource or"),
        ({"format": "xlsx"}, "has the format 'xlsx', but its file is a csv file"),
        ({"encoding": "klingon"}, "has the unknown encoding 'klingon': save the file as CSV UTF-8"),
        ({"dialect": "dialect.json"}, "has a dialect that is not an object: write it into"),
        ({"dialect": {"header": False}}, "declares dialect.header False, which is not read: give"),
        ({"dialect": {"commentChar": "#"}}, "declares dialect.commentChar '#', which is not read"),
        (
            {"dialect": {"decimalChar": ","}},
            "declares dialect.decimalChar, which is not read there: declare it in schema.fields",
        ),
        ({"decimalChar": ","}, "declares decimalChar, which is not read there: declare it in sch"),
        ({"dialect": {"delimeter": ";"}}, "declares dialect.delimeter, which is not read: did you"),
        ({"dialect": {"delimiter": "||"}}, "has delimiter '||': it must be one character"),
        ({"schema": {"primaryKey": ["value"]}}, "declares the key value, but rows of"),
        ({"schema": {"missingValues": "-99"}}, "has missingValues that are not a list of texts"),
        ({"schema": {"missingvalues": ["-99"]}}, "declares schema.missingvalues, which is not"),
        (
            {
                "schema": {
                    "foreignKeys": [
                        {"fields": "value", "reference": {"resource": "regions", "fields": "x"}}
                    ]
                }
            },
            "declares the foreign key value to regions.x, which is not checked: remove it",
        ),
        ({"hash": "crc:1"}, "has the hash 'crc:1': use md5"),
    ],
)
def test_property_of_a_resource_that_is_refused(
    folder: Path, properties: dict[str, Any], told: str
) -> None:
    declare(folder, VALUES, **properties)
    assert message(folder).startswith(f"datapackage.json: resource 5 {told}")


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ({"bareNumber": False}, "declares value.bareNumber false: remove signs such as % from"),
        ({"type": "boolean"}, "declares value as boolean, but it is read as number: declare it so"),
        ({"trueValues": ["yes"]}, "declares value.trueValues, which is not read there: no column"),
        ({"format": "currency"}, "declares value.format 'currency', which is not checked"),
        (
            {"constraints": {"jsonSchema": {}}},
            "declares value.constraints.jsonSchema, which is not",
        ),
    ],
)
def test_property_of_a_column_that_is_refused(
    folder: Path, properties: dict[str, Any], told: str
) -> None:
    declare_field(folder, VALUES, "value", **properties)
    assert message(folder).startswith(f"datapackage.json: resource 5 {told}")


def test_property_at_the_top_that_belongs_to_a_resource(folder: Path) -> None:
    small.edit_descriptor(folder, lambda it: it.update(missingValues=["-99"]))
    assert message(folder) == (
        "datapackage.json: declares missingValues for the whole package: declare it for each "
        "resource"
    )


def test_notes_for_people_are_free(folder: Path) -> None:
    declare(folder, VALUES, title="Values", mediatype="text/csv", collected_by="us")
    declare_field(folder, VALUES, "value", title="Value", example="3")
    assert len(values(folder)) == 3
    assert not any(math.isnan(value) for value in values(folder))
