"""Activities that ended or changed their codes: not learned from, not called, no breakthrough."""

from dataclasses import replace

import numpy as np
import pytest

from tests.features.niches.test_lifetimes import (
    LAST,
    OLD,
    QUESTION,
    TAKER,
    YEAR,
    cube,
    ended,
    merged,
    package_of,
)
from tests.training import champions
from training.niches import breakthroughs, task
from training.niches.examples import examples_until, past_rates
from training.niches.panels import NichePanels
from training.record import ledger
from training.trained import Trained

OLD_CODE, TAKER_CODE = f"T{OLD:02d}", f"T{TAKER:02d}"


def panels(values: np.ndarray) -> NichePanels:
    return NichePanels(package_of(values), QUESTION)


@pytest.fixture(scope="module")
def trained() -> Trained:
    return task.train(panels(merged()), LAST, "logistic")


def test_no_exit_is_learned_from_a_merger() -> None:
    (*_, latest) = examples_until(panels(merged()), YEAR + 4)
    assert latest.panel.cutoff == YEAR - 1
    for call in ("entry", "exit"):
        assert not latest.cells(call)[:, [OLD, TAKER]].any()


def test_past_rates_are_those_of_the_other_activities() -> None:
    rates = past_rates(panels(merged()), YEAR + 4)
    without = np.delete(cube(), [OLD, TAKER], axis=2)
    expected = past_rates(panels(without), YEAR + 4)
    for call in ("entry", "exit"):
        assert max(rates[call]) < max(expected[call]) + 0.05


def test_an_activity_that_ended_gets_no_calls_and_its_last_year_is_kept(trained: Trained) -> None:
    assert OLD_CODE not in set(trained.tables["calls"]["activity_code"])
    assert TAKER_CODE in set(trained.tables["calls"]["activity_code"])
    last = trained.tables["activities"].set_index("activity_code")["ended"]
    assert last[OLD_CODE] == YEAR - 1
    assert last.drop([OLD_CODE, "T09"]).isna().all()


def test_a_merger_is_no_breakthrough() -> None:
    asked = panels(merged())
    history = breakthroughs.record_until(asked, YEAR + 4)
    past = breakthroughs.past_rows(history, YEAR + 4, QUESTION.horizon)
    assert past is not None
    after = past.origin >= YEAR - QUESTION.horizon
    assert not np.isin(past.technology[after], [OLD, TAKER]).any()
    assert np.isin(past.technology[~after], [OLD, TAKER]).any()
    stated = breakthroughs.scores(asked, YEAR + 4)
    assert not set(stated["activity_code"]) & {OLD_CODE, TAKER_CODE}
    assert len(stated) == 7


def test_the_record_leaves_open_what_became_of_calls_across_an_end() -> None:
    champion = replace(
        champions.niches(),
        cutoff=YEAR - 1,
        horizon=5,
        params={"window": 5, "threshold": 1.0, "activity": "technology", "indicator": ""},
    )
    found = ledger.specialised(package_of(ended()), champion)
    activities = set(found.index.get_level_values(1))
    assert OLD_CODE not in activities
    assert TAKER_CODE in activities
