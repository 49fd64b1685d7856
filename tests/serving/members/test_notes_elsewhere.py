"""Notes of members beside the figures: in files of options, in the report and in the briefing."""

import csv
import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from tests.serving.members.conftest import Service

FORMULA = '=HYPERLINK("http://evil.example","x")'
MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def noted(service: Service) -> Service:
    """Notes at a cluster and at the region, beside some that are not for everyone."""
    service.joined("=Plant", "R1")
    cluster = {"region_code": "R1", "activity": "cluster", "code": "CAR"}
    for text, more in (
        (FORMULA, {"link": "https://plant.example/line"}),
        ("A\nsecond", {}),
        ("A draft", {"draft": True}),
    ):
        service.done("=Plant", "add_note", **cluster, text=text, **more)
    service.done("=Plant", "add_note", region_code="R1", text=MARKUP)
    service.done("=Plant", "add_note", region_code="R2", text="Elsewhere")
    hidden = service.done("=Plant", "add_note", **cluster, text="Rude")["id"]
    service.done("operator", "hide_note", note_id=hidden)
    return service


def rows(service: Service, path: str) -> list[dict[str, str]]:
    response = service.ask("", path)
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))


def test_a_file_of_options_has_the_notes_at_each(noted: Service) -> None:
    by_code = {row["code"]: row for row in rows(noted, "/options/R1?format=csv")}
    found = by_code["CAR"]["member_notes"]
    assert found.startswith("'=Plant, 20")
    assert FORMULA + " (https://plant.example/line)" in found
    assert ": A second" in found
    assert "draft" not in found
    assert "Rude" not in found
    assert not by_code["FOO"]["member_notes"]
    assert "member_notes" in rows(noted, "/options/R1?format=csv&table=niches")[0]
    listed = rows(noted, "/options/R1?format=csv&table=member_notes")
    assert {row["text"] for row in listed} == {"'" + FORMULA, "A\nsecond", MARKUP}


def test_a_workbook_of_options_has_a_sheet_of_notes(noted: Service) -> None:
    response = noted.ask("", "/options/R1?format=xlsx")
    book = load_workbook(io.BytesIO(response.content))
    cells = [cell for row in book["member_notes"].iter_rows() for cell in row]
    assert FORMULA in [cell.value for cell in cells]
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


def test_a_file_is_not_kept_over_a_note(noted: Service) -> None:
    first = noted.ask("", "/options/R1?format=csv")
    assert first.headers["cache-control"] == "no-cache"
    assert "etag" not in first.headers
    assert "etag" in noted.ask("", "/options/R1").headers


@pytest.mark.parametrize("kind", ["report", "briefing"])
def test_documents_have_the_notes_of_the_region(noted: Service, kind: str) -> None:
    html = noted.ask("", f"/{kind}/R1").text
    assert MARKUP not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "Rude" not in html
    assert "Elsewhere" not in html
    if kind == "report":
        assert 'href="https://plant.example/line"' in html


def test_who_may_not_read_reads_no_notes(make: Callable[..., Service], noted: Service) -> None:
    closed = make(SMARTSPEC_READING="key")
    for path in ("/options/R1?format=csv", "/report/R1", "/briefing/R1"):
        response = closed.ask("", path)
        assert response.status_code == 401
        assert "Plant" not in response.text
