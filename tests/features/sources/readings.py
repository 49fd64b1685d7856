"""Small readings, as a reader of a format would give them."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from features.sources.opening import SourceFile
from features.sources.reading import Reading


def source(name: str = "a.csv") -> SourceFile:
    """A file that nobody opens."""
    return SourceFile(name, Path(name), name, name.encode().hex(), date(2026, 1, 2))


def codes(*rows: tuple[str, ...], **columns: list[str]) -> pd.DataFrame:
    """Codes with their names and parents."""
    return pd.DataFrame(rows, columns=["code", "name", "parent_code"]).assign(**columns)


def indicators(unit: str = "million EUR", name: str = "value_added") -> pd.DataFrame:
    """One indicator."""
    row = {"indicator": name, "unit": unit, "description": name, "price_basis": "current"}
    return pd.DataFrame([row])


def accounts(rows: list[tuple[Any, ...]], **further: Any) -> Reading:
    """Value added of regions N and its parts N1, N2 by activities A, B and T, their total."""
    columns = ["region_code", "cluster_code", "year", "value"]
    found: dict[str, Any] = {
        "regions": codes(("N", "Nation", ""), ("N1", "West", "N"), ("N2", "East", "N")),
        "activities": codes(("T", "Total", ""), ("A", "Farming", "T"), ("B", "Mining", "T")),
        "indicators": indicators(),
        "files": (source(),),
        **further,
    }
    table = pd.DataFrame(rows, columns=columns).assign(indicator="value_added")
    return Reading("cluster_indicators", table, dataset="accounts", **found)
