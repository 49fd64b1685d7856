"""The command line against a service that runs."""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from runpy import run_module

import pytest
from typer.testing import CliRunner

from serving.__main__ import app
from serving.http import host
from tests.serving.conftest import TITLE, Running
from tests.serving.test_service import send

runner = CliRunner()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["forecast", "--level", "80"],
            [
                "Growth forecast for Brelavia",
                "90.8 to 129",
                "+1.9 %",
                "all clusters",
                "contained 81 % of outcomes",
            ],
        ),
        (["forecast", "--no-totals"], ["nation", "contained 81 % of outcomes (worst origin 75 %)"]),
        (
            ["niches"],
            [
                "Technologies that Brelavia (R1) may enter by 2020",
                "48 to 72 %",
                "proximity 0.61",
            ],
        ),
        (
            ["niches", "--call", "exit"],
            ["Technologies that Brelavia (R1) may lose", "share falling"],
        ),
        (
            ["breakthroughs"],
            [
                "Technologies about to break through by 2020",
                "Points of breakthrough of Brelavia",
            ],
        ),
        (
            ["audit", "--details"],
            [
                "Portfolio of Brelavia (R1): 2 specialisations",
                "rising",
                "H04 Communication",
                "The model beside the best simple rule",
            ],
        ),
        (
            ["niches", "--activity", "cluster"],
            ["Markets that Brelavia (R1) may enter", "ART Communication"],
        ),
        (
            ["breakthroughs", "--activity", "cluster"],
            ["Markets about to break through", "TEX Computing"],
        ),
        (
            ["audit", "--activity", "cluster"],
            [
                "CAR Vehicles",
                "EUR of value added",
                "market-niches version 1 (lightgbm, promoted by force)",
            ],
        ),
    ],
)
def test_ask_prints_uncertainty_version_cutoff_and_track_record(
    service: Running, arguments: list[str], expected: list[str]
) -> None:
    asked = ["ask", *arguments, "--region", "R1", "--url", service.address]
    result = runner.invoke(app, asked)
    assert result.exit_code == 0
    text = " ".join(result.output.split())
    for part in [*expected, TITLE, "version", "data to 2015", "backtest from 2005, 2010"]:
        assert part in text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["options", "--k", "2", "--draws", "200"],
            [
                "Clusters, ranked, in Brelavia (R1): the best 2 of 3",
                "Niches, ranked, in Brelavia (R1): the best of 2",
                "share of 200 simulated futures",
                "data to",
            ],
        ),
        (
            ["options", "--weight", "growth=1"],
            ["weights: growth 1.00", "without data, not used: alignment", "location quotient of"],
        ),
        (["options", "--kind", "cluster"], ["the best of 3"]),
        (
            ["multipliers", "--flows", "3"],
            ["Multipliers of Brelavia (R1) from the table of R0 in 2017", "Strongest flows in"],
        ),
        (
            ["externalities", "--cluster-code", "CAR"],
            ["Ties of Vehicles (CAR) in Brelavia", "Food (FOO)", "ties are associations"],
        ),
        (
            ["partners", "--activity-code", "H04"],
            ["Partners of Brelavia (R1) for Comm", "score: added"],
        ),
        (["peers"], ["Peers of Brelavia (R1) (regions form no types", "Dremor"]),
        (
            ["simulate", "--shock", "CAR:2016:10"],
            ["Scenario for Brelavia (R1): value_added", "80 % interval", "a demand model"],
        ),
        (["live", "--cluster", "CAR"], ["Live forecast of value_added", "Brelavia, Vehicles"]),
    ],
)
def test_ask_about_the_choice(service: Running, arguments: list[str], expected: list[str]) -> None:
    asked = ["ask", *arguments, "--region", "R1", "--url", service.address]
    result = runner.invoke(app, asked)
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    for part in [*expected, TITLE, "data to 2015"]:
        assert part in text


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("describe", ["series: 3", "limits: region codes 100", "market-niches version 1"]),
        ("regions", ["R1 Brelavia", "yes", "cluster-growth version 1"]),
        ("clusters", ["CAR Vehicles", "cluster-growth version 1"]),
        ("technologies", ["H04 Communication", "technology-niches version 1"]),
    ],
)
def test_ask_what_is_loaded(service: Running, command: str, expected: list[str]) -> None:
    result = runner.invoke(app, ["ask", command, "--url", service.address])
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    for part in [*expected, TITLE, "data to 2015"]:
        assert part in text


