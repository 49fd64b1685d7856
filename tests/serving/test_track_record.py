"""What answers say of the model behind them, against backtests made by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd

from serving.contracts import DataSource
from serving.languages.language import speaking
from serving.record_words import in_words
from serving.track_record import FLOWS, metadata, track_record
from tests.serving.conftest import ACCOUNTS, TITLE, champion, growth_trained, niches_trained
from training.niches.caution import MODEL


def test_metadata_names_model_cutoff_package_and_track_record() -> None:
    found = metadata(champion(growth_trained()))
    assert (found.name, found.model, found.version) == ("cluster-growth", "hybrid", 1)
    assert (found.cutoff, found.horizon, found.periods_per_year) == (2015, 5, 1)
    assert (found.package, found.title) == ("test-country", TITLE)
    assert found.created_at == "2026-01-02T03:04:05+00:00"
    (track,) = found.track_record
    assert (track.origins, track.n) == ([2005, 2010], 3)
    assert (track.figures["owa"], track.figures["coverage_80"]) == (0.8, 0.81)
    assert track.figures["worst_coverage_80"] == 0.75
    assert (track.call, track.best_null_ap) == (None, None)


def test_sources_are_those_of_the_tables_that_an_answer_uses() -> None:
    growth, niches = champion(growth_trained()), champion(niches_trained())
    accounts, office = DataSource(**ACCOUNTS), DataSource(title="An office")
    flows = DataSource(title="Input-output table", vintage="2024")
    assert metadata(growth).sources == [accounts], "each once"
    assert metadata(growth, FLOWS).sources == [accounts, flows]
    assert metadata(niches).sources == [office], "patents state none"
    market = replace(niches, params={**niches.params, "activity": "cluster"})
    assert metadata(market).sources == [accounts]
    prices = {"table_sources": {"region_indicators": [{"title": "Prices\x1b[2J", "vintage": 2024}]}}
    deflated = replace(
        growth,
        params={**growth.params, "deflator": "price_index"},
        data=replace(growth.data, metadata=prices),
    )
    assert metadata(deflated).sources == [DataSource(title="Prices[2J", vintage="2024")]
    for odd in ({}, {"table_sources": ["x"]}, {"table_sources": {"cluster_indicators": "x"}}):
        older = replace(growth, data=replace(growth.data, metadata=odd))
        assert metadata(older).sources == []


def test_a_forecast_says_which_baseline_came_next() -> None:
    one = champion(growth_trained())
    (track,) = metadata(one).track_record
    assert (track.best_null, track.best_null_owa) == ("naive", 1.0)
    drift = one.track.loc[one.track["model"] == "naive"].assign(model="drift", owa=0.9)
    booster = drift.assign(model="lightgbm", owa=0.7)
    more = replace(one, track=pd.concat([one.track, drift, booster], ignore_index=True))
    (track,) = metadata(more).track_record
    assert (track.best_null, track.best_null_owa) == ("drift", 0.9)
    alone = replace(one, track=one.track[one.track["model"] == "hybrid"])
    assert metadata(alone).track_record[0].best_null is None


def test_a_forecast_says_what_the_tenth_ranked_first_then_did() -> None:
    one = champion(growth_trained())
    assert metadata(one).track_record[0].order is None, "older trainings did not measure it"
    names = ("top_tenth_lift", "top_tenth_lift_low", "top_tenth_lift_high", "growth_slope")
    for figures, sentence in (
        (
            (1.24, 0.4, 1.96, 0.8),
            "the tenth that it ranked first then grew 1.2 percentage points a year faster than all "
            "(90 % interval 0.4 to 2.0)",
        ),
        (
            (-0.5, -1.2, 0.3, 0.1),
            "the tenth that it ranked first then grew 0.5 percentage points a year more slowly "
            "than all (90 % interval −0.3 to 1.2)",
        ),
        (
            (0.5, np.nan, np.nan, 0.1),
            "the tenth that it ranked first then grew 0.5 percentage points a year faster than all",
        ),
        (
            (0.0, 0.0, 0.0, np.nan),
            "it does not rank clusters: it forecasts the same growth for all",
        ),
        ((np.nan, np.nan, np.nan, np.nan), None),
    ):
        track = one.track.assign(**dict(zip(names, figures, strict=True)))
        naive = track["model"] == "naive"
        plain = track.assign(growth_slope=track["growth_slope"].mask(naive))
        (found,) = metadata(replace(one, track=plain)).track_record
        assert found.order == sentence
        theta = track[naive].assign(model="theta", top_tenth_lift=-0.31, growth_slope=0.1)
        beside = pd.concat([plain, theta], ignore_index=True)
        (other,) = metadata(replace(one, track=beside)).track_record
        claims = sentence is not None and "does not rank" not in sentence
        assert other.order == (
            f"{sentence}, that of the theta method 0.3 percentage points a year more slowly"
            if claims
            else sentence
        )
        assert found.figures["top_tenth_lift_low"] == (None if np.isnan(figures[1]) else figures[1])


def test_answers_of_niches_say_what_a_specialisation_is() -> None:
    trained = niches_trained()
    params = {**trained.params, "threshold": 1.5, "window": 3}
    found = metadata(champion(replace(trained, params=params)))
    assert (found.threshold, found.window) == (1.5, 3)
    found = metadata(champion(growth_trained()))
    assert (found.threshold, found.window) == (None, None)


def test_breakthroughs_have_a_record_of_their_own_beside_the_best_null() -> None:
    (track,) = track_record(champion(niches_trained()), MODEL)
    assert (track.call, track.origins, track.figures["ap"]) == ("breakthrough", [2005, 2010], 0.3)
    assert (track.best_null, track.best_null_ap) == ("past_share", 0.25)


def test_calls_stand_beside_the_null_that_the_champion_names() -> None:
    found = metadata(champion(niches_trained())).track_record
    nulls = {one.call: (one.best_null, one.best_null_ap) for one in found}
    assert nulls == {"entry": ("density", 0.2), "exit": ("persistence", 0.1)}


def test_a_figure_that_is_not_known_is_null() -> None:
    one = champion(growth_trained())
    unknown = replace(one, track=one.track.assign(mase=np.nan, coverage_95=np.nan))
    (track,) = metadata(unknown).track_record
    assert (track.figures["mase"], track.figures["worst_coverage_95"]) == (None, None)


def test_answers_of_growth_name_the_prices() -> None:
    trained = growth_trained()
    cases: list[tuple[dict[str, str | int], tuple[str, int | None, str]]] = [
        ({}, ("unknown", None, "price basis not stated")),
        ({"price_basis": "current"}, ("current", None, "in current prices")),
        ({"price_basis": "none"}, ("none", None, "")),
        (
            {"deflator": "cpi", "price_basis": "constant", "price_year": 2015},
            ("constant", 2015, "in constant prices of 2015"),
        ),
    ]
    for params, expected in cases:
        found = metadata(champion(replace(trained, params={**trained.params, **params})))
        assert (found.price_basis, found.price_year, found.prices) == expected
    found = metadata(champion(niches_trained()))
    assert (found.price_basis, found.price_year, found.prices) == (None, None, "")


def test_an_older_champion_has_the_prices_that_its_data_declare() -> None:
    found = champion(growth_trained())
    names = found.data.tables["indicators"].assign(price_basis="constant")
    data = replace(found.data, tables={**found.data.tables, "indicators": names})
    assert metadata(replace(found, data=data)).prices == "in constant prices"


def test_intervals_that_are_wider_for_revisions_say_so() -> None:
    trained = growth_trained()
    assert metadata(champion(trained)).intervals is None
    params = {**trained.params, "revision_spread": 0.031}
    found = metadata(champion(replace(trained, params=params)))
    assert found.revision_spread == 0.031
    assert found.intervals is not None
    assert "3 %" in found.intervals.text.replace("\u00a0", " ")
    with speaking("ru"):
        again = in_words(found).intervals
    assert again is not None
    assert "пересмотрены" in again.text
