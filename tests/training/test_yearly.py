"""A champion of quarters from training to the answer, and read once a year by what thinks so."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from features.package import Package, read
from serving.growth.answers import forecast_growth
from serving.growth.contracts import ForecastRequest
from serving.growth.lookup import growth_lookup
from serving.terminal.printer import print_response
from tests.training import champions, sub_annual
from training.backtest import backtest
from training.champion import Champion
from training.choice.context import choice_context, scenario
from training.cli import monitor
from training.figures import run
from training.growth import task as growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.record import ledger
from training.registry import promotion, versions
from training.yearly import at_last_period, last_period, once_a_year

CUTOFF, HORIZON = 2018, 2
KEYS = ["region_code", "cluster_code"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sub_annual.make(tmp_path_factory.mktemp("p") / "p", 4, 8, (CUTOFF, 3))


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return read(sub_annual.make(tmp_path_factory.mktemp("later") / "p", 4, 8))


@pytest.fixture
def champion(store: Path, folder: Path) -> Champion:
    """Trained and promoted on data that end with the third quarter of the cutoff year."""
    data = read(folder)
    panels = GrowthPanels(data, GrowthQuestion(HORIZON))
    trained = growth.train(panels, CUTOFF, model="theta")
    origins = growth.default_origins(panels, CUTOFF)
    assert origins == [2013, 2014, 2015]
    tested = backtest(
        data,
        panels.question,
        origins[-1:],
        "theta",
        lambda origin: growth.evaluate(panels, origin, ["naive", "theta"]),
    )
    drawn = run.draw(trained, data, tested.rows)
    versions.log(replace(trained, figures=drawn), data, tested.rows, tested.losses)
    promotion.promote("cluster-growth", force=True)
    return versions.load("cluster-growth")


def test_from_training_to_the_answer(
    champion: Champion, later: Package, capsys: pytest.CaptureFixture[str]
) -> None:
    request = ForecastRequest(region_codes=["ORV01"], cluster_codes=["C1"], history=1, horizon=1)
    answer = forecast_growth(growth_lookup(champion), request)
    assert answer.metadata.periods_per_year == 4
    (forecast,) = answer.forecasts
    times = [(point.year, point.period, point.step) for point in forecast.points]
    assert times == [(2018, 4, 1), (2019, 1, 2), (2019, 2, 3), (2019, 3, 4)]
    assert [(one.year, one.period) for one in forecast.history] == [
        *((2017, 4), (2018, 1), (2018, 2), (2018, 3)),
    ]
    last = forecast.history[-1].value
    assert last is not None
    assert forecast.last_value == last
    assert forecast.growth is not None
    growth_a_year = 100 * (forecast.points[-1].median / last - 1)
    assert forecast.growth.median_per_year == pytest.approx(growth_a_year)
    print_response(Console(width=200), answer)
    printed = capsys.readouterr().out
    assert "2018 Q3" in printed
    assert "2019 Q3 median" in printed

    yearly = once_a_year(champion)
    assert last_period(champion) == 3
    one = yearly.tables["forecasts"].query("region_code == 'ORV01' and cluster_code == 'C1'")
    assert one[["year", "step"]].to_numpy().tolist() == [[2019, 1], [2020, 2]]
    medians = one["median"].to_list()
    assert medians[0] == forecast.points[-1].median
    assert once_a_year(yearly_champion()).tables.keys() == yearly_champion().tables.keys()

    known = choice_context(champion)
    place = known.evidence.regions.index("ORV01"), known.evidence.clusters.index("C1")
    assert known.evidence.sizes[place] == last
    rate = 100 * (np.sqrt(medians[1] / last) - 1)
    assert known.evidence.growth["ORV01"]["median"].to_dict()["C1"] == pytest.approx(rate)
    shocks = pd.DataFrame({"cluster_code": ["C1"], "year": [2019], "amount": [100.0]})
    assert (scenario(known, "ORV01", shocks)["effect"].abs() > 0).any()

    compared = monitor.compared(champion, later)
    assert compared is not None
    assert compared.series["year"].isin([2019, 2020]).all()
    assert compared.series["outside"].eq("").mean() > 0.6
    calls = ledger.growth_calls(champion, later)
    assert calls["outcome"].notna().all()
    third = later.sub_annual["cluster_indicators"].query("year == 2020 and period == 3")
    outcome = calls[calls["year"] == 2020].set_index(KEYS)["outcome"].sort_index()
    expected = third.set_index(KEYS)["value"].sort_index()
    np.testing.assert_array_equal(outcome, expected)


def yearly_champion() -> Champion:
    return champions.growth()


def test_annual_champions_and_packages_pass_untouched(demo_package: Package) -> None:
    one = yearly_champion()
    assert once_a_year(one) is one
    assert at_last_period(demo_package, one) is demo_package
