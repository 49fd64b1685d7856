"""Live forecasts of a champion of quarters, over real HTTP, and as the command line shows them."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from features.package import read
from serving.__main__ import app
from serving.growth.live_contracts import LiveResponse
from serving.terminal.printer import print_response
from serving.terminal.series_file import read_series
from tests.serving import in_process
from tests.serving.conftest import Running, register
from tests.serving.test_service import PREFIX, send
from tests.training import sub_annual
from training.growth import task
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion

CUTOFF, HORIZON = 2016, 2
KNOWN = {"region_code": "ORV01", "cluster_code": "C1"}
TIMES = [(2016, 4), *((2017, quarter) for quarter in range(1, 5))]
TIMES += [(2018, quarter) for quarter in range(1, 4)]


@pytest.fixture(scope="module")
def quarterly(
    migrated_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A service with a champion that knows three quarters of the cutoff year."""
    folder = tmp_path_factory.mktemp("quarters")
    shutil.copy(migrated_database, folder)
    package = read(sub_annual.make(folder / "package", 4, 2, (CUTOFF, 3)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
        panels = GrowthPanels(package, GrowthQuestion(HORIZON, reconcile=False))
        register(task.train(panels, CUTOFF, "theta"), package)
        with in_process.running() as address:
            yield Running(address, folder / "none.log")


def asked(service: Running, *series: dict[str, Any], **request: Any) -> dict[str, Any]:
    body = json.dumps({"series": series, **request})
    status, _, answer = send(service, "POST", "/forecast", body)
    assert status == 200, answer
    return answer


def stored(service: Running, history: int = 0) -> dict[str, Any]:
    """The forecast of the known series that the champion's run holds."""
    body = {"region_codes": ["ORV01"], "cluster_codes": ["C1"], "history": history}
    status, _, answer = send(service, "POST", "/forecast_growth", json.dumps(body))
    assert status == 200, answer
    forecast: dict[str, Any] = answer["forecasts"][0]
    return forecast


def test_a_known_series_without_a_supposition_is_the_stored_forecast(quarterly: Running) -> None:
    told = stored(quarterly, history=200)
    for brought in (KNOWN, {**KNOWN, "history": told["history"]}):
        answer = asked(quarterly, brought)
        (found,) = answer["forecasts"]
        assert answer["metadata"]["periods_per_year"] == 4
        assert (found["origin"], found["origin_period"]) == (2016, 3)
        assert [(point["year"], point["period"]) for point in found["points"]] == TIMES
        assert found["last_value"] == told["last_value"]
        assert found["warnings"] == []
        for ours, theirs in zip(found["points"], told["points"], strict=True):
            assert ours["median"] == pytest.approx(theirs["median"], rel=1e-4)
            for one, other in zip(ours["intervals"], theirs["intervals"], strict=True):
                assert one == pytest.approx(other, rel=1e-4)
        assert found["growth"]["median_per_year"] == pytest.approx(
            told["growth"]["median_per_year"], abs=0.01
        )


def test_a_supposed_path_is_of_years_and_a_shorter_horizon_too(quarterly: Running) -> None:
    answer = asked(quarterly, KNOWN, national_growth=[9], horizon=1)
    (total,), (found,) = answer["totals"], answer["forecasts"]
    assert (len(total["baseline"]), total["supposed"]) == (1, [9])
    assert [(point["year"], point["period"]) for point in found["points"]] == TIMES[:4]
    gains = [point["what_if"]["median"] - point["median"] for point in found["points"]]
    assert min(gains) > 0
    assert any("growth of totals is per year" in note for note in answer["notes"])


def test_a_new_series_of_few_quarters_is_told_whose_seasons_it_takes(quarterly: Running) -> None:
    history = [{"year": 2016, "period": quarter, "value": 90 + quarter} for quarter in (1, 2, 3)]
    new = {"region_code": "NEW", "cluster_code": "C1", "history": history}
    (found,) = asked(quarterly, new)["forecasts"]
    assert found["warnings"][0] == "short history: 3 points"
    assert found["last_value"] == 93
    index = {"region_code": "NEW", "cluster_code": "NEW"}
    assert asked(quarterly, index)["forecasts"][0]["unit"] == "index, 100 in 2016 Q3"


@pytest.mark.parametrize(
    ("points", "field", "detail"),
    [
        ([{"year": 2016, "value": 7}], "history[0]", "are quarterly: give the quarter, 1 to 4"),
        (
            [{"year": 2016, "period": 4, "value": 7}, {"year": 2016, "period": 5, "value": 7}],
            "history[1]",
            "are quarterly: give the quarter, 1 to 4",
        ),
        ([{"year": 2016, "period": 0, "value": 7}], "history[0]", "greater than or equal to 1"),
        ([{"year": 2016, "period": 1.5, "value": 7}], "history[0]", "integer"),
    ],
)
def test_a_point_needs_its_quarter(
    quarterly: Running, points: list[dict[str, float]], field: str, detail: str
) -> None:
    body = json.dumps({"series": [{**KNOWN, "history": points}]})
    status, media_type, problem = send(quarterly, "POST", "/forecast", body)
    assert (status, media_type) == (400, "application/problem+json")
    assert problem["type"] == PREFIX + "invalid-request"
    assert problem["errors"][0]["field"] == f"series[0].{field}.period"
    assert detail in problem["detail"]


def test_a_quarter_is_given_once(quarterly: Running) -> None:
    twice = {**KNOWN, "history": [{"year": 2016, "period": 2, "value": 7}] * 2}
    status, _, problem = send(quarterly, "POST", "/forecast", json.dumps({"series": [twice]}))
    assert status == 400
    assert "more than one value for period 2 of 2016" in problem["detail"]


def test_the_command_line_names_quarters(
    quarterly: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.csv"
    rows = [f"NEW,C1,2016,{quarter},{90 + quarter}\n" for quarter in (1, 2, 3)]
    file.write_text("region_code,cluster_code,year,period,value\n" + "".join(rows))
    arguments = ["ask", "live", "--series", str(file), "--url", quarterly.address]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    response = asked(quarterly, *read_series(file), national_growth=[2, 1])
    print_response(Console(width=200), LiveResponse.model_validate(response))
    shown = capsys.readouterr().out
    for part in ("93 in 2016 Q3", "2018 Q3", "assumed +2.0 +1.0"):
        assert part in shown
