"""Answers as files, over HTTP, read back."""

import csv
import io
import urllib.error
import urllib.request
from email.message import Message as Headers

import pytest
from openpyxl import load_workbook

from serving.endpoints import ENDPOINTS
from serving.tabular.sending import file_name
from tests.serving.conftest import Running

ASKED = {
    "/activity/{activity_code}": "/activity/CAR?activity=cluster",
    "/comparison": "/comparison?region_codes=R1&region_codes=R2",
    **{
        path: f"{path}?region_codes=R1"
        for path in ("/growth", "/niches", "/audit", "/options", "/multipliers", "/peers")
    },
}
"""What an address without a region asks for."""
ADDRESSES = [
    ASKED.get(path, path).replace("{region_code}", "R1")
    for endpoint in ENDPOINTS
    for path in endpoint.paths
    if endpoint.name not in ("forecast", "externalities", "partners", "simulate")
]


def get(address: str, accept: str = "") -> tuple[Headers, bytes]:
    headers = {"Accept": accept} if accept else {}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310
        return response.headers, response.read()


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_address_answers_with_csv_and_a_workbook(service: Running, path: str) -> None:
    headers, content = get(service.address + path, "text/csv")
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    _, content = get(f"{service.address}{path}{'&' if '?' in path else '?'}format=xlsx")
    about, main = load_workbook(io.BytesIO(content)).worksheets[:2]
    assert about.title == "About"
    assert [cell.value for cell in next(iter(main))] == header
    assert main.max_row == len(rows) + 1


def test_a_table_is_named(service: Running) -> None:
    _, content = get(f"{service.address}/options/R1?format=csv&table=niches&kinds=niche")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["region_code"] for row in rows] == ["R1"] * len(rows)
    assert {row["code"] for row in rows} == {"G06", "H04"}
    assert float(rows[0]["chance"]) > 0


def test_the_first_sheet_says_what_it_is_in_the_language_asked_for(service: Running) -> None:
    _, content = get(f"{service.address}/growth/R1?format=xlsx&language=ru&table=points")
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["О таблицах", "points"]
    said = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert said["Последний год данных"] == "2015"
    assert "/growth/R1?format=xlsx" in str(said["Адрес"])


def test_what_is_not_there_is_a_problem(service: Running) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        get(f"{service.address}/growth/R1?format=csv&table=nothing")
    assert "points" in refused.value.read().decode()


def test_json_stays_what_it_was(service: Running) -> None:
    headers, _ = get(f"{service.address}/regions", "application/json")
    assert headers["Content-Type"] == "application/json"
    assert "Content-Disposition" not in headers


def test_names_of_files_are_safe() -> None:
    assert file_name(["x", 'Тверь "/..'], "csv") == (
        'attachment; filename="smartspec-x--------- --.csv"; '.replace(" --", "--")
        + "filename*=UTF-8''smartspec-x-%D0%A2%D0%B2%D0%B5%D1%80%D1%8C%20%22-...csv"
    )
