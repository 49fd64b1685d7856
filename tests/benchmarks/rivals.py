# mypy: ignore-errors
"""Forecasts of other libraries, in an environment of their own: their version caps clash with ours.

Run by that environment's Python (see requirements-rivals.txt) as
``.venv-rivals/bin/python tests/benchmarks/rivals.py IN.parquet OUT.parquet --horizon 6``.
IN holds unique_id, ds (int, consecutive in a series), y and scored (bool, of the whole series):
models of one series at a time forecast those alone, global ones learn from all. OUT holds, of
those series, unique_id, step, model, median and q025, q100, q900, q975 (absent for models without
intervals); seconds in column seconds, the same in all rows of a model. Imports nothing of ours.
"""

import argparse
import time
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
from mlforecast import MLForecast
from mlforecast.target_transforms import Differences
from statsforecast import StatsForecast
from statsforecast.models import AutoARIMA, AutoETS, AutoTheta, DynamicOptimizedTheta, Naive

LEVELS = [80, 95]
LAGS = [1, 2, 3, 4, 5]
QUANTILES = {"q025": "lo-95", "q100": "lo-80", "q900": "hi-80", "q975": "hi-95"}


def statistical(table: pd.DataFrame, horizon: int) -> list[pd.DataFrame]:
    """AutoARIMA, AutoETS, AutoTheta and dynamic optimised Theta of statsforecast, no seasons."""
    results = []
    for model in (
        AutoARIMA(season_length=1),
        AutoETS(season_length=1),
        AutoTheta(season_length=1),
        DynamicOptimizedTheta(season_length=1),
    ):
        started = time.perf_counter()
        engine = StatsForecast(models=[model], freq=1, n_jobs=1, fallback_model=Naive())
        forecast = engine.forecast(df=table, h=horizon, level=LEVELS)
        name = str(model)
        columns = {name: "median"} | {f"{name}-{old}": new for new, old in QUANTILES.items()}
        kept = forecast[["unique_id", "ds", *columns]].rename(columns=columns)
        results.append(kept.assign(model=name, seconds=time.perf_counter() - started))
    return results


def mlforecast(table: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """One LightGBM of mlforecast on differences and their lags, without intervals."""
    started = time.perf_counter()
    booster = lgb.LGBMRegressor(objective="l1", n_estimators=200, num_leaves=15, verbosity=-1)
    engine = MLForecast(
        models={"mlforecast": booster}, freq=1, lags=LAGS, target_transforms=[Differences([1])]
    )
    longest = table.groupby("unique_id")["y"].transform("size") > max(LAGS) + 1
    forecast = engine.fit(table[longest], static_features=[]).predict(horizon)
    kept = forecast.rename(columns={"mlforecast": "median"})
    return kept.assign(model="mlforecast", seconds=time.perf_counter() - started)


def main() -> None:
    """Forecast the series of IN with every rival and write OUT."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--horizon", type=int, required=True)
    arguments = parser.parse_args()
    if not arguments.source.is_file():
        parser.error(f"there is no file {arguments.source}")
    table = pd.read_parquet(arguments.source)
    scored, table = table[table["scored"]], table.drop(columns="scored")
    learned = mlforecast(table, arguments.horizon)
    learned = learned[learned["unique_id"].isin(scored["unique_id"])]
    results = [*statistical(scored.drop(columns="scored"), arguments.horizon), learned]
    together = pd.concat(results, ignore_index=True)
    last = table.groupby("unique_id")["ds"].max()
    together["step"] = (together["ds"] - together["unique_id"].map(last)).astype(np.int64)
    together.drop(columns="ds").to_parquet(arguments.target)


if __name__ == "__main__":
    main()
