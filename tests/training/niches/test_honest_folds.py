"""Probabilities are calibrated on what the model could not have learned.

Three ways to see it: everything counted after an origin is replaced, and no prediction at this
origin may change; a model that only remembers may get no credit; a model that says too much must
be held back by what was seen.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from features import demo
from features.niches.panel import NichePanel
from features.niches.question import NicheQuestion
from features.package import Package
from training.niches import breakthroughs
from training.niches.calibration import calibrate
from training.niches.examples import examples_until
from training.niches.fit import calibration_cells, fit
from training.niches.learners.example import CALLS, Example, Scorer
from training.niches.metrics import average_precision, expected_calibration_error
from training.niches.models import MODELS
from training.niches.panels import NichePanels

HORIZON = 5


def scrambled_after(package: Package, year: int) -> Package:
    """The package with the counts of later years dealt out anew among regions and technologies."""
    rows = package.tables["patents"]
    later = rows["year"] > year
    dealt = rows.loc[later].sample(frac=1, random_state=year)
    altered = rows.copy()
    for column in set(rows) - {"region_code", "technology_code", "year"}:
        altered.loc[later, column] = dealt[column].to_numpy()
    return replace(package, tables={**package.tables, "patents": altered})


def examples_of(package: Package) -> list[Example]:
    return examples_until(NichePanels(package, NicheQuestion(HORIZON)), demo.CUTOFF)


@pytest.fixture(scope="module")
def examples(demo_package: Package) -> list[Example]:
    return examples_of(demo_package)


def test_scores_that_are_calibrated_see_nothing_after_their_origin(
    demo_package: Package, examples: list[Example]
) -> None:
    origin = examples[-1].panel.cutoff
    altered = examples_of(scrambled_after(demo_package, origin))
    assert [example.panel.cutoff for example in altered] == [e.panel.cutoff for e in examples]
    assert not np.array_equal(altered[-1].later, examples[-1].later, equal_nan=True)
    for large in (True, False):
        scores, seen = (
            calibration_cells(MODELS["logistic"], those) for those in (examples, altered)
        )
        for call in CALLS:
            np.testing.assert_array_equal(scores[call, large][0], seen[call, large][0])
            assert scores[call, large][0].size


class Memory:
    """A model that knows the outcome of every cell it learned from, and of no other."""

    def __init__(self, *, log_odds: bool = False) -> None:
        self.log_odds = log_odds

    def __call__(self, examples: Sequence[Example]) -> Scorer:
        learned = {example.panel.cutoff: example for example in examples}

        def presence(panel: NichePanel, cells: np.ndarray) -> np.ndarray:
            noise = np.random.default_rng(0).normal(0, 1, panel.quotients.shape)
            if (example := learned.get(panel.cutoff)) is not None:
                outcome = np.where(example.later == 1, 9.0, -9.0)
                known = example.learn[:, None] & np.isfinite(example.later)
                noise = np.where(known, outcome, noise)
            return np.asarray(noise[cells])

        return Scorer(presence, log_odds=self.log_odds)


@pytest.mark.parametrize("n_examples", [1, 3])
def test_a_model_that_only_remembers_gets_no_credit(
    examples: list[Example], n_examples: int
) -> None:
    fitted = fit(Memory(), examples[-n_examples:])
    for call in CALLS:
        stated = np.array(fitted.large[call].probabilities)
        cells = examples[-1].cells(call) & examples[-1].learn[:, None]
        rate = examples[-1].happened(call, cells).mean()
        assert np.ptp(stated) < 0.15
        assert stated.mean() == pytest.approx(rate, abs=0.05)
        observed = fitted.reliability.loc[fitted.reliability["call"] == call, "observed"]
        assert observed.between(0.2 * rate, 5 * rate).all()


def example_of(cutoff: int, shock: float = 0.0) -> Example:
    """Sixty large regions whose log-odds of a presence are known but for a shock to all."""
    rng = np.random.default_rng(cutoff)
    odds, n = rng.normal(-0.5, 1, (60, 100)), np.zeros(60)
    panel = NichePanel(
        regions=np.arange(60).astype(object),
        activities=np.arange(100).astype(object),
        cutoff=cutoff,
        window=5,
        threshold=1.0,
        counts=np.ones(odds.shape),
        quotients=rng.integers(0, 2, odds.shape).astype(float),
        is_known=np.ones(odds.shape, dtype=bool),
        last_years=np.full(odds.shape[1], 2010),
        ended=np.zeros(odds.shape[1], dtype=bool),
        last_changes=np.zeros(odds.shape[1], dtype=int),
        horizon=HORIZON,
        previous_quotients=np.zeros(odds.shape),
        large=np.ones(60, dtype=bool),
        factors=np.zeros((60, 1)),
        eci=n,
        pci=np.zeros(100),
        features={"odds": odds.astype(np.float32)},
        groups={},
    )
    later = (rng.random(odds.shape) < expit(odds + shock)).astype(float)
    return Example(panel, later, panel.large)


def errors(times: float, shock: float) -> tuple[float, float, float]:
    """Mean error of probabilities at the next origin: as stated, by the model and as seen.

    Parameters
    ----------
    times : float
        The model's log-odds over the true ones.
    shock : float
        Of all log-odds at the origin that is calibrated on, and at no other.
    """

    def model(examples: Sequence[Example]) -> Scorer:
        def odds(panel: NichePanel, cells: np.ndarray) -> np.ndarray:
            return np.asarray(times * panel.features["odds"][cells].astype(np.float64))

        return Scorer(odds, log_odds=True)

    past, now = [example_of(2000), example_of(2005, shock)], example_of(2010)
    seen = calibrate(*calibration_cells(model, past)["entry", True])
    cells = now.cells("entry")
    scores = model(past).score(now.panel, cells, "entry")
    stated = fit(model, past).probabilities(now.panel, cells, "entry", scores)[0]
    happened = now.happened("entry", cells)
    found = [
        expected_calibration_error(happened, probability)
        for probability in (stated, expit(scores), seen.apply(scores)[0])
    ]
    return found[0], found[1], found[2]


def test_what_was_seen_holds_a_model_back_that_says_too_much() -> None:
    stated, by_model, seen = errors(times=4.0, shock=0.0)
    assert by_model > 0.1
    assert seen < 0.05
    assert stated < 0.8 * by_model


def test_a_model_that_is_right_holds_back_what_was_seen_once() -> None:
    stated, by_model, seen = errors(times=1.0, shock=1.5)
    assert by_model < 0.05
    assert seen > 0.2
    assert stated < 0.8 * seen


def past_of(package: Package) -> breakthroughs.PastRows:
    panels = NichePanels(package, NicheQuestion(HORIZON))
    known = breakthroughs.record_until(panels, demo.CUTOFF)
    past = breakthroughs.past_rows(known, demo.CUTOFF, HORIZON)
    assert past is not None
    return past


def test_breakthroughs_are_calibrated_on_scores_that_see_nothing_after_their_origin(
    demo_package: Package,
) -> None:
    past = past_of(demo_package)
    scores = breakthroughs.held_out_scores(past, HORIZON)
    tried = np.unique(past.origin[np.isfinite(scores)])
    assert tried.tolist() == [o for o in np.unique(past.origin) if o - HORIZON in past.origin]
    for origin in tried.tolist():
        altered = past_of(scrambled_after(demo_package, origin))
        until = past.origin <= origin
        np.testing.assert_array_equal(altered.origin[until], past.origin[until])
        found = breakthroughs.held_out_scores(altered, HORIZON)[: until.sum()]
        np.testing.assert_allclose(found, scores[until])
        at = np.flatnonzero(past.origin == origin)
        assert (altered.outcome[at] != past.outcome[at]).any()


def random_past(n_origins: int, n_technologies: int = 100) -> breakthroughs.PastRows:
    """Attributes that have nothing to do with what breaks through: a tenth, drawn by lot."""
    rng = np.random.default_rng(2)
    origin = np.repeat(2000 + np.arange(n_origins), n_technologies)
    technology = np.tile(np.arange(n_technologies), n_origins)
    outcome = rng.random(len(origin)) < 0.1
    return breakthroughs.PastRows(
        origin, technology, rng.uniform(-0.5, 0.5, (len(origin), 60)), outcome
    )


@pytest.mark.parametrize("n_origins", [HORIZON, 2 * HORIZON])
def test_weights_that_only_remember_breakthroughs_get_no_credit(n_origins: int) -> None:
    past = random_past(n_origins)
    learned = breakthroughs.fit(past, HORIZON)
    assert learned is not None
    score = learned.weights.decision_function(past.inputs)
    assert average_precision(past.outcome, score) > 0.2, "it does remember"
    chances = expit(learned.slope * score + learned.intercept)
    assert chances.mean() == pytest.approx(past.outcome.mean())
    assert chances.std() < 0.02


def test_a_short_record_is_scored_by_the_weights_of_other_technologies() -> None:
    past = random_past(HORIZON)
    scores = breakthroughs.held_out_scores(past, HORIZON)
    assert np.isfinite(scores).all()
    for fold in range(breakthroughs.FOLDS):
        inside = past.technology % breakthroughs.FOLDS == fold
        turned = replace(past, outcome=past.outcome ^ inside)
        found = breakthroughs.held_out_scores(turned, HORIZON)
        np.testing.assert_array_equal(found[inside], scores[inside])
        assert not np.allclose(found[~inside], scores[~inside])