def test_a_cluster_may_be_asked_of_all_regions_and_by_activity(service: Running) -> None:
    result = runner.invoke(app, ["ask", "forecast", "--cluster", "CAR", "--url", service.address])
    assert result.exit_code == 0, result.output
    assert "Growth forecast for Brelavia (R1)" in result.output
    assert "Growth forecast for Corvenia (R2)" in result.output
    result = runner.invoke(
        app, ["ask", "niches", "--activity-code", "A01", "--url", service.address]
    )
    assert "Corvenia (R2) may enter" in result.output


def test_json_is_the_response_of_the_service(service: Running) -> None:
    asked = ["ask", "options", "--region", "R1", "--k", "2", "--draws", "200", "--json"]
    result = runner.invoke(app, [*asked, "--url", service.address])
    assert result.exit_code == 0, result.output
    question = {"region_codes": ["R1"], "k": 2, "draws": 200}
    status, _, response = send(service, "POST", "/rank_options", json.dumps(question))
    assert status == 200
    assert json.loads(result.stdout) == response


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["support", "--region", "R1"], ["options", "--region", "R1"]),
        (
            ["scenario", "--region", "R1", "--cluster", "CAR"],
            ["live", "--region", "R1", "--cluster", "CAR"],
        ),
        (
            ["partners", "--region", "R1", "--code=H04"],
            ["partners", "--region", "R1", "--activity-code", "H04"],
        ),
    ],
)
def test_old_names_go_on_working_and_name_the_new(
    service: Running, old: list[str], new: list[str]
) -> None:
    before, now = (
        runner.invoke(app, ["ask", *asked, "--url", service.address]) for asked in (old, new)
    )
    assert before.exit_code == now.exit_code == 0, before.output
    assert before.stdout == now.stdout
    assert "is now ask " in before.stderr
    assert before.stderr.count("\n") == 1
    assert now.stderr == ""


def test_old_names_are_hidden() -> None:
    listed = runner.invoke(app, ["ask", "--help"]).output
    assert "options" in listed
    assert "support" not in listed
    assert "scenario" not in listed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["options", "--weight", "growth"], "--weight takes NAME=NUMBER"),
        (["simulate", "--shock", "CAR:soon:1"], "--shock takes CLUSTER:YEAR:AMOUNT"),
        (["forecast", "--level", "0.8"], "--level: give it in per cent: 80, not 0.8"),
        (["niches", "--call", "sideways"], "'sideways' is not one of 'entry', 'exit'"),
        (["forecasts"], "Did you mean 'forecast'"),
    ],
)
def test_options_that_cannot_be_read_are_told(arguments: list[str], message: str) -> None:
    result = runner.invoke(app, ["ask", *arguments, "--region", "R1"])
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_address_needs_no_scheme(service: Running) -> None:
    address = service.address.removeprefix("http://")
    result = runner.invoke(app, ["ask", "audit", "--region", "R1", "--url", address])
    assert result.exit_code == 0, result.output
    assert "Portfolio of Brelavia" in result.output


def test_ask_tells_the_problem_in_one_line(service: Running) -> None:
    result = runner.invoke(app, ["ask", "audit", "--region", "RX", "--url", service.address])
    assert result.exit_code == 2
    assert result.stderr == "error: unknown region 'RX': did you mean R3, R2, R1 or R0?\n"


def test_ask_without_a_service_says_how_to_start_one() -> None:
    result = runner.invoke(app, ["ask", "audit", "--region", "R1", "--url", "http://127.0.0.1:9"])
    assert result.exit_code == 2
    assert "start one with smartspec serve" in result.stderr


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = runner.invoke(app, ["--port", str(other.getsockname()[1])])
    assert result.exit_code == 2
    assert "give an IP address of this machine with --host and a free port" in result.stderr


def test_a_host_that_is_no_address_is_told() -> None:
    result = runner.invoke(app, ["--host", "nowhere"])
    assert result.exit_code == 2
    assert "cannot listen on nowhere" in result.stderr


def test_tour_starts_asks_and_stops(
    service: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it starts and stops is the service that runs for all tests."""
    lived: list[str] = []

    @contextmanager
    def running(port: int, log: Path) -> Iterator[str]:
        lived.append("started")
        yield service.address
        lived.append("stopped")

    monkeypatch.setattr(host, "running", running)
    monkeypatch.setattr(sys, "argv", ["serving", "tour"])
    # Another test may have imported it, of which runpy would warn.
    monkeypatch.delitem(sys.modules, "serving.__main__", raising=False)
    with pytest.raises(SystemExit) as ended:
        run_module("serving", run_name="__main__")
    assert not ended.value.code
    assert lived == ["started", "stopped"]
    printed = " ".join(capsys.readouterr().out.split())
    for name in ("forecast_growth", "flag_niches", "rank_options"):
        assert f"POST /{name}" in printed
    for command in ("smartspec serve runs", "smartspec ui opens"):
        assert command in printed
