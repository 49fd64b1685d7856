"""The model run live on quarters and months: as at training, seasons own and borrowed, paths."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from features.demo.seasons import seasons
from features.errors import InputError
from features.package import Package, read
from features.package.periods import time_of
from tests.training import sub_annual
from tests.training.growth.live.test_forecasting import trained
from training.champion import Champion
from training.growth.intervals.quantiles import LADDER, LADDER_COLUMNS
from training.growth.live import forecasting
from training.growth.live.forecasting import Live, LiveForecast, UserSeries
from training.growth.live.what_if import Paths, total_growth, total_rates

CUTOFF, HORIZON = 2016, 2
N_STEPS, MIDDLE = 4 * HORIZON, len(LADDER) // 2
LAST = time_of(CUTOFF, 3, 4)
"""The champion knows three quarters of the cutoff year."""


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return read(sub_annual.make(tmp_path_factory.mktemp("quarters") / "p", 4, 6, (CUTOFF, 3)))


@pytest.fixture(scope="module")
def champion(country: Package) -> Champion:
    return trained(country, cutoff=CUTOFF, horizon=HORIZON)


@pytest.fixture(scope="module")
def model(champion: Champion) -> Live:
    return forecasting.ready(champion)


@pytest.fixture(scope="module")
def planted(model: Live) -> dict[str, npt.NDArray[np.float64]]:
    """Seasons (4,) that were planted, by cluster, from the first quarter."""
    table = seasons(sorted(set(model.panel.keys["cluster_code"])), seed=7, periods_per_year=4)
    return {str(code): table.loc[code].to_numpy(dtype=np.float64) for code in table.index}


def seasonal(planted: dict[str, npt.NDArray[np.float64]]) -> str:
    """The cluster whose quarters differ most."""
    return max(planted, key=lambda code: float(np.ptp(planted[code])))


def series(
    values: Sequence[float], cluster: str = "NEW", last: int = LAST, region: str = "NEW"
) -> UserSeries:
    times = np.arange(last - len(values) + 1, last + 1)
    return UserSeries(region, cluster, times, np.array(values, dtype=np.float64))


def only(model: Live, user_series: UserSeries, paths: Paths | None = None) -> LiveForecast:
    (found,) = forecasting.forecast(model, [user_series], paths)
    assert found.ladder.shape == (model.fitted.horizon, len(LADDER))
    assert (np.diff(found.ladder, axis=1) >= 0).all()
    return found


def known(model: Live, place: int) -> UserSeries:
    region, cluster = model.panel.keys.iloc[place]
    return UserSeries(region, cluster, model.times, model.observed[place])


def wholes(model: Live) -> list[int]:
    """Places of series that are known throughout, the first ten."""
    return [int(place) for place in np.flatnonzero(np.isfinite(model.observed).all(axis=1))[:10]]


def stored(champion: Champion, user_series: UserSeries) -> npt.NDArray[np.float64]:
    """The champion's own forecast of a series, as it is served."""
    rows = champion.tables["forecasts"]
    of_series = (rows["region_code"] == user_series.region_code) & (
        rows["cluster_code"] == user_series.cluster_code
    )
    return rows.loc[of_series].sort_values("step")[LADDER_COLUMNS].to_numpy(dtype=np.float64)


def test_known_series_are_forecast_as_they_were_at_training(
    champion: Champion, model: Live
) -> None:
    told = [known(model, place) for place in wholes(model)]
    empty = [replace(one, times=one.times[:0], values=one.values[:0]) for one in told]
    for user_series in (told, empty):
        for one, found in zip(user_series, forecasting.forecast(model, user_series), strict=True):
            assert found.warnings == ()
            assert (found.origin, found.last_value) == (LAST, known_last(model, one))
            np.testing.assert_allclose(found.ladder, stored(champion, one), rtol=1e-4)


def known_last(model: Live, one: UserSeries) -> float:
    return float(model.observed[model.places[one.key], -1])


