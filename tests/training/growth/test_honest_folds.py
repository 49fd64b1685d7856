"""What is forecast at a past origin is what could have been forecast then.

All values after an origin are replaced, and not one forecast of this origin or an earlier one may
change. Errors at past origins are as large as those to come only if this holds.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.growth.panel import GrowthPanel
from features.growth.rules import RULES
from training.growth import models
from training.growth.global_model import averaging, hybrid, relative
from training.growth.global_model import rows as growth_rows
from training.growth.global_model.base_forecasts import scales
from training.growth.global_model.hybrid import Learned
from training.growth.statistical import seasonality

HORIZON = 3
N_SERIES = 48


def country(n_columns: int, per_year: int = 1, *, shared: bool = True) -> GrowthPanel:
    """Series of eight regions and six clusters that share shocks and, within a year, seasons."""
    rng = np.random.default_rng(7)
    shocks = rng.normal(0.03, 0.05, n_columns) + rng.normal(0, 0.05, (N_SERIES, n_columns))
    seasons = 1 + 0.3 * np.sin(2 * np.pi * np.arange(n_columns) / per_year + 1)
    values = rng.uniform(5, 500, (N_SERIES, 1)) * np.exp(np.cumsum(shocks / per_year, axis=1))
    values = values * seasons if per_year > 1 else values
    values[rng.random(values.shape) < 0.02] = np.nan
    region, cluster = np.arange(N_SERIES) // 6, np.arange(N_SERIES) % 6
    keys = pd.DataFrame({"region_code": region.astype(str), "cluster_code": cluster.astype(str)})
    nation = np.zeros(N_SERIES, dtype=np.intp)
    groups = {"nation": nation, "region": region, "cluster": cluster, "sector": cluster // 3}
    patents = {name: rng.normal(0, 1, values.shape) for name in ("patent_strength", "patent_share")}
    years = 2000 + np.arange(n_columns) // per_year
    return GrowthPanel(
        keys, years, values, groups if shared else {}, patents if shared else {}, per_year
    )


def scrambled_after(panel: GrowthPanel, n_columns: int) -> GrowthPanel:
    """The panel with other values, of other sizes and signs, after its first columns."""
    rng = np.random.default_rng(n_columns)
    later = np.arange(panel.values.shape[1]) >= n_columns

    def scrambled(values: np.ndarray) -> np.ndarray:
        return np.where(later, values * rng.normal(0, 5, values.shape), values)

    patents = {name: scrambled(values) for name, values in panel.patents.items()}
    return replace(panel, values=scrambled(panel.values), patents=patents)


PANELS = {
    "years": country(16),
    "lone": country(16, shared=False),
    "quarters": country(40, per_year=4),
}


@pytest.fixture(autouse=True)
def _small_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few trees leak as surely as many do, and sooner."""
    for module in (hybrid, averaging):
        monkeypatch.setattr(module, "ROUNDS", 5)
    monkeypatch.setattr(hybrid, "SEEDS", (1,))
    monkeypatch.setattr(hybrid, "MAXIMUM_FOLDS", 4)
    monkeypatch.setattr(hybrid, "FOLDS_PER_FIT", 2)


def predictions(panel: GrowthPanel, learned: Learned, until: int) -> pd.DataFrame:
    """Forecasts of the fold rows up to an origin, one row each, and the rules that correct them."""
    rows, parts = learned.folds, learned.fold_parts
    change = hybrid.scaled_change(rows, parts, 0.5)
    if panel.shares_calendar:
        past = relative.moments(rows, change, panel.groups)
        change = relative.out_of_time(rows, change, panel.groups, past)
    table = pd.DataFrame(
        {
            "origin": rows.origin,
            "series": rows.series,
            "step": rows.step,
            "statistical": rows.statistical,
            "common": parts.common,
            "averaged": parts.averaged,
            "direct": parts.direct,
            "calibrated": change,
        }
    ).join(pd.DataFrame(rows.rules, columns=RULES))
    return table[table["origin"] <= until].reset_index(drop=True)


@pytest.mark.parametrize("name", PANELS)
def test_no_fold_forecast_sees_what_came_after_its_origin(name: str) -> None:
    panel = PANELS[name]
    learned = hybrid.learn(panel, HORIZON)
    assert learned.model is not None
    origins = np.unique(learned.folds.origin)
    assert len(origins) > hybrid.FOLDS_PER_FIT, "several fits, and origins that share one"
    for origin in origins.tolist():
        altered = hybrid.learn(scrambled_after(panel, origin), HORIZON)
        expected, found = (predictions(panel, each, origin) for each in (learned, altered))
        assert (expected["origin"] == origin).any()
        pd.testing.assert_frame_equal(found, expected)
        at, same = learned.folds.origin == origin, altered.folds.origin == origin
        assert not np.allclose(learned.folds.target[at], altered.folds.target[same])


@pytest.mark.parametrize("point", ["drift", "theta"])
@pytest.mark.parametrize("name", PANELS)
def test_no_error_of_a_statistical_model_sees_what_came_after_its_origin(
    name: str, point: str
) -> None:
    """An error moves with its outcome alone, in units of the scale known at the origin."""
    panel = seasonality.adjusted(PANELS[name])
    forecaster = models._point(point, panel.periods_per_year)
    for n_columns in growth_rows.origins(panel)[-hybrid.MAXIMUM_FOLDS :]:
        implied = []
        for each in (panel, seasonality.adjusted(scrambled_after(PANELS[name], n_columns))):
            error, origins, steps = models._past_errors(each, forecaster, HORIZON)
            seen = models._as_seen(each, n_columns).values
            known = np.isfinite(seen[:, n_columns : n_columns + HORIZON])
            known &= growth_rows.learnable(each, n_columns, np.arange(N_SERIES))[:, None]
            series = np.nonzero(known)[0]
            at = origins == n_columns
            outcome = seen[series, n_columns + steps[at] - 1]
            implied.append(outcome - error[at] * scales(seen[:, :n_columns])[series])
        np.testing.assert_allclose(implied[1], implied[0], rtol=1e-6)
