"""Responses as tables: names, columns, and what rows repeat from above."""

import csv
import io

import pytest

from serving.choice.contracts import OptionsResponse
from serving.contracts import Answer, Interval
from serving.endpoints import ENDPOINTS, Endpoint
from serving.languages.language import speaking
from serving.messages import message
from serving.tabular.csv_file import csv_file, harmless
from serving.tabular.flat import Table, flatten, table_names


class Leaf(Answer):
    region_code: str
    value: float | None
    intervals: list[Interval]


class Branch(Answer):
    region_code: str
    figures: dict[str, float | None]
    leaves: list[Leaf]
    inner: Leaf | None = None
    years: tuple[int, ...] = ()


class Tree(Answer):
    unit: str
    branches: list[Branch]
    leaves: tuple[Leaf, ...] = ()


LEAF = Leaf(region_code="R2", value=None, intervals=[Interval(level=80, lower=1.5, upper=2)])
TREE = Tree(
    unit="persons",
    branches=[Branch(region_code="R1", figures={"ap": 0.5}, leaves=[LEAF], years=(2005, 2010))],
)


def test_lists_are_tables_and_what_they_hold_is_columns() -> None:
    tables = flatten(TREE)
    assert list(tables) == ["answer", "branches", "leaves", "branches_leaves"]
    assert tables["answer"].rows == [{"unit": "persons"}]
    assert tables["branches"].rows == [
        {"region_code": "R1", "figures.ap": 0.5, "years": "2005; 2010"}
    ]
    assert tables["leaves"].columns == ["region_code", "value"]
    assert tables["branches_leaves"].rows == [
        {
            "branches.region_code": "R1",
            "region_code": "R2",
            "value": None,
            "lower_80": 1.5,
            "upper_80": 2.0,
        }
    ]


def test_what_repeats_the_row_above_is_left_out() -> None:
    same = LEAF.model_copy(update={"region_code": "R1"})
    (branch,) = TREE.branches
    tree = Tree(unit="", branches=[branch.model_copy(update={"leaves": [same]})])
    assert "branches.region_code" not in flatten(tree)["branches_leaves"].columns


def test_sentences_are_their_text() -> None:
    class Said(Answer):
        reasons: list[object]

    text = message("hindsight.good")
    (row,) = flatten(Said(reasons=[text, text]))["answer"].rows
    assert row["reasons"] == f"{text.text}; {text.text}"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_answer_has_its_main_table(endpoint: Endpoint) -> None:
    names = table_names(endpoint.response)
    assert endpoint.table in names
    assert len(set(names)) == len(names)


def test_the_two_lists_of_options_have_the_short_names() -> None:
    assert {"clusters", "niches", "watch", "criteria"} <= set(table_names(OptionsResponse))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("-2.5e-3", "-2.5e-3"),
        ("-2+3", "'-2+3"),
        ("a=b", "a=b"),
    ],
)
def test_no_text_is_a_formula(text: str, written: str) -> None:
    assert harmless(text) == written


def test_csv_reads_back() -> None:
    rows: list[dict[str, str | int | float | bool | None]] = [
        {"=a": 'x, "y"\nz', "n": -0.1, "flag": True},
        {"n": None},
    ]
    content = csv_file(Table("t", ["=a", "n", "flag"], rows))
    assert content.startswith(b"\xef\xbb\xbf'=a,n,flag\r\n")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read[1:] == [['x, "y"\nz', "-0.1", "true"], ["", "", ""]]
    with speaking("ru"):
        local = csv_file(Table("t", ["=a", "n", "flag"], rows)).decode("utf-8-sig")
    assert local.startswith("'=a;n;flag\r\n"), "Excel parts columns so where decimals have a comma"
    assert next(csv.reader(io.StringIO(local.partition("\r\n")[2], newline=""), delimiter=";")) == [
        'x, "y"\nz',
        "-0,1",
        "true",
    ]


@pytest.mark.parametrize(
    ("value", "written"), [(0.123456789, 0.123457), (1234567.89, 1234568.0), (-4.9e-9, -4.9e-9)]
)
def test_figures_claim_no_more_than_they_have(value: float, written: float) -> None:
    class Found(Answer):
        value: float

    assert flatten(Found(value=value))["answer"].rows == [{"value": written}]
