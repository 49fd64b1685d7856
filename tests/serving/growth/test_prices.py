"""From the command line to the answers: growth in constant prices, and where it says so."""

import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from features.package import Package, read, write
from features.terminal import console
from serving.growth.answers import forecast_growth
from serving.growth.contracts import ForecastRequest
from serving.growth.lookup import growth_lookup
from serving.terminal.printer import print_response
from tests.training import deflated
from training.__main__ import main
from training.growth import task
from training.registry import versions

REGION, CLUSTER = "ORV02", "C1"


def run(*arguments: object) -> str:
    """What a command prints, if it succeeds."""
    out, err = StringIO(), StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as stopped,
    ):
        patch.setattr(sys, "argv", ["training", *map(str, arguments)])
        main()
    assert not stopped.value.code, err.getvalue()
    return out.getvalue()


@pytest.fixture
def folder(demo_package: Package, tmp_path: Path) -> Path:
    country = deflated.country(demo_package, 6)
    write(country.tables, tmp_path / "priced", "priced", "Demo with a price index")
    return tmp_path / "priced"


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_store")
def test_a_deflated_champion_answers_in_constant_prices(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task, "QUICK_MODELS", ["naive", "drift"])
    asked = ["--package", folder, "--horizon", 3, "--model", "drift"]
    run("train", "growth", *asked, "--deflator", deflated.DEFLATOR)
    run("promote", "growth", "--force")
    assert deflated.DEFLATOR in run("compare", "growth")
    lookup = growth_lookup(versions.load("cluster-growth"))
    request = ForecastRequest(region_codes=[REGION], cluster_codes=[CLUSTER], history=1)
    answer = forecast_growth(lookup, request)
    about = answer.metadata
    assert (about.price_basis, about.price_year) == ("constant", deflated.BASE_YEAR)
    assert answer.unit == "million crowns, prices of 2005"
    rows = deflated.by_hand(read(folder)).tables["cluster_indicators"].set_index("year")
    chosen = (rows["region_code"] == REGION) & (rows["cluster_code"] == CLUSTER)
    assert answer.forecasts[0].last_value == pytest.approx(rows.loc[chosen, "value"][2020])
    printed = console(120)
    with printed.capture() as shown:
        print_response(printed, answer)
    assert "growth: % a year, in constant prices of 2005" in shown.get()
