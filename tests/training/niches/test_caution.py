"""The word of caution over breakthroughs: only where a simple rule is known to be better."""

import numpy as np
import pandas as pd
import pytest

from training.niches.caution import caution, caution_of


@pytest.mark.parametrize(
    ("ap", "rule", "rule_ap"),
    [
        (0.5, "past_growth", 0.5),
        (0.6, "past_growth", 0.5),
        (0.6, None, None),
        (None, "past_growth", 0.5),
        (0.4, "past_growth", float("nan")),
    ],
)
def test_nothing_is_said_where_no_rule_is_known_to_be_better(
    ap: float | None, rule: str | None, rule_ap: float | None
) -> None:
    assert caution(ap, rule, rule_ap) is None


def _track(ap: list[float]) -> pd.DataFrame:
    models = ["emergence", "past_growth", "past_share"]
    pooled = pd.DataFrame({"model": models, "call": "breakthrough", "origin": "pooled", "ap": ap})
    # neither another call nor a single origin speaks
    other = pooled.assign(call="entry", ap=[0.1, 0.8, 0.9])
    single = pooled.assign(origin=2005, ap=[0.1, 0.8, 0.9])
    return pd.concat([other, single, pooled], ignore_index=True)


def test_the_best_rule_of_the_backtest_is_the_rival() -> None:
    said = (
        "In the backtest the simple rule past share ranked better than the model: read these "
        "scores with care."
    )
    assert caution_of(_track([0.3, 0.2, 0.4])) == said
    assert caution_of(_track([0.5, 0.2, 0.4])) is None
    assert caution_of(_track([0.3, np.nan, np.nan])) is None
    assert caution_of(_track([np.nan, 0.2, 0.4])) is None
    assert caution_of(_track([0.3, 0.2, 0.4]).query("call == 'entry'")) is None
