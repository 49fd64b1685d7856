"""Weights from a file: CSV or JSON, and one sentence for what cannot be read."""

from pathlib import Path

import pytest

from features.errors import InputError
from serving.choice.weights_file import read_weights


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_csv_and_json_say_the_same(tmp_path: Path) -> None:
    csv = written(tmp_path, "own.csv", "\ufeffweight,criterion\n2,growth\n,\n0.5, risk \n")
    json = written(tmp_path, "own.json", '{"growth": 2, "risk": 0.5}')
    assert read_weights(csv) == read_weights(json) == {"growth": 2.0, "risk": 0.5}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "", "a.csv has no columns: give two columns, criterion and weight, or as .json"),
        ("a.csv", "criterion;weight\ngrowth;2\n", "not separated by commas"),
        ("a.csv", "criterion,weight\n", "a.csv gives no criterion a weight above 0"),
        ("a.csv", "criterion,weight\ngrowth,0\n", "a.csv gives no criterion a weight above 0"),
        ("a.csv", "name,weight\ngrowth,2\n", "a.csv has the columns name, weight: give two"),
        ("a.csv", "criterion,weight,weight\ngrowth,2,3\n", "columns criterion, weight, weight:"),
        ("a.csv", "criterion,weight\nrisk,1\ngrowht,2\n", "a.csv, row 3: unknown criterion 'gro"),
        ("a.csv", "criterion,weight\n,2\n", "a.csv, row 2: the criterion is missing"),
        ("a.csv", "criterion,weight\ngrowth,\n", "row 2: the weight of growth is '', not a number"),
        ("a.csv", 'criterion,weight\ngrowth,"1,5"\n', "row 2: the weight of growth is '1,5', not"),
        ("a.csv", "criterion,weight\ngrowth,-1\n", "row 2: the weight of growth is -1: give a num"),
        ("a.csv", "criterion,weight\ngrowth,nan\n", "row 2: the weight of growth is nan: give a n"),
        ("a.csv", "criterion,weight\ngrowth,2e6\n", "row 2: the weight of growth is 2e.06: give a"),
        ("a.csv", "criterion,weight\ngrowth,1\ngrowth,2\n", "row 3: growth is in an earlier row"),
        ("a.csv", "criterion,weight\ngrowth,1,2\n", "a.csv, row 2: more cells than the header"),
        ("a.json", '{"growth": 2', "a.json, row 1: it is not valid JSON .*: give two columns"),
        ("a.json", "[2]", "a.json does not hold an object"),
        ("a.json", '{"growth": 1, "growth": 2}', "a.json: growth: it is given more than once"),
        ("a.json", '{"growth": "2"}', 'a.json: the weight of growth is "2", not a number'),
        ("a.json", '{"growth": true}', "a.json: the weight of growth is true, not a number"),
        ("a.json", '{"growth": NaN}', "a.json: the weight of growth is nan: give a number"),
        ("a.json", '{"growht": 2}', "a.json: unknown criterion 'growht': did you mean growth"),
        ("a.json", '{"growth": 0}', "a.json gives no criterion a weight above 0"),
    ],
)
def test_what_cannot_be_read_is_told_with_file_and_row(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_weights(written(tmp_path, name, text))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["gone.csv", "gone.json"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="there is no file"):
        read_weights(tmp_path / name)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    for name in ("a.csv", "a.json"):
        file = tmp_path / name
        file.write_bytes(b"criterion,weight\ngr\xffwth,2\n")
        with pytest.raises(InputError, match="cannot be read"):
            read_weights(file)
