"""What models learn from and score, where cells are many."""

import numpy as np
import pytest

from features import demo
from features.niches.panel import labels
from features.niches.question import NicheQuestion
from features.package import Package
from training.niches.learners import logistic, rows, trees
from training.niches.learners.example import CALLS, Example, Fit
from training.niches.panels import NichePanels


@pytest.fixture(scope="module")
def example(demo_package: Package) -> Example:
    panels = NichePanels(demo_package, NicheQuestion())
    now = panels.at(demo.CUTOFF)
    return Example(now, labels(now, panels.outcome(demo.CUTOFF)), now.large)


def test_many_cells_are_learned_from_by_a_sample_of_them(example: Example) -> None:
    inputs, outcomes = rows.learning_rows([example, example], CALLS, 10**9, 1)
    known = {(*row, outcome) for row, outcome in zip(inputs.tolist(), outcomes, strict=True)}
    n, drawn = len(inputs), len(inputs) // 4
    assert len(rows.learning_rows([example, example], CALLS, n, drawn)[0]) == n
    some, happened = rows.learning_rows([example, example], CALLS, n - 1, drawn)
    assert len(some) == len(happened) == pytest.approx(drawn, rel=0.1)
    assert {(*row, outcome) for row, outcome in zip(some.tolist(), happened, strict=True)} <= known
    assert happened.mean() == pytest.approx(outcomes.mean(), abs=0.05)


def test_rows_that_were_drawn_are_not_drawn_again() -> None:
    assert trees.tree_parameters(400_000, 1)["bagging_fraction"] == 0.4
    assert trees.tree_parameters(400_000, 1, is_drawn=True)["bagging_fraction"] == 1.0


def test_some_of_many_cells_are_drawn_and_few_are_all_taken() -> None:
    cells = np.arange(40_000).reshape(200, 200) % 4 > 0
    assert rows.some_of(cells, 30_000) is cells
    some = rows.some_of(cells, 3_000)
    assert some.sum() == pytest.approx(3_000, rel=0.1)
    assert not (some & ~cells).any()
    halves = some[:100].sum(), some[100:].sum()
    assert halves[0] == pytest.approx(halves[1], rel=0.15)


@pytest.mark.parametrize("fit", [trees.fit_lightgbm, logistic.fit_logistic])
def test_scores_do_not_depend_on_the_block(
    example: Example, monkeypatch: pytest.MonkeyPatch, fit: Fit
) -> None:
    scorer, cells = fit([example]), example.panel.candidates("entry")
    whole = scorer.score(example.panel, cells, "entry")
    monkeypatch.setattr(rows, "BLOCK", 1000)
    assert cells.sum() > 1000
    np.testing.assert_allclose(scorer.score(example.panel, cells, "entry"), whole, rtol=1e-12)


def test_the_logistic_of_many_cells_is_that_of_some(
    example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = example.cells("entry") & example.learn[:, None]
    every = logistic.fit_logistic([example]).score(example.panel, cells, "entry")
    monkeypatch.setattr(logistic, "LINEAR", int(cells.sum()) // 2)
    some = logistic.fit_logistic([example]).score(example.panel, cells, "entry")
    assert np.corrcoef(every, some)[0, 1] > 0.97
    assert (every != some).any()
