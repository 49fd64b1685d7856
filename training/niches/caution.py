"""A caution if a simple rule ranked breakthroughs better than the model in the backtest."""

import pandas as pd

CALL = "breakthrough"
"""Name of the call in a backtest."""
MODEL = "emergence"
"""Name of the model in a backtest; the others are simple rules."""


def caution(ap: float | None, rule: str | None, rule_ap: float | None) -> str | None:
    """One sentence if the rule has the higher average precision; None if not or if unknown."""
    if rule is None or ap is None or rule_ap is None or not rule_ap > ap:
        return None
    words = rule.replace("_", " ")
    return (
        f"In the backtest the simple rule {words} ranked better than the model: read these scores "
        "with care."
    )


def caution_of(track: pd.DataFrame) -> str | None:
    """The caution from the rows of a niche backtest, against the best of the simple rules."""
    rows = track[(track["origin"] == "pooled") & (track["call"] == CALL)].dropna(subset="ap")
    figures = rows.set_index("model")["ap"]
    rules = figures.drop(MODEL, errors="ignore")
    if MODEL not in figures or rules.empty:
        return None
    return caution(float(figures[MODEL]), str(rules.idxmax()), float(rules.max()))
