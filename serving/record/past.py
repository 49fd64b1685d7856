"""Calls with a known outcome, from a backtest or of former versions, as one table."""

from collections.abc import Iterable
from functools import partial

import numpy as np
import pandas as pd

from features.errors import InputError
from serving.tables import attempt
from training.champion import Champion
from training.choice.hindsight.at_origins import OPTIONS
from training.record import ledger
from training.record.past import COLUMNS, PAST, per_year

KEYS = ["region_code", "code"]
LIVE = "live"
"""Column that says whether a call was made before its outcome was known."""


def backtest_calls(champion: Champion) -> pd.DataFrame:
    """The calls of the backtest: COLUMNS of ``training.record.past``.

    Older trainings keep no table of them; then those of their options for the choice, without
    intervals and, of niches, the likeliest alone. Empty where there is neither.
    """
    if PAST in champion.tables:
        return champion.tables[PAST]
    if OPTIONS not in champion.tables:
        return pd.DataFrame(columns=COLUMNS)
    rows = champion.tables[OPTIONS]
    rows = _growth(champion, rows) if champion.task == "growth" else _niches(rows)
    found = rows.assign(lower=np.nan, upper=np.nan)[COLUMNS]
    return found.dropna(subset=["stated", "outcome"]).reset_index(drop=True)


def _niches(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(call="entry", stated=rows["chance"], size=np.nan)


def _growth(champion: Champion, rows: pd.DataFrame) -> pd.DataFrame:
    """Options with their size at the origin; outcomes from the data, which are not cut."""
    outcome = 100 * np.expm1(rows["outcome"].to_numpy(np.float64) / 100)
    rows = rows.assign(call="growth", stated=rows["growth"], outcome=outcome, size=np.nan)
    history = champion.tables.get("history", pd.DataFrame())
    if history.empty or "period" in history:
        return rows
    values = history.rename(columns={"cluster_code": "code"}).set_index([*KEYS, "year"])["value"]
    now, later = (
        values.reindex(
            pd.MultiIndex.from_arrays([rows[KEYS[0]], rows[KEYS[1]], rows["origin"] + ahead])
        ).to_numpy(np.float64)
        for ahead in (0, champion.horizon)
    )
    return rows.assign(size=now, outcome=per_year(now, later, champion.horizon))


def live_calls(champion: Champion, former: Iterable[Champion]) -> pd.DataFrame:
    """The calls of former champions whose outcome is in the data of the present one.

    Returns
    -------
    DataFrame
        COLUMNS, with model, version, horizon and null (the chance by the simple rule, else NaN);
        for growth the last year of a forecast whose outcome is known. None of a champion whose
        prices are others.
    """
    made = _live_growth if champion.task == "growth" else _live_niches
    found = [attempt(partial(made, one, champion)) for one in former]
    parts = [rows for rows in found if not isinstance(rows, InputError) and len(rows)]
    if not parts:
        return pd.DataFrame(columns=[*COLUMNS, "model", "version", "horizon", "null"])
    return pd.concat(parts, ignore_index=True)


def _live_niches(former: Champion, champion: Champion) -> pd.DataFrame:
    calls = ledger.niche_calls(former, champion.data).dropna(subset="outcome")
    keys = ["region_code", "activity_code", "call"]
    ranges = former.tables["calls"][[*keys, "probability_low", "probability_high"]]
    calls = calls.merge(ranges, on=keys, how="left")
    return calls.assign(
        code=calls["activity_code"],
        stated=calls["probability"],
        null=calls["null_probability"],
        lower=calls["probability_low"],
        upper=calls["probability_high"],
        size=np.nan,
    )[[*COLUMNS, "model", "version", "horizon", "null"]]


def _live_growth(former: Champion, champion: Champion) -> pd.DataFrame:
    calls = ledger.growth_calls(former, champion.data).dropna(subset=["outcome", "last_value"])
    if calls.empty:
        return calls
    calls = calls[calls["year"] == calls["year"].max()]
    now, years = calls["last_value"].to_numpy(np.float64), int(calls["step"].iloc[0])
    rates = {
        name: per_year(now, calls[column].to_numpy(np.float64), years)
        for name, column in (
            ("stated", "median"),
            ("lower", "q100"),
            ("upper", "q900"),
            ("outcome", "outcome"),
        )
    }
    about = {"call": "growth", "null": np.nan, "horizon": years}
    found = calls.assign(code=calls["cluster_code"], size=now, **about, **rates)
    found = found.dropna(subset=["stated", "outcome"])
    return pd.DataFrame(found[[*COLUMNS, "model", "version", "horizon", "null"]])
