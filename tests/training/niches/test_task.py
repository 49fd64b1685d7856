"""The niche models on the demo country: what was planted is found, and nothing where nothing is."""

import dataclasses
import json
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest

from features import demo
from features.errors import InputError, UnknownCodeError
from features.niches.panel import labels
from features.niches.question import NicheQuestion
from features.package import Package
from features.package.contract.horizons import longest_horizons
from training.backtest import FIGURES, Evaluation, pool
from training.niches import examples, metrics
from training.niches import task as niches
from training.niches.calibration import logit
from training.niches.examples import (
    examples_until,
    feasible,
    learning_origins,
    past_rates,
    restricted,
)
from training.niches.fit import anchored, fit, scores_of
from training.niches.learners.example import Example
from training.niches.learners.trees import tree_parameters
from training.niches.models import MODELS, NULLS
from training.niches.panels import NichePanels
from training.registry.comparison import paired_bootstrap
from training.trained import Trained

HORIZON = 5
COMPARED = ["random", "diversity_x_ubiquity", "persistence", "density", "lightgbm"]


def panels(package: Package, **asked: Any) -> NichePanels:
    return NichePanels(package, NicheQuestion(HORIZON, **asked))


@pytest.fixture(scope="session")
def country(demo_package: Package) -> NichePanels:
    """The demo country with the usual question: what it builds serves all tests."""
    return panels(demo_package)


@pytest.fixture(scope="session")
def evaluated(country: NichePanels) -> Evaluation:
    return niches.evaluate(country, demo.CUTOFF, COMPARED)


@pytest.fixture(scope="session")
def trained(country: NichePanels) -> Trained:
    return niches.train(country, demo.CUTOFF)


def _ap(evaluation: Evaluation, call: str = "entry") -> pd.Series:
    rows = evaluation.rows[evaluation.rows["call"] == call]
    return rows.set_index("model")["ap"]


def test_the_model_beats_every_null_by_far(evaluated: Evaluation) -> None:
    for call in ("entry", "exit"):
        ap = _ap(evaluated, call)
        assert ap["lightgbm"] > 1.2 * ap.drop("lightgbm").max()
    found = paired_bootstrap("niches", evaluated.losses, "lightgbm", "density")
    assert [comparison.better for comparison in found] == [True, True]


def test_probabilities_hold(evaluated: Evaluation) -> None:
    rows = evaluated.rows[evaluated.rows["model"] == "lightgbm"].set_index("call")
    assert rows["ece"]["entry"] < 0.03
    assert (rows["brier"] < 0.8 * rows["base_rate"] * (1 - rows["base_rate"])).all()


def test_all_candidate_cells_of_large_regions_are_scored(
    evaluated: Evaluation, country: NichePanels
) -> None:
    now, later = country.at(demo.CUTOFF), country.at(demo.CUTOFF + HORIZON)
    known = np.isfinite(labels(now, later)) & now.large[:, None]
    for call in ("entry", "exit"):
        n = evaluated.rows[evaluated.rows["call"] == call]["n"]
        assert set(n) == {(now.candidates(call) & known).sum()}


def test_rows_and_losses_are_what_a_backtest_pools(evaluated: Evaluation) -> None:
    pooled = pool(evaluated.rows, FIGURES["niches"])
    assert len(pooled) == 2 * len(evaluated.rows)
    assert set(evaluated.losses) == {"model", "call", "origin", "region_code", "n", "brier", "ap"}
    losses = evaluated.losses.query("model == 'lightgbm' and call == 'entry'")
    row = evaluated.rows.query("model == 'lightgbm' and call == 'entry'").iloc[0]
    assert losses["n"].sum() == row["n"]
    assert np.average(losses["brier"], weights=losses["n"]) == pytest.approx(row["brier"])


def _auc_of_weak_cells(package: Package) -> float:
    """AUC of relatedness for entries where the region itself has hardly any count."""
    asked = panels(package)
    now = asked.at(demo.CUTOFF)
    later = labels(now, asked.at(demo.CUTOFF + HORIZON))
    example = Example(now, later, now.large)
    cells = example.cells("entry") & (now.quotients < 0.25) & now.large[:, None]
    scores = NULLS["density"]([example]).score(now, cells, "entry")
    return metrics.auc(example.happened("entry", cells), scores)


def test_relatedness_tells_entries_in_the_planted_country_alone(
    demo_package: Package, plain_demo_package: Package
) -> None:
    assert _auc_of_weak_cells(demo_package) > 0.7
    assert _auc_of_weak_cells(plain_demo_package) == pytest.approx(0.5, abs=0.08)