def test_months_are_forecast_as_they_were_at_training(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = sub_annual.make(tmp_path_factory.mktemp("months") / "p", 12, 2, (2014, 7))
    champion = trained(read(folder), "theta", cutoff=2014, horizon=1)
    model = forecasting.ready(champion)
    assert (model.periods_per_year, model.label(model.cutoff)) == (12, "2014-07")
    for place in wholes(model):
        one = known(model, place)
        np.testing.assert_allclose(only(model, one).ladder, stored(champion, one), rtol=1e-4)


def test_a_series_sent_back_keeps_the_seasons_it_had_however_short(country: Package) -> None:
    rows = country.sub_annual["cluster_indicators"]
    late = replace(country, sub_annual={"cluster_indicators": rows[rows["year"] >= CUTOFF - 2]})
    champion = trained(late, "drift", cutoff=CUTOFF, horizon=HORIZON)
    model = forecasting.ready(champion)
    one = known(model, wholes(model)[0])
    assert len(one.times) == 11
    found = only(model, one)
    np.testing.assert_allclose(found.ladder, stored(champion, one))
    assert found.warnings == ("short history: 11 points",)


def test_a_model_that_repeats_the_year_does_not_run_live(country: Package) -> None:
    with pytest.raises(InputError, match="monthly or quarterly data trained with naive"):
        forecasting.ready(trained(country, "naive", cutoff=CUTOFF, horizon=HORIZON))


def test_rates_are_of_whole_years_and_spread_evenly_within_them(model: Live) -> None:
    told = known(model, wholes(model)[0])
    grown = total_growth(model.peers, "nation")
    own = total_rates(model.peers, "nation")
    assert own == pytest.approx([100 * (grown[3] - 1), 100 * (grown[7] / grown[3] - 1)])
    found = only(model, told, Paths(own.tolist(), {}, {}))
    assert found.what_if is not None
    np.testing.assert_allclose(found.what_if, found.ladder, rtol=1e-9)

    found = only(model, told, Paths([5.0, -2.0], {}, {}))
    assert found.what_if is not None
    place = model.places[told.key]
    sizes = [float(model.seasons.sizes(len(model.times) + k)[place]) for k in range(N_STEPS)]
    moved = (found.what_if - found.ladder)[:, MIDDLE] / model.peers.last[place] / sizes
    first, second = 1.05 - grown[3], 1.05 * 0.98 - grown[7]
    expected = [*(first * np.arange(1, 5) / 4), *(first + (second - first) * np.arange(1, 5) / 4)]
    np.testing.assert_allclose(moved, expected, atol=1e-9)


@pytest.mark.parametrize("later", [0, 1, 6])
@pytest.mark.parametrize("n_points", [1, 2, 3, 7, 13])
def test_few_quarters_take_the_seasons_of_their_cluster(
    model: Live, planted: dict[str, npt.NDArray[np.float64]], n_points: int, later: int
) -> None:
    code, last = seasonal(planted), LAST + later
    times = np.arange(last - n_points + 1, last + N_STEPS + 1)
    season = planted[code][times % 4]
    level = 50 * 1.005 ** np.arange(len(times))
    found = only(model, series((level * season)[:n_points].tolist(), code, last))
    assert f"too few years to show seasons: they are those of cluster {code}" in found.warnings
    assert found.last_value == level[n_points - 1] * season[n_points - 1]
    shape = found.ladder[:, MIDDLE] / season[n_points:]
    np.testing.assert_allclose(shape / shape.mean(), 1, atol=0.12)
    assert np.ptp(season) > 0.3


def test_without_a_value_the_index_is_100_at_the_origin(
    model: Live, planted: dict[str, npt.NDArray[np.float64]]
) -> None:
    code = seasonal(planted)
    none, one = only(model, series([], code)), only(model, series([30.0], code))
    assert none.last_value is None
    np.testing.assert_allclose(none.ladder / forecasting.INDEX, one.ladder / 30)
    assert f"the forecast is an index, 100 in {CUTOFF} Q3" in " ".join(none.warnings)
    year = none.ladder[3, MIDDLE]
    assert 90 < year < 120


def test_a_short_history_of_a_known_series_takes_its_known_seasons(
    champion: Champion, model: Live
) -> None:
    told = known(model, wholes(model)[1])
    short = replace(told, times=told.times[-8:], values=told.values[-8:])
    found = only(model, short)
    assert found.warnings == (
        "short history: 8 points",
        "too few years to show seasons: they are those of its own past",
    )
    expected = stored(champion, told)[:, MIDDLE]
    np.testing.assert_allclose(found.ladder[:, MIDDLE], expected, rtol=0.1)


def test_a_series_that_ends_earlier_is_carried_forward_with_its_season(
    model: Live, planted: dict[str, npt.NDArray[np.float64]]
) -> None:
    code = seasonal(planted)
    place = next(p for p in wholes(model) if model.panel.keys["cluster_code"].iloc[p] == code)
    told = known(model, place)
    early = replace(told, times=told.times[:-1], values=told.values[:-1])
    found, now = only(model, early), only(model, told)
    assert found.origin == LAST
    assert found.warnings == (
        f"ends in {CUTOFF} Q2: carried forward to {CUTOFF} Q3, with wider intervals",
    )
    assert found.last_value == pytest.approx(now.last_value, rel=0.1)
    width = [one.ladder[0, -3] - one.ladder[0, 2] for one in (found, now)]
    assert width[0] > 1.2 * width[1]


def test_quarters_after_the_cutoff_and_before_the_panel(model: Live) -> None:
    told = known(model, wholes(model)[0])
    times = np.arange(told.times[0] - 1, LAST + 2)
    values = np.concatenate([[1.0], told.values, told.values[-4:-3]])
    found = only(model, replace(told, times=times, values=values))
    assert found.warnings == (
        f"ends in {CUTOFF} Q4, after the cutoff: forecast from there, all other data up to "
        f"{CUTOFF} Q3",
        f"values before {model.label(int(told.times[0]) + 1)} are not used",
    )


def test_a_series_without_change_has_no_seasons(
    model: Live, planted: dict[str, npt.NDArray[np.float64]]
) -> None:
    found = only(model, series([7.0] * 6, seasonal(planted)))
    assert found.warnings[0].startswith("a constant series for the model")
    assert not any("seasons" in said for said in found.warnings)
    assert np.abs(found.ladder[:, MIDDLE] / 7 - 1).max() < 0.1


@pytest.mark.parametrize("values", [[-5, -3, -6, 2, -4, -7, -5, -9], [0] * 6, [0, 0, 3, 0] * 4])
def test_series_of_all_kinds(model: Live, values: list[float]) -> None:
    found = only(model, series(values), Paths([2.0], {}, {}))
    assert np.isfinite(found.ladder).all()
    assert (found.ladder >= 0).all() or min(values) < 0
    assert found.what_if is not None
    assert np.isfinite(found.what_if).all()


def test_where_nobody_lends_a_short_series_has_no_seasons(country: Package) -> None:
    name = "cluster_indicators"
    zero = {name: country.sub_annual[name].assign(value=0.0)}
    champion = trained(replace(country, sub_annual=zero), "drift", cutoff=CUTOFF, horizon=HORIZON)
    model = forecasting.ready(champion)
    said = only(model, series([50, 52, 53, 56])).warnings
    assert said[0] == "short history: 4 points"
    assert not any("seasons" in one for one in said)
    with pytest.raises(InputError, match="cannot borrow growth: no other series"):
        only(model, series([50.0]))
