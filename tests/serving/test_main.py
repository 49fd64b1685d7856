"""The command line against a service that runs."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from serving.__main__ import app
from tests.serving.conftest import TITLE, Running

runner = CliRunner()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["forecast", "--level", "80"],
            ["Growth forecast for Brelavia", "90.8 to 129", "+1.9 %", "all clusters", "held 81 %"],
        ),
        (["forecast", "--no-totals"], ["nation", "held 81 % (worst origin 75 %)"]),
        (
            ["niches"],
            [
                "Technologies that Brelavia (R1) may enter until 2020",
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
                "Technologies about to break through until 2020",
                "Points of breakthrough of Brelavia",
            ],
        ),
        (
            ["audit"],
            ["Portfolio of Brelavia (R1): 2 specialisations", "rising", "H04 Communication"],
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
    for part in [*expected, TITLE, "version", "known until 2015", "backtest from 2005, 2010"]:
        assert part in text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["support", "--k", "2", "--draws", "200"], ["What to support in Brelavia", "best 2 of 5"]),
        (["support", "--weight", "growth=1"], ["weights: growth 1.00", "not known: alignment"]),
        (["multipliers"], ["table of R0 in 2017", "Vehicles"]),
        (
            ["partners", "--code", "H04"],
            ["Partners of Brelavia for Comm", "score: added"],
        ),
        (["peers"], ["Peers of Brelavia (no types", "Dremor"]),
        (["simulate", "--shock", "CAR:2016:10"], ["Scenario for Brelavia", "a demand model"]),
    ],
)
def test_ask_about_the_choice(service: Running, arguments: list[str], expected: list[str]) -> None:
    asked = ["ask", *arguments, "--region", "R1", "--url", service.address]
    result = runner.invoke(app, asked)
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    for part in [*expected, TITLE, "known until 2015"]:
        assert part in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["support", "--weight", "growth"], "--weight takes CRITERION=NUMBER"),
        (["simulate", "--shock", "CAR:soon:1"], "--shock takes CLUSTER:YEAR:AMOUNT"),
        (["forecast", "--level", "0.8"], "give it in per cent, 80 for 0.8"),
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
    assert result.stderr == "error: unknown region 'RX' (nearest: R3, R2, R1, R0)\n"


def test_ask_without_a_service_says_how_to_start_one() -> None:
    result = runner.invoke(app, ["ask", "audit", "--region", "R1", "--url", "http://127.0.0.1:9"])
    assert result.exit_code == 2
    assert "start one with python -m serving" in result.stderr


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


@pytest.mark.slow
def test_tour_starts_asks_and_stops(store: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "serving", "tour"],
        capture_output=True,
        text=True,
        timeout=180,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    for part in ("POST /forecast_growth", "POST /flag_niches", "POST /rank_support", "make serve"):
        assert part in done.stdout
