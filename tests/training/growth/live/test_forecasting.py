"""The model run live on the demo country: known and new series, few points, what-if paths."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError
from features.package import Package
from features.vintages.states import Vintage
from tests.training.growth.test_task import indicator_of, some
from training.champion import Champion
from training.growth import task
from training.growth.intervals.quantiles import LADDER, LADDER_COLUMNS
from training.growth.live import forecasting
from training.growth.live.forecasting import Live, LiveForecast, UserSeries
from training.growth.live.what_if import Paths, total_rates
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.registry.snapshot import known_data

CUTOFF, HORIZON = 2010, 3
MIDDLE = len(LADDER) // 2


def trained(
    package: Package,
    model: str = "hybrid",
    *,
    reconciled: bool = False,
    cutoff: int = CUTOFF,
    horizon: int = HORIZON,
    deflator: str = "",
    former: Sequence[Vintage] = (),
) -> Champion:
    """A champion as the registry gives it, without a store."""
    indicator = indicator_of(package)
    question = GrowthQuestion(horizon, indicator, reconciled, deflator)
    made = task.train(GrowthPanels(package, question, former), cutoff, model)
    return Champion(
        **{name: getattr(made, name) for name in ("task", "model", "cutoff", "horizon")},
        **{name: getattr(made, name) for name in ("params", "tables", "files")},
        name="cluster-growth",
        version=1,
        package=package.name,
        title=package.title,
        sha256=package.sha256,
        created_at=datetime(2020, 1, 2, tzinfo=UTC),
        track=pd.DataFrame(),
        data=known_data(package, cutoff),
    )


@pytest.fixture(scope="module")
def country(demo_package: Package) -> Package:
    return some(demo_package, 15)


@pytest.fixture(scope="module")
def champion(country: Package) -> Champion:
    return trained(country)


@pytest.fixture(scope="module")
def model(champion: Champion) -> Live:
    return forecasting.ready(champion)


def series(
    values: Sequence[float], region: str = "NEW", cluster: str = "NEW", last: int = CUTOFF
) -> UserSeries:
    years = np.arange(last - len(values) + 1, last + 1)
    return UserSeries(region, cluster, years, np.array(values, dtype=np.float64))


def only(model: Live, user_series: UserSeries, paths: Paths | None = None) -> LiveForecast:
    (found,) = forecasting.forecast(model, [user_series], paths)
    assert found.ladder.shape == (HORIZON, len(LADDER))
    assert np.isfinite(found.ladder).all()
    assert (np.diff(found.ladder, axis=1) >= 0).all()
    return found


def whole(model: Live) -> int:
    """Place of a series that is known in all years."""
    return int(np.flatnonzero(np.isfinite(model.panel.values).all(axis=1))[3])


def known(model: Live, place: int) -> UserSeries:
    region, cluster = model.panel.keys.iloc[place]
    return UserSeries(region, cluster, model.times, model.panel.values[place])


@pytest.mark.parametrize("method", ["hybrid", "drift"])
def test_a_known_series_is_forecast_as_it_was_at_training(
    country: Package, model: Live, method: str
) -> None:
    if method != "hybrid":
        model = forecasting.ready(trained(country, method))
    place = whole(model)
    told = known(model, place)
    empty = replace(told, times=told.times[:0], values=told.values[:0])
    for user_series in (told, empty):
        found = only(model, user_series)
        assert found.warnings == ()
        np.testing.assert_allclose(found.ladder, model.peers.ladders[place], rtol=1e-4)


def test_intervals_wider_by_revisions_are_those_of_training(country: Package) -> None:
    rows = country.tables["cluster_indicators"]
    rng = np.random.default_rng(0)
    early = rows[rows["year"] <= CUTOFF - 1]
    early = early.assign(value=early["value"] * np.exp(rng.normal(0, 0.1, len(early))))
    then = replace(country, tables={**country.tables, "cluster_indicators": early})
    now = country.until(CUTOFF)
    plain, wider = (
        forecasting.ready(trained(now, "drift", former=former))
        for former in ([], [Vintage(f"{CUTOFF}-01-01-aaaaaaaaaaaa", then)])
    )
    place = whole(wider)
    found = only(wider, known(wider, place))
    np.testing.assert_allclose(found.ladder, wider.peers.ladders[place], rtol=1e-4)
    before = only(plain, known(plain, place))
    assert np.ptp(found.ladder[0]) > 1.05 * np.ptp(before.ladder[0])


def test_a_champion_whose_forecasts_add_up_runs_live_without_that(
    country: Package, model: Live
) -> None:
    reconciled = forecasting.ready(trained(country, reconciled=True))
    told = known(model, whole(model))
    one, other = only(model, told), only(reconciled, told)
    np.testing.assert_allclose(one.ladder, other.ladder)
    assert not np.allclose(model.peers.ladders, reconciled.peers.ladders)


def test_a_series_beside_the_known_ones_changes_none_of_them(model: Live) -> None:
    before = model.panel.values.copy()
    alone = only(model, series([50, 52, 53, 56, 60, 61, 65]))
    assert 65 * 0.8 < alone.ladder[0, MIDDLE] < 65 * 1.3
    np.testing.assert_array_equal(model.panel.values, before)
    other = known(model, whole(model))
    both = forecasting.forecast(model, [other, series([50, 52, 53, 56, 60, 61, 65])])
    np.testing.assert_allclose(both[1].ladder, alone.ladder, rtol=1e-6)


@pytest.mark.parametrize("n_points", [0, 1, 2, 3, 5])
def test_few_points(model: Live, n_points: int) -> None:
    cluster = model.panel.keys["cluster_code"].iloc[0]
    region = model.panel.keys["region_code"].iloc[-1]
    user_series = series([40.0, 44.0, 47.0, 50.0, 52.0][:n_points], "NEW", cluster)
    found = only(model, replace(user_series, borrow_from=region))
    assert found.last_value == (None if n_points == 0 else user_series.values[-1])
    text = "; ".join(found.warnings)
    if n_points < 3:
        assert f"growth is that of cluster {cluster} and region {region}" in text
        level = found.last_value or forecasting.INDEX
        assert 0.7 * level < found.ladder[-1, MIDDLE] < 1.6 * level
    else:
        assert text == (
            f"short history: {n_points} points; region NEW is new: the model was trained without it"
        )
    assert ("index" in text) == (n_points == 0)


def test_one_and_two_points_borrow_the_same_growth(model: Live) -> None:
    one, two = (only(model, series(values)) for values in ([50.0], [1.0, 50.0]))
    np.testing.assert_allclose(one.ladder, two.ladder)
    none = only(model, series([]))
    np.testing.assert_allclose(none.ladder / forecasting.INDEX, one.ladder / 50)


@pytest.mark.parametrize(
    "values",
    [
        [-5, -3, -6, 2, -4, -7, -5, -9],
        [0, 0, 0, 3, 0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 0],
        [7, 7, 7, 7, 7],
        [-3.0],
        [0.0],
        [1e14, 1.1e14, 1.2e14, 1.3e14],
        [1e-9, 2e-9, 1e-9, 3e-9],
    ],
)
def test_series_of_all_kinds(model: Live, values: list[float]) -> None:
    found = only(model, series(values), Paths([2.0], {}, {}))
    assert found.ladder.min() < 0 or min(values) >= 0
    assert (found.ladder >= 0).all() or min(values) < 0
    assert found.what_if is not None
    assert np.isfinite(found.what_if).all()


def test_gaps_are_unknown_years(model: Live) -> None:
    user_series = series([50, 52, 54, 56, 58, 60, 62])
    gap = np.arange(7) != 3
    holed = replace(user_series, times=user_series.times[gap], values=user_series.values[gap])
    np.testing.assert_allclose(
        only(model, holed).ladder, only(model, user_series).ladder, rtol=0.02
    )


def test_order_of_years_does_not_matter(model: Live) -> None:
    user_series = series([50, 52, 53, 56, 60, 61, 65])
    turned = replace(user_series, times=user_series.times[::-1], values=user_series.values[::-1])
    np.testing.assert_array_equal(only(model, turned).ladder, only(model, user_series).ladder)


def test_a_series_that_ends_later_starts_from_its_own_last_year(model: Live) -> None:
    values = [50, 52, 53, 56, 60, 61, 65]
    later, now = only(model, series(values, last=CUTOFF + 2)), only(model, series(values))
    assert (later.origin, now.origin) == (CUTOFF + 2, CUTOFF)
    np.testing.assert_allclose(later.ladder, now.ladder)
    assert later.warnings[2:] == (
        f"ends in {CUTOFF + 2}, after the cutoff: forecast from there, all other data up to "
        f"{CUTOFF}",
    )


def test_a_series_that_ends_earlier_is_carried_forward_and_wider(model: Live) -> None:
    values = [50, 52, 53, 56, 60, 61, 65]
    early, now = only(model, series(values, last=CUTOFF - 2)), only(model, series(values))
    assert early.origin == CUTOFF
    assert early.last_value == 65
    assert f"ends in {CUTOFF - 2}: carried forward to {CUTOFF}" in "; ".join(early.warnings)
    width = [found.ladder[0, -3] - found.ladder[0, 2] for found in (early, now)]
    assert width[0] > 1.3 * width[1]


def test_years_before_the_panel_are_not_read(model: Live) -> None:
    n_years = len(model.times)
    long = series([9.0] * 40 + [float(50 + k) for k in range(n_years)])
    assert "not used" in "; ".join(only(model, long).warnings)
    short = series([float(50 + k) for k in range(n_years)])
    np.testing.assert_array_equal(only(model, long).ladder, only(model, short).ladder)


def test_a_what_if_path_raises_and_lowers_what_it_is_of(model: Live) -> None:
    told = known(model, whole(model))
    medians = []
    for rate in (-5.0, 0.0, 2.0, 8.0):
        found = only(model, told, Paths([rate], {}, {}))
        assert found.what_if is not None
        assert (np.diff(found.what_if, axis=1) >= 0).all()
        medians.append(found.what_if[:, MIDDLE])
    assert (np.diff(medians, axis=0) > 0).all()
    own = total_rates(model.peers, "nation").tolist()
    assert_unmoved(only(model, told, Paths(own, {}, {})))


def test_a_path_of_a_region_takes_the_place_of_the_nations(model: Live) -> None:
    told = known(model, whole(model))
    region, cluster = told.key
    own = total_rates(model.peers, "region", region).tolist()
    assert_unmoved(only(model, told, Paths([9.0], {region: own}, {})))
    other = next(code for code in model.groups["region"] if code != region)
    assert_unmoved(only(model, told, Paths([], {other: [9.0]}, {})))
    alone = only(model, told, Paths([], {}, {cluster: [20.0]}))
    both = only(model, told, Paths([], {region: own}, {cluster: [20.0]}))
    np.testing.assert_allclose(moved(both), moved(alone) / 2)


def moved(found: LiveForecast) -> np.ndarray:
    """What the paths add."""
    assert found.what_if is not None
    return found.what_if - found.ladder


def assert_unmoved(found: LiveForecast) -> None:
    np.testing.assert_allclose(moved(found), 0, atol=1e-6)


def test_a_package_of_one_series(country: Package) -> None:
    rows = some(country, 1).tables["cluster_indicators"]
    one = rows[rows["cluster_code"] == rows["cluster_code"].iloc[0]]
    package = replace(country, tables={**country.tables, "cluster_indicators": one})
    model = forecasting.ready(trained(package))
    found = only(model, series([50, 52, 53, 56, 60, 61, 65]), Paths([2.0], {}, {}))
    assert found.ladder[0, MIDDLE] > 60
    only(model, series([50.0]))


def test_champions_that_cannot_run_live(champion: Champion) -> None:
    with pytest.raises(InputError, match="live forecasts are not available with a prophet"):
        forecasting.ready(replace(champion, model="prophet"))
    with pytest.raises(InputError, match="another version of the code"):
        forecasting.ready(replace(champion, files={}))


def test_stored_forecasts_are_read_in_any_order(champion: Champion, model: Live) -> None:
    forecasts = champion.tables["forecasts"].sample(frac=1, random_state=1)
    shuffled = forecasting.ready(
        replace(champion, tables={**champion.tables, "forecasts": forecasts})
    )
    np.testing.assert_array_equal(shuffled.peers.ladders, model.peers.ladders)
    first = champion.tables["forecasts"].iloc[0]
    np.testing.assert_array_equal(
        model.peers.ladders[model.places[first["region_code"], first["cluster_code"]], 0],
        first[LADDER_COLUMNS].to_numpy(dtype=np.float64),
    )


def test_every_second_year_tells_as_much_as_the_line_between(model: Live) -> None:
    user_series = series([50.0, 52, 54, 57, 60, 61, 62, 66, 70])
    holed = replace(user_series, times=user_series.times[::2], values=user_series.values[::2])
    np.testing.assert_allclose(only(model, holed).ladder, only(model, user_series).ladder)


def test_a_series_that_never_moved_borrows_in_any_unit(model: Live) -> None:
    small, large = (only(model, series([value] * 6)) for value in (0.007, 7000.0))
    np.testing.assert_allclose(small.ladder * 1e6, large.ladder)
    assert small.ladder[0, MIDDLE] == pytest.approx(0.007, rel=0.2)
    assert small.warnings[0].startswith("a constant series for the model: growth is that of")
    assert only(model, series([0.0] * 6)).ladder[:, MIDDLE].max() == 0


def test_unknown_codes_are_always_said(model: Live) -> None:
    region, cluster = model.panel.keys.iloc[0]

    def told(user_series: UserSeries, said: str) -> list[str]:
        end = f" is {said}: the model was trained without it"
        return [w.removesuffix(end) for w in only(model, user_series).warnings if w.endswith(end)]

    for values, said in (([], "unknown"), ([50.0], "new"), ([50.0, 52, 53, 56, 60, 61], "new")):
        assert told(series(values), said) == ["region NEW", "cluster NEW"]
        assert told(series(values, region), said) == ["cluster NEW"]
        assert told(series(values, "NEW", cluster), said) == ["region NEW"]
        assert told(series(values, region, cluster), said) == []
    like = replace(series([], region), borrow_from=cluster)
    assert told(like, "unknown") == ["cluster NEW"]


def test_a_new_cluster_has_the_patents_of_its_region(model: Live) -> None:
    region = model.panel.keys["region_code"].iloc[-1]
    of_region = (model.panel.keys["region_code"] == region).to_numpy()[:, None]
    share = model.panel.patents["patent_share"]
    trend = np.linspace(-2.0, 0.0, share.shape[1])
    patents = {**model.panel.patents, "patent_share": np.where(of_region, share + trend, share)}
    growing = replace(model, panel=replace(model.panel, patents=patents))
    values = [50, 52, 53, 56, 60, 61, 65]
    here, there = series(values, region), series(values)
    assert not np.allclose(only(growing, here).ladder, only(model, here).ladder)
    np.testing.assert_array_equal(only(growing, there).ladder, only(model, there).ladder)


def test_a_champion_of_nothing_but_zeros_lends_nothing(country: Package) -> None:
    rows = country.tables["cluster_indicators"].assign(value=0.0)
    package = replace(country, tables={**country.tables, "cluster_indicators": rows})
    model = forecasting.ready(trained(package, "drift"))
    assert only(model, series([50, 52, 53, 56])).ladder[0, MIDDLE] > 56
    with pytest.raises(InputError, match="cannot borrow growth: no other series"):
        only(model, series([50.0]))
