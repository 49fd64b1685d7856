"""The command line for series of one's own."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from features.errors import InputError
from serving.__main__ import app
from serving.terminal.series_file import read_series
from tests.serving.conftest import TITLE, Running

runner = CliRunner()
HEADING = "region_code,cluster_code,cluster_name,year,value\n"


def test_a_file_is_forecast_beside_a_known_series(service: Running, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(HEADING + "".join(f"R1,BIO,Biotech,{y},{4 * y}\n" for y in range(2013, 2016)))
    asked = ["--series", str(file), "--region", "R1", "--cluster", "CAR", "--url", service.address]
    asked += ["--national-growth", "2,2,1", "--cluster-growth", "CAR=9"]
    result = runner.invoke(app, ["ask", "live", *asked])
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    for part in ("Live forecast of value_added", "Brelavia, Biotech: short history: 3 points"):
        assert part in text
    assert "assumed +2.0 +2.0 +1.0 +1.0 +1.0" in text
    assert "growth of the cluster CAR" in text
    assert TITLE in text


def test_a_series_without_history_is_said_to_be_an_index_before_its_figures(
    service: Running,
) -> None:
    asked = ["ask", "live", "--region", "R1", "--cluster", "nothing", "--url", service.address]
    result = runner.invoke(app, asked)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Brelavia, nothing: no history, ")
    before = " ".join(result.output.split("Live forecast")[0].split())
    assert "no forecast of its size" in before
    assert "the forecast is an index" in before
    assert result.output.count("the forecast is an index") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give --series FILE"),
        (["--region", "R1"], "give --series FILE"),
        (
            ["--region", "R1", "--cluster", "CAR", "--national-growth", "2;2"],
            "takes numbers, as 2",
        ),
        (
            ["--region", "R1", "--cluster", "CAR", "--region-growth", "2,2"],
            "takes NAME=NUMBER",
        ),
        (["--series", "nowhere.csv"], "there is no file nowhere.csv"),
        (
            ["--region", "R1", "--cluster", "CAR", *(("--region-growth", "R1=2") * 2)],
            "--region-growth is given twice for R1",
        ),
        (
            ["--region", "R1", "--cluster", "CAR", *(("--cluster-growth", "CAR=2") * 2)],
            "--cluster-growth is given twice for CAR",
        ),
    ],
)
def test_what_cannot_be_asked_is_told(arguments: list[str], message: str) -> None:
    result = runner.invoke(app, ["ask", "live", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        (HEADING, "has no rows"),
        ("region_code,year,value\nR1,2015,1\n", "lacks cluster_code"),
        (
            HEADING.replace("year", "years") + "R1,C,x,2015,1\n",
            "lacks year and has the unknown column years",
        ),
        (
            HEADING + "R1,C,x,2015,1\nR1,C,x,2016,much\n",
            "row 3: value 'much' is not a number such as 1.5$",
        ),
        (HEADING + "R1,C,x,soon,1\n", "row 2: year 'soon' is not a whole number$"),
        (HEADING + "R1,C,x,,1\n", "row 2: the year is missing$"),
        (
            HEADING + "R1,C,x,2015,\n",
            "row 2: the value is missing; remove the row if it is unknown$",
        ),
        (
            HEADING.replace("cluster_name", "period") + "R1,C,Q3,2015,1\n",
            "row 2: period 'Q3' is not a whole number$",
        ),
        (HEADING + "R1,C,x,2015,1\nR1,C,x,2016,1,5\n", "row 3: more cells .* as 1.5$"),
        (HEADING + "R1,C,x,2015,1\n\nR1,C,2016\n", "row 4: fewer cells"),
        (HEADING + 'R1,C,x,2015,"1,5"\n', "row 2: value '1,5' is not a number such as 1.5$"),
        (HEADING.replace(",", ";") + "R1;C;x;2015;1,5\n", "is not separated by commas: .* as 1.5$"),
        (HEADING.replace("cluster_name", "value") + "R1,C,1,2015,2\n", "has value more than once"),
        (
            HEADING + "R1,C,x,2015,1\nR1,C,,2016,1\nR1,C,y,2017,1\n",
            "row 4: cluster_name is 'y', in an earlier row of the same series 'x'$",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "series.csv"
    file.write_text(text)
    with pytest.raises(InputError, match=message):
        read_series(file)


def test_a_row_without_a_year_is_a_series_without_values(tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    file.write_text(HEADING.replace("cluster_name", "borrow_from") + "R1,C,CAR,,\nR1,D,,2015,1\n")
    none, one = read_series(file)
    assert none == {
        "region_code": "R1",
        "cluster_code": "C",
        "borrow_from": "CAR",
        "history": [],
    }
    assert one["history"] == [{"year": 2015, "value": 1.0}]


def test_a_row_may_have_a_period(tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    file.write_text(HEADING.replace("cluster_name", "period") + "R1,C,3,2015,1\nR1,C,,2016,2\n")
    (one,) = read_series(file)
    assert one["history"] == [{"year": 2015, "value": 1.0, "period": 3}, {"year": 2016, "value": 2}]


def test_what_is_told_of_a_series_may_stand_in_any_of_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    file.write_text(HEADING + "R1,C,,2015,1\nR1,C,Biotech,2016,2\nR2,C,Bio,2016,2\n")
    assert [one["cluster_name"] for one in read_series(file)] == ["Biotech", "Bio"]
