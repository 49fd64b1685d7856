"""What is said where a simple rule ranked breakthroughs better in the backtest than the model."""

import pandas as pd

CALL = "breakthrough"
"""Name of what is called in a backtest."""
MODEL = "emergence"
"""Name of what calls it there; its rivals are simple rules."""


def caution(ap: float | None, rule: str | None, rule_ap: float | None) -> str | None:
    """One sentence where the rule has the higher average precision; None where it has not.

    A figure that is not known tells nothing.
    """
    if rule is None or ap is None or rule_ap is None or not rule_ap > ap:
        return None
    words = rule.replace("_", " ")
    return f"On its past the simple rule {words} ranked better: read these scores with care."


def caution_of(track: pd.DataFrame) -> str | None:
    """The same from the rows of a backtest, where the best of the simple rules is the rival.

    Parameters
    ----------
    track : DataFrame
        Rows of training.backtest.Backtest for niches.
    """
    rows = track[(track["origin"] == "pooled") & (track["call"] == CALL)].dropna(subset="ap")
    figures = rows.set_index("model")["ap"]
    rules = figures.drop(MODEL, errors="ignore")
    if MODEL not in figures or rules.empty:
        return None
    return caution(float(figures[MODEL]), str(rules.idxmax()), float(rules.max()))
