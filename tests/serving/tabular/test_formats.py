"""What an address and an Accept header ask for."""

import pytest
from starlette.datastructures import QueryParams

from serving.http.problems import ProblemError
from serving.tabular import workbook
from serving.tabular.formats import Wanted, accepted, wanted_format


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("text/*;q=.5", "csv"),
        ("application/json;q=.5, text/csv;q=.9", "csv"),
        ("application/json, text/csv;q=.9", "json"),
        ("text/csv, */*", "csv"),
        ("text/csv;q=0, */*", "json"),
        (f"{workbook.MEDIA_TYPE}, text/csv;q=.9", "xlsx"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "json"),
        ("image/png", "json"),
        ("text/csv;q=x, application/json", "json"),
    ],
)
def test_the_quality_of_each_media_type_counts(header: str | None, found: str) -> None:
    assert accepted(header) == found


def test_the_address_comes_before_the_header() -> None:
    assert wanted_format(QueryParams("format=json"), "text/csv", ["a"]) == Wanted("json")
    assert wanted_format(QueryParams("table=a"), "text/csv", ["a"]) == Wanted("csv", "a")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("format=pdf", "give json, csv or xlsx"),
        ("format=csv&table=c", "give a or b"),
        ("table=a", "format=csv"),
        ("format=csv&format=csv", "more than once"),
    ],
)
def test_what_is_not_there_is_refused(query: str, said: str) -> None:
    with pytest.raises(ProblemError, match=said):
        wanted_format(QueryParams(query), None, ["a", "b"])
