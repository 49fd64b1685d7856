"""How far ahead the years of a package allow its questions to be asked."""

from collections.abc import Mapping

import pandas as pd

ORIGIN_YEARS = 5
"""Years up to the first origin of a backtest of growth."""
WINDOW = 5
"""Years of counts up to an origin of niches, where the user does not choose."""


def longest_horizons(tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[int, int]]:
    """Years of the data of a question, and the longest horizon that a backtest allows.

    Growth needs an origin with ORIGIN_YEARS up to it and its outcome; niches need two origins, one
    to learn from and one to be judged.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As the files have them.

    Returns
    -------
    dict of str to (int, int)
        Question to years and horizon, 0 where they allow none; only questions that are learned from
        years of the tables that are there.
    """
    found = {}
    if "cluster_indicators" in tables:
        years = _span(tables["cluster_indicators"])
        found["growth"] = (years, max(0, years - ORIGIN_YEARS))
        found["market niches"] = (years, max(0, (years - WINDOW) // 2))
    if "patents" in tables:
        years = _span(tables["patents"])
        found["technology niches"] = (years, max(0, (years - WINDOW) // 2))
    return found


def _span(rows: pd.DataFrame) -> int:
    """Years from the first to the last, of the indicator that has most."""
    if rows.empty:
        return 0
    groups = rows.groupby("indicator")["year"] if "indicator" in rows else rows["year"]
    spans = groups.max() - groups.min() + 1
    return int(spans.max()) if isinstance(spans, pd.Series) else int(spans)


def allowed(question: str, horizons: Mapping[str, tuple[int, int]]) -> str:
    """Whether a question whose tables are there can be asked: "yes, up to 5 years ahead"."""
    if question not in horizons:
        return "yes"
    years, longest = horizons[question]
    if not longest:
        least = ORIGIN_YEARS + 1 if question == "growth" else WINDOW + 2
        return f"not yet, it has {years} of the {least} years that it needs"
    return f"yes, up to {longest} year{'s' if longest > 1 else ''} ahead"