def test_relatedness_says_nothing_in_the_plain_country(plain_demo_package: Package) -> None:
    found = niches.evaluate(panels(plain_demo_package), demo.CUTOFF, ["random", "density"])
    ap = _ap(found)
    assert ap["density"] < 1.35 * ap["random"]


def test_planted_niches_are_called(trained: Trained) -> None:
    planted = demo.truth()["niches"].rename(columns={"technology_code": "activity_code"})
    entries = trained.tables["calls"].query("call == 'entry'").copy()
    entries["place"] = entries.groupby("region_code")["probability"].rank(pct=True)
    found = planted.merge(entries, on=["region_code", "activity_code"])
    assert len(found) > 20
    assert found["place"].mean() > 0.8
    assert found["probability"].mean() > 1.5 * entries["probability"].mean()


def test_tables_cover_every_known_cell_once(trained: Trained) -> None:
    calls = trained.tables["calls"]
    assert not calls.duplicated(["region_code", "activity_code"]).any()
    n_cells = len(trained.tables["region_summary"]) * len(trained.tables["activities"])
    assert len(calls) == n_cells
    ordered = calls[["probability_low", "probability", "probability_high"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= 0).all()
    assert ordered.min() >= 0
    assert ordered.max() <= 1
    told = calls[["probability", "null_probability"]].max(axis=1) >= 0.01
    ratio = calls["probability"] / calls["null_probability"].clip(lower=1e-6)
    np.testing.assert_allclose(calls["lift"], ratio.where(told))
    assert told.nunique() == 2
    assert (calls["call"] == "exit").eq(calls["location_quotient"] >= 1).all()
    assert not calls.drop(columns=["complexity", "lift"]).isna().to_numpy().any()


def test_small_regions_are_answered_with_a_warning_and_a_wider_range(demo_package: Package) -> None:
    trained = niches.train(panels(demo_package, minimum=400.0), demo.CUTOFF, "logistic")
    calls = trained.tables["calls"].query("call == 'entry'")
    small = calls["warning"] != ""
    assert 0.1 < small.mean() < 0.9
    counts = trained.tables["region_summary"].set_index("region_code")["count"]
    assert (counts[calls.loc[small, "region_code"]] < 400).all()
    spread = [
        json.loads(trained.files["calibration.json"])["entry"][group]["spread"]
        for group in ("large", "small")
    ]
    assert spread[1] >= spread[0]


def test_every_top_call_has_its_reasons(trained: Trained) -> None:
    reasons = trained.tables["reasons"]
    keys = ["region_code", "activity_code", "call"]
    first = reasons[reasons["rank"] == 1]
    assert not first.duplicated(keys).any()
    assert first.groupby(["region_code", "call"]).size().max() <= 25
    best = trained.tables["calls"].sort_values("probability").groupby(["region_code", "call"])
    assert len(best.tail(1).merge(first, on=keys)) == best.ngroups
    assert np.isfinite(reasons["weight"]).all()
    close = reasons[reasons["reason"].str.startswith("close to")]
    named = close["reason"].str.extract(r"close to (\S+) [^(]*\(proximity ([\d.]+)\)")
    np.testing.assert_allclose(named[1].astype(float), close["weight"], atol=0.0051)
    present = trained.tables["calls"].query("call == 'exit'")[["region_code", "activity_code"]]
    held = close.assign(activity_code=named[0])[["region_code", "activity_code"]]
    assert len(held.merge(present)) == len(held)


def test_the_model_is_kept_as_text_that_gives_the_same_scores(
    trained: Trained, country: NichePanels
) -> None:
    text = trained.files["lightgbm_1.txt"].decode()
    booster = lgb.Booster(model_str=text)
    panel = country.at(demo.CUTOFF)
    assert booster.feature_name() == list(panel.features)
    assert trained.importance["gain"].sum() == pytest.approx(1)
    assert set(trained.importance["feature"]) == set(panel.features)


def test_nothing_later_than_the_cutoff_changes_a_call(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    past = rows[rows["year"] <= demo.CUTOFF]
    cut = dataclasses.replace(demo_package, tables={**demo_package.tables, "patents": past})
    first, second = (
        niches.train(panels(package), demo.CUTOFF, "logistic").tables["calls"]
        for package in (demo_package, cut)
    )
    pd.testing.assert_frame_equal(first, second)


def test_held_out_regions_are_scored_by_models_that_never_saw_them(country: NichePanels) -> None:
    found = niches.evaluate(country, demo.CUTOFF, ["logistic"], held_out=0.3)
    n = found.losses["region_code"].nunique()
    assert 5 < n < 30
    assert _ap(found)["logistic"] > 0.25


def test_every_model_answers(country: NichePanels) -> None:
    others = [name for name in MODELS if name not in COMPARED]
    found = niches.evaluate(country, demo.CUTOFF, others)
    rows = found.rows[found.rows["call"] != "breakthrough"]
    assert list(rows["model"].unique()) == others
    assert rows["ap"].between(0, 1).all()
    assert rows["ece"].lt(0.1).all()


def test_a_rule_that_needs_no_fitting_can_be_trained_and_gives_its_reasons(
    country: NichePanels,
) -> None:
    found = niches.train(country, demo.CUTOFF, "density")
    reasons = found.tables["reasons"]
    assert (
        reasons.loc[reasons["call"] == "entry", "reason"]
        .str.contains("by related specialisations")
        .any()
    )
    assert found.tables["calls"]["probability"].between(0, 1).all()


def test_breakthroughs_are_backtested_beside_their_nulls(evaluated: Evaluation) -> None:
    rows = evaluated.rows[evaluated.rows["call"] == "breakthrough"].set_index("model")
    assert set(rows.index) == {"emergence", "past_growth", "past_share"}
    assert rows["ap"]["emergence"] > rows["base_rate"]["emergence"]


def test_breakthroughs_meet_the_strengths_of_regions(trained: Trained) -> None:
    chances, points = trained.tables["breakthroughs"], trained.tables["points"]
    emerging = chances.nsmallest(len(chances) // 10 + 1, "rank")["activity_code"]
    assert set(points["activity_code"]) <= set(emerging)
    assert points["score"].between(0, 1).all()
    assert not points.duplicated(["region_code", "activity_code"]).any()


def test_market_niches_by_the_same_code(demo_package: Package) -> None:
    trained = niches.train(panels(demo_package, activity="cluster"), demo.CUTOFF, "logistic")
    assert trained.params["activity"] == "cluster"
    assert set(trained.tables["activities"]["activity_code"]) == {f"C{i}" for i in range(1, 9)}


def test_another_question_is_answered_and_kept(demo_package: Package) -> None:
    """Specialisations from 1.5 on, over three years, in regions of 60 patents."""
    asked: dict[str, Any] = {"threshold": 1.5, "window": 3, "minimum": 60.0}
    trained = niches.train(panels(demo_package, **asked), demo.CUTOFF, "logistic")
    assert {name: trained.params[name] for name in asked} == asked
    calls = trained.tables["calls"].set_index("call")["location_quotient"]
    assert 1 <= calls["entry"].max() < 1.5 <= calls["exit"].min()
    rows = demo_package.until(demo.CUTOFF).tables["patents"]
    window = rows[rows["year"] > demo.CUTOFF - 3]
    total = trained.tables["region_summary"]["count"].sum()
    assert total == pytest.approx(window["patents"].sum())


def test_a_shorter_window_is_tried_on_the_same_origin(demo_package: Package) -> None:
    latest = [demo.CUTOFF - HORIZON]
    short = panels(demo_package, window=2, threshold=1.5, minimum=60.0)
    assert niches.default_origins(short, demo.CUTOFF) == latest
    assert niches.default_origins(short, 2008) == [2003]
    found = niches.evaluate(short, demo.CUTOFF, ["density"])
    assert 0 < found.rows["base_rate"].iloc[0] < 1


def test_origins_lie_apart_from_what_they_are_tried_on(country: NichePanels) -> None:
    latest, *earlier = learning_origins(country, demo.CUTOFF)
    assert latest == demo.CUTOFF - HORIZON
    assert earlier
    assert all(origin + HORIZON <= latest for origin in earlier)
    assert niches.default_origins(country, demo.CUTOFF) == [demo.CUTOFF - HORIZON]
    assert niches.default_origins(country, 2008) == []


def test_a_huge_package_is_learned_from_at_fewer_origins(
    country: NichePanels, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = learning_origins(country, demo.CUTOFF + HORIZON)
    monkeypatch.setattr(examples, "LARGE", 1000)
    fewer = learning_origins(country, demo.CUTOFF + HORIZON)
    assert (len(usual), len(fewer)) == (3, 2)
    assert fewer == usual[:2]


def test_a_run_says_what_its_model_learned_from(trained: Trained, country: NichePanels) -> None:
    learned = learning_origins(country, demo.CUTOFF)
    origins = ", ".join(map(str, sorted(learned)))
    assert trained.params["learning_origins"] == origins
    drawn = trained.params["drawn_cells"]
    assert isinstance(drawn, int)
    assert 0 < drawn == trained.params["cells"]


def test_the_longest_horizon_is_the_one_that_describe_names(demo_package: Package) -> None:
    short = demo_package.until(2008)
    _, longest = longest_horizons({"patents": short.tables["patents"]})["technology niches"]
    assert 0 < longest < HORIZON
    assert niches.longest_horizon(panels(short), 2008) == longest
    first = int(short.tables["patents"]["year"].min())
    assert niches.longest_horizon(panels(short.until(first + 5)), first + 5) == 0


def test_what_cannot_be_answered_is_said_in_one_sentence(country: NichePanels) -> None:
    with pytest.raises(InputError, match="too short for a cutoff of 2002"):
        niches.train(country, 2002)
    with pytest.raises(UnknownCodeError, match="unknown model 'lightbgm': did you mean"):
        niches.train(country, demo.CUTOFF, "lightbgm")
    with pytest.raises(UnknownCodeError, match="unknown model 'oracle'"):
        niches.evaluate(country, demo.CUTOFF, ["oracle"])


def _with_patents(package: Package, patents: pd.DataFrame) -> Package:
    return dataclasses.replace(package, tables={**package.tables, "patents": patents})


def test_a_year_without_counts_is_no_origin_but_no_obstacle(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    gap = demo.CUTOFF - HORIZON
    package = _with_patents(demo_package, rows[rows["year"] != gap])
    assert gap not in feasible(panels(package), demo.CUTOFF)
    assert niches.default_origins(panels(package), demo.CUTOFF) == [gap - 1]
    found = niches.evaluate(panels(package), demo.CUTOFF, ["density", "logistic"])
    assert _ap(found)["logistic"] > _ap(found)["density"]


def test_an_origin_that_cannot_be_judged_is_refused(
    demo_package: Package, country: NichePanels
) -> None:
    last = int(demo_package.tables["patents"]["year"].max())
    told = f"no counts of {last + 1}, the outcome of the origin {last + 1 - HORIZON} 5 years later"
    with pytest.raises(InputError, match=told):
        niches.evaluate(country, last + 1 - HORIZON, ["density"])


def test_a_package_of_small_regions_is_refused_in_one_sentence(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    small = _with_patents(demo_package, rows.assign(patents=rows["patents"] * 0.001))
    for answer in (
        lambda: niches.train(panels(small), demo.CUTOFF),
        lambda: niches.evaluate(panels(small), demo.CUTOFF, ["density"]),
    ):
        with pytest.raises(InputError, match=r"no two regions for training at .* 100 patents"):
            answer()


def test_held_out_regions_are_refused_where_none_is_large(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    largest = rows.groupby("region_code")["patents"].sum().nlargest(4).index
    package = _with_patents(demo_package, rows[rows["region_code"].isin(largest)])
    with pytest.raises(InputError, match="no two regions to score among those held out"):
        niches.evaluate(panels(package), demo.CUTOFF, ["density"], held_out=0.02)


def test_origins_without_large_regions_are_not_learned_from(
    demo_package: Package, country: NichePanels
) -> None:
    rows = demo_package.tables["patents"]
    latest, *earlier = learning_origins(country, demo.CUTOFF)
    early = rows["year"] <= max(earlier)
    later = rows.assign(patents=rows["patents"].where(~early, rows["patents"] * 0.001))
    package = _with_patents(demo_package, later)
    learned = examples_until(panels(package), demo.CUTOFF)
    assert [example.panel.cutoff for example in learned] == [latest]
    calls = niches.train(panels(package), demo.CUTOFF, "logistic").tables["calls"]
    assert calls["probability"].between(0, 1).all()


def test_two_large_regions_of_one_origin_calibrate_each_other(demo_package: Package) -> None:
    """Whatever their places among the others: here the first and the third, both even."""
    rows = demo_package.tables["patents"]
    codes = sorted(rows["region_code"].unique())[:6]
    large = rows["region_code"].isin([codes[0], codes[2]])
    some = rows.assign(patents=rows["patents"] * np.where(large, 50.0, 0.001))
    some = some[some["region_code"].isin(codes) & (some["year"] > demo.CUTOFF - 10)]
    trained = niches.train(panels(_with_patents(demo_package, some)), demo.CUTOFF)
    assert trained.tables["calls"]["probability"].between(0, 1).all()


def test_past_rates_are_those_of_large_regions(country: NichePanels) -> None:
    rates = past_rates(country, demo.CUTOFF)
    origins = feasible(country, demo.CUTOFF)
    assert len(rates["entry"]) == len(origins)
    now = country.at(origins[0])
    later = labels(now, country.at(demo.CUTOFF))
    cells = now.candidates("exit") & np.isfinite(later) & now.large[:, None]
    assert rates["exit"][0] == pytest.approx(1 - later[cells].mean())


def test_the_mean_probability_is_the_mean_of_past_rates(
    trained: Trained, country: NichePanels
) -> None:
    rates = past_rates(country, demo.CUTOFF)
    calls = trained.tables["calls"].query("warning == ''").groupby("call")["probability"].mean()
    for call in ("entry", "exit"):
        assert calls[call] == pytest.approx(np.mean(rates[call]), abs=1e-6)


def test_a_call_is_explained_in_readable_sentences(trained: Trained) -> None:
    reasons = trained.tables["reasons"]["reason"]
    close = reasons[reasons.str.startswith("close to")]
    several = r"close to .+ \(proximity 0\.\d\d\) and .+ \(0\.\d\d\), present specialisations"
    assert close.str.fullmatch(several).mean() > 0.9
    moved = r"^odds (?:of loss )?(?:raised|lowered) ([\d.]+)-fold by "
    folds = reasons.str.extract(moved)[0].dropna()
    assert folds.astype(float).between(1, 10).all()
    assert reasons.str.contains("similar regions, have it already").any()
    assert not reasons.str.contains("own strength|learned transitions").any()
    exits = trained.tables["reasons"].query("call == 'exit'")["reason"]
    assert exits.str.startswith("odds of loss raised").any()
    assert not exits.str.contains("raised .* by its strength").any()


def test_strength_is_said_to_raise_the_odds_only_of_what_is_strong(trained: Trained) -> None:
    entries = trained.tables["reasons"].query("call == 'entry'")
    entries = entries.merge(trained.tables["calls"], on=["region_code", "activity_code", "call"])
    quotients = entries["location_quotient"]
    raised = entries["reason"].str.contains("raised .* by its strength so far")
    little = entries["reason"].str.contains("raised .* by .* how little it takes")
    assert raised.any()
    assert little.any()
    assert (quotients[raised] > 0).all()
    assert quotients[raised].min() >= quotients[little].max()


def test_rates_of_no_event_count_in_the_mean_of_past_rates(country: NichePanels) -> None:
    fitted = fit(MODELS["density"], examples_until(country, demo.CUTOFF))
    panel = country.at(demo.CUTOFF)
    scores = scores_of(fitted.scorer, panel)
    found = anchored(fitted, panel, scores, {"entry": [0.0, 0.0, 0.06], "exit": [0.0, 0.0]})
    cells = panel.candidates("entry")
    stated = found.probabilities(panel, cells, "entry", scores["entry"])[0]
    assert stated[panel.large[np.nonzero(cells)[0]]].mean() == pytest.approx(0.02, abs=1e-6)
    half, whole = logit(np.array([0.03, 0.06]))
    assert found.drift["entry"] == pytest.approx(np.std([half, half, whole]))
    assert (found.shift["exit"], found.drift["exit"]) == (0.0, 0.0)


def test_held_out_regions_are_not_calibrated_on(country: NichePanels) -> None:
    examples = examples_until(country, demo.CUTOFF)
    unseen = np.arange(len(examples[-1].learn)) % 3 == 0
    seen = [restricted(example, ~unseen) for example in examples]

    def contrary(example: Example) -> Example:
        """What became of the unseen regions turned round, those of small ones as it was."""
        turned = (unseen & example.panel.large)[:, None]
        return dataclasses.replace(
            example, later=np.where(turned, 1 - example.later, example.later)
        )

    one, other = (fit(MODELS["density"], those) for those in (seen, list(map(contrary, seen))))
    assert one.large == other.large


def test_a_handful_of_rows_is_learned_from() -> None:
    rows = [
        (f"r{r}", f"c{c}", 2000 + t, "value_added", 10.0 + 3 * ((r + c + t // 3) % 2))
        for r in range(2)
        for c in range(2)
        for t in range(8)
        if (r, c) != (1, 1)
    ]
    names = ["region_code", "cluster_code", "year", "indicator", "value"]
    package = Package("tiny", "", "", {"cluster_indicators": pd.DataFrame(rows, columns=names)}, {})
    question = NicheQuestion(3, window=1, activity="cluster", indicator="value_added")
    examples = examples_until(NichePanels(package, question), 2007)
    for seed in range(1, 5):
        assert tree_parameters(1, seed)["bagging_fraction"] == 1.0
    assert np.isfinite(fit(MODELS["lightgbm"], examples[-1:]).large["entry"].scores).all()
