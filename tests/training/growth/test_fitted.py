"""What is kept of a fitted model forecasts as the model did when it was trained."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError
from features.growth.panel import GrowthPanel
from training.growth import fitted, models


def panel(*, shared: bool, n_series: int = 80, n_years: int = 16) -> GrowthPanel:
    """Growing series with gaps and late starts, of ten regions and eight clusters."""
    rng = np.random.default_rng(0)
    growth = (
        0.02 + rng.normal(0, 0.03, n_series)[:, None] + rng.normal(0, 0.04, (n_series, n_years))
    )
    values = 100 * np.exp(rng.normal(0, 1, (n_series, 1)) + growth.cumsum(axis=1))
    values[1, 3] = values[-1, :4] = np.nan
    number = np.arange(n_series)
    groups = {"nation": 0 * number, "region": number % 10, "cluster": number // 10}
    keys = pd.DataFrame(
        {
            "region_code": [f"R{n % 10}" for n in number],
            "cluster_code": [f"C{n // 10}" for n in number],
        }
    )
    years = np.arange(2000, 2000 + n_years)
    return GrowthPanel(keys, years, values, groups if shared else {}, {})


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("model", ["theta", "lightgbm", "hybrid"])
def test_a_few_series_are_forecast_from_files_as_all_were_at_training(
    model: str, *, shared: bool
) -> None:
    known, horizon = panel(shared=shared), 3
    trained = models.forecast(model, known, horizon, models.learner(known, horizon))
    assert all(content.startswith((b"tree", b"{")) for content in trained.files.values())
    fit = fitted.from_files(trained.files)
    assert (fit.model is None) == (model == "theta")
    sample = np.array([1, 3, 40, 79])
    live = fitted.floored(known.values[sample], fitted.forecast(fit, known, sample))
    # Base forecasts are held in single precision.
    np.testing.assert_allclose(live.median, trained.median[sample], rtol=1e-5)
    np.testing.assert_allclose(live.quantiles, trained.quantiles[sample], rtol=1e-5, atol=1e-4)
    again = fitted.to_files(fit)
    assert {name: json.loads(again[name]) for name in again if name.endswith("json")} == {
        name: json.loads(trained.files[name]) for name in again if name.endswith("json")
    }


def test_too_little_to_learn_from_is_kept_as_the_statistical_combination() -> None:
    known = panel(shared=True, n_series=2)
    trained = models.forecast("hybrid", known, 4, models.learner(known, 4))
    fit = fitted.from_files(trained.files)
    assert (fit.model, fit.point) == (None, "combination")
    live = fitted.forecast(fit, known, np.arange(2))
    np.testing.assert_allclose(live.median, trained.median)
    np.testing.assert_allclose(live.quantiles, trained.quantiles)


def test_models_of_other_code_are_refused() -> None:
    known = panel(shared=True)
    files = dict(models.forecast("lightgbm", known, 2, models.learner(known, 2)).files)
    with pytest.raises(InputError, match="another version of the code"):
        fitted.from_files({"combination.json": files["combination.json"]})
    other = json.loads(files["combination.json"]) | {"bases": ["naive"]}
    with pytest.raises(InputError, match="another version of the code"):
        fitted.from_files(files | {"combination.json": json.dumps(other).encode()})
    with pytest.raises(InputError, match="another version of the code"):
        fitted.forecast(fitted.from_files(files), replace(known, groups={}), np.arange(3))


def test_a_series_at_zero_is_forecast_as_zero() -> None:
    zero = [0.0, 0, 0, 1000, 0, 0]
    values = np.array([zero, [0, 0, 0, 0, 5, 6], [3, 4, 5, 6, 7, 0], [-1, 0, 0, 0, 0, 0]])
    apart = np.arange(16) - 7.5
    median = np.full((4, 2), 24.0)
    found = fitted.floored(values, fitted.Forecast(median, median[:, :, None] + 10 * apart))
    np.testing.assert_array_equal(found.median[:, 0], [0, 24, 0, 0])
    for k in (0, 2, 3):
        assert (found.quantiles[k, :, :8] <= 0).all()
        assert (found.quantiles[k, :, -1] == 99).all(), "the chance of another spike stays"


def test_relative_growth_of_other_sources_is_refused() -> None:
    known = panel(shared=True)
    files = dict(models.forecast("hybrid", known, 2, models.learner(known, 2)).files)
    other = json.loads(files["relative.json"]) | {"sources": ["forecast"]}
    with pytest.raises(InputError, match="another version of the code"):
        fitted.from_files(files | {"relative.json": json.dumps(other).encode()})
