"""Champions of the demo country that need no training: one forecast rule, a few calls."""

import numpy as np
import pandas as pd

from features.package import Package
from tests.training.choice.test_criteria import calls, forecasts
from training.champion import Champion
from training.registry import snapshot
from training.trained import Task

CUTOFF = 2012


def champion(package: Package, task: Task) -> Champion:
    """A champion whose data is the package as it stood at CUTOFF."""
    data = snapshot.known_data(package, CUTOFF)
    tables = {name: package.tables[name] for name in ("regions", "clusters", "indicators")} | (
        {"forecasts": forecasts(data, CUTOFF)} if task == "growth" else _niches(data)
    )
    params: dict[str, str | int | float | bool] = (
        {"indicator": "value_added"}
        if task == "growth"
        else {"activity": "technology", "threshold": 1.0}
    )
    return Champion(
        task=task,
        name="cluster-growth" if task == "growth" else "technology-niches",
        version=1,
        model="theta",
        cutoff=CUTOFF,
        horizon=2,
        package=package.name,
        title=package.title,
        sha256=package.sha256,
        created_at=pd.Timestamp("2026-01-02T03:04:05Z").to_pydatetime(),
        params=params,
        tables=tables,
        track=pd.DataFrame({"model": ["theta"], "origin": ["pooled"], "n": [1]}),
        files={},
        data=data,
    )


def _niches(data: Package) -> dict[str, pd.DataFrame]:
    """Calls, and a portfolio with random location quotients."""
    entries = calls(data, 6)
    rng = np.random.default_rng(0)
    portfolio = entries[["region_code", "activity_code"]].assign(
        count=1.0, location_quotient=rng.uniform(0, 2, len(entries))
    )
    return {"calls": entries, "portfolio": portfolio}
