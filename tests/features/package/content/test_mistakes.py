"""The usual mistakes with files are answered with the next step."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features import package
from features.package.content.mistakes import years_beside
from features.package.schema import TABLES
from features.package.sheets import parse
from tests.features import small_package as small

IMPORT = "smartspec import FILE --to NEW --dry-run"


def told(content: bytes) -> str:
    sheet = parse(content, "jobs.csv", TABLES["region_indicators"])
    (text,) = (text for fault in sheet.faults for _, text in fault.sentences())
    return text.removeprefix("jobs.csv")


def workbook() -> bytes:
    buffer = io.BytesIO()
    pd.DataFrame({"a": [1]}).to_excel(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (workbook(), "an Excel workbook or a zip archive, not text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an Excel workbook (xls), not text"),
        (gzip.compress(b"region_code\n", mtime=0), "a gzip archive, not text"),
        (b"\n<!doctype html><table></table>", "a web page or XML, not a table as text"),
    ],
)
def test_another_kind_of_file(content: bytes, kind: str) -> None:
    assert told(content) == f": the file is {kind}: {IMPORT} shows what can be read of it"


def test_parquet_called_csv() -> None:
    assert told(b"PAR1xxxxPAR1") == (
        ": the file is a Parquet file: let its name end with .parquet, not .csv"
    )


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("region_code,year,2010,2011\n01,x,1,2\n", "2010 to 2011"),
        ("region_code;indicator;2010;2011\n01;Ж;1,5;2\n", "2010 to 2011"),
        ("Region;2010;2011\nA;1,5;2\n", "2010 to 2011"),
        ("Регион\t2010 г.\t2011 2)\nA\t1\t2\n", "2010 г. to 2011 2)"),
        ("Занятые, тыс.;;;\n\nРегион;Всего;;\n;2010;2011;2012\nА;1,5;2;3", "2010 to 2012"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_years_as_columns(text: str, years: str, encoding: str) -> None:
    assert told(text.encode(encoding)) == (
        f": the table has years as columns ({years}): {IMPORT} shows what can be read of it"
    )


def test_years_as_columns_of_a_parquet_file() -> None:
    buffer = io.BytesIO()
    pd.DataFrame({"region": ["A"], "2010": [1.0], "2011": [2.0]}).to_parquet(buffer)
    sheet = parse(buffer.getvalue(), "jobs.parquet", TABLES["region_indicators"])
    (fault,) = sheet.faults
    assert fault.texts[0].startswith("the table has years as columns (2010 to 2011): ")


def test_rows_with_years_as_values_are_not_wide() -> None:
    text = "title\nregion_code,year,indicator,value\n01,2010,2011,2012\n"
    assert "years as columns" not in told(text.replace("title\n", "").replace(",2012", "").encode())
    folded = "region_code,year,indicator,value\n01,2010,x;2011;2012;2013,5\n"
    assert not parse(folded.encode(), "jobs.csv", TABLES["region_indicators"]).faults


def test_columns_that_are_no_years() -> None:
    assert years_beside(["region_code", "year", "value", "iso3166", "nuts2021"]) == []
    assert years_beside(["2010", "value"]) == []


@pytest.mark.parametrize(
    ("delimiter", "shown", "declared"),
    [(";", "';'", ";"), ("\t", "tabs", "\\t"), ("|", "'|'", "|")],
)
def test_another_delimiter(delimiter: str, shown: str, declared: str) -> None:
    text = "region_code,year,indicator,value\n01,2010,jobs,5\n".replace(",", delimiter)
    expected = f": the cells are separated by {shown}, not by commas: declare "
    expected += f'"dialect": {{"delimiter": "{declared}"}}'
    assert told(text.encode()) == f"{expected} in datapackage.json"
    decimals = text.replace("5\n", "5,5\n").encode()
    assert told(decimals) == (
        f'{expected}, and "decimalChar": "," in schema.fields of its number columns, '
        "in datapackage.json"
    )


def test_another_encoding() -> None:
    text = (
        "region_code;year;indicator;value\nАлтайский край;2010;jobs;5\nОмская область;2010;jobs;5\n"
    )
    assert told(text.encode("cp1251")) == (
        ', row 2: the text is not UTF-8 but seems to be cp1251: declare "encoding": "cp1251" and '
        '"dialect": {"delimiter": ";"} in datapackage.json'
    )
    assert told(text.encode("utf-16")).endswith(
        'the text is not UTF-8 but UTF-16: declare "encoding": "utf-16" in datapackage.json'
    )


def test_what_the_messages_say_to_declare_is_read(tmp_path: Path) -> None:
    """Tabs or semicolons, cp1251, decimal commas and groups, fields in another order."""
    folder = small.make(tmp_path / "small")
    rows = ["value;indicator;year;region_code", "1 234,5;jobs;2010;01", "-99;jobs;2011;01"]
    text = "\n".join([*rows, "2,5;jobs;2012;01"])
    (folder / "region_indicators.csv").write_bytes(text.encode("cp1251"))
    (folder / "regions.tsv").write_bytes(
        "region_code\tregion_name\tparent_code\nNA\tНамибия\t\n01\tХомас\tNA\n02\tЭронго\tNA\n".encode(
            "cp1251"
        )
    )
    (folder / "regions.csv").unlink()

    def declare(descriptor: dict[str, Any]) -> None:
        entries = {entry["name"]: entry for entry in descriptor["resources"]}
        entries["regions"].update(path="regions.tsv", format="tsv", encoding="cp1251")
        entry = entries["region-indicators"]
        entry.update(encoding="windows-1251", dialect={"delimiter": ";"})
        entry["schema"]["missingValues"] = ["", "-99"]
        value = next(field for field in entry["schema"]["fields"] if field["name"] == "value")
        value.update(decimalChar=",", groupChar=" ")

    small.edit_descriptor(folder, declare)
    read = package.read(folder)
    assert read.tables["regions"]["region_name"].tolist() == ["Намибия", "Хомас", "Эронго"]
    assert read.tables["region_indicators"]["value"].tolist() == [1234.5, 2.5]


def test_a_wide_table_is_told_first_and_by_its_path(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "my data")
    (folder / "region_indicators.csv").write_bytes(
        "Регион;2010;2011\nОмск;1,5;2\n".encode("cp1251")
    )
    step = f"smartspec import '{folder / 'region_indicators.csv'}' --to NEW --dry-run"

    def message() -> str:
        with pytest.raises(package.PackageError) as error:
            package.read(folder)
        return str(error.value)

    expected = f"region_indicators.csv: the table has years as columns (2010 to 2011): {step}"
    assert expected in message()
    dialect = {"delimiter": ";", "decimalChar": ","}
    small.edit_descriptor(folder, lambda it: it["resources"][5].update(dialect=dialect))
    assert expected in message()
    assert "decimalChar" not in message()


def test_a_declared_field_that_the_file_lacks(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text())
    descriptor["resources"][4]["schema"]["fields"].append({"name": "flag", "type": "string"})
    file.write_text(json.dumps(descriptor))
    with pytest.raises(package.PackageError) as error:
        package.read(folder)
    assert str(error.value).endswith(
        "cluster_indicators.csv: datapackage.json declares the fields flag, which the file lacks: "
        "correct one of them"
    )
    descriptor["resources"][4]["schema"]["fields"] = [{"name": "value", "missingValues": ["0.0"]}]
    descriptor["resources"][4].pop("rows")
    file.write_text(json.dumps(descriptor))
    assert len(package.read(folder).tables["cluster_indicators"]) == 2
