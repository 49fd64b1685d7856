"""Readings and tables that no package can be made of: refused before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from features.errors import InputError, listed
from features.package.content.limits import MAX_ROWS
from features.package.describe import questions
from features.sources.importing.keeping import Kept
from features.sources.reading import Reading


def refuse_empty(parts: Sequence[Kept]) -> None:
    """InputError where a package keeps none of the values, with the last reason of leaving out."""
    if any(len(part.rows) for part in parts):
        return
    left_out = [it for part in parts for it in part.left_out]
    reason = f": {left_out[-1].what}, {left_out[-1].why}" if left_out else ""
    raise InputError(f"the files hold no values that a package can keep{reason}")


def refuse_large(tables: Mapping[str, pd.DataFrame]) -> None:
    """InputError for tables with more rows than a package may have."""
    for name, rows in tables.items():
        if len(rows) > MAX_ROWS:
            raise InputError(
                f"{name} would have {len(rows):,} rows, more than {MAX_ROWS:,}: keep fewer years "
                "(--since YEAR), or coarser technologies (--technology wipo)"
            )


def refuse_unitless(tables: Mapping[str, pd.DataFrame], readings: Sequence[Reading]) -> None:
    """InputError for values of indicators that neither the files nor the package describe."""
    stated = set(tables["indicators"]["indicator"])
    for reading in readings:
        missing = set(reading.rows["indicator"]) - stated if "indicator" in reading.rows else set()
        if reading.table != "indicators" and missing and reading.indicators.empty:
            raise InputError(
                f"{reading.files[0].name} does not say the unit of {listed(missing)}: import it "
                "together with a table of indicators (indicator, unit, description, price_basis)"
            )


def refuse_useless(tables: Mapping[str, pd.DataFrame]) -> None:
    """InputError for tables that allow no question yet."""
    found = questions(tables)
    if all(it.missing for it in found):
        have = ", ".join(tables)
        ways = "; ".join(f"{' and '.join(it.missing)} for {it.name}" for it in found)
        raise InputError(
            f"these files give {have}, which allow no question yet: import them together with "
            f"files that give {ways}"
        )
