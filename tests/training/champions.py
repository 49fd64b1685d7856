"""Champions made by hand, small enough to know every figure of theirs."""

from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from features.package import Package, read, write
from tests.training.examples import niche_losses
from training.backtest import FIGURES
from training.champion import Champion
from training.growth.intervals.conformal import PROBABILITIES, QUANTILE_COLUMNS
from training.registry import promotion, versions
from training.trained import Task, Trained

CUTOFF, HORIZON = 2010, 2
COUNTS = pd.DataFrame(
    {"A1": [30, 0, 10, 10], "A2": [30, 0, 0, 10], "B1": [0, 20, 30, 10], "B2": [0, 40, 0, 10]},
    index=pd.Index(["R1", "R2", "R3", "R4"], name="region_code"),
)
"""Counts up to the cutoff: R1 has the As, R2 the Bs, R3 A1 and B1, R4 a bit of all."""

QUESTIONS: dict[str, str | int | float | bool] = {
    "window": 1,
    "threshold": 1.0,
    "activity": "technology",
    "indicator": "",
}


def long(wide: pd.DataFrame, activity: str, value: str) -> pd.DataFrame:
    """One row per region and activity."""
    return wide.reset_index().melt("region_code", var_name=activity, value_name=value)


def quotients(counts: pd.DataFrame) -> pd.DataFrame:
    """Location quotients, long, by their definition."""
    shares = counts.div(counts.sum(axis=1), axis=0)
    matrix = shares / (counts.sum() / counts.sum().sum())
    return long(matrix, "activity_code", "location_quotient")


def package(name: str = "tiny", sha256: str = "a" * 64, later: bool = False) -> Package:
    """The counts as patents of 2010; later ones of 2012, where R1 has entered B1 and left A2."""
    patents = long(COUNTS, "technology_code", "patents").assign(year=CUTOFF)
    if later:
        after = COUNTS.assign(A2=[5, 0, 0, 10], B1=[40, 20, 30, 10])
        more = long(after, "technology_code", "patents").assign(year=CUTOFF + HORIZON)
        patents = pd.concat([patents, more], ignore_index=True)
    tables = {
        "regions": pd.DataFrame(
            {
                "region_code": ["N", *COUNTS.index],
                "region_name": ["Nation", "Rivermouth", "Hill & <Dale>", "Port", "Plain"],
                "parent_code": ["", *["N"] * 4],
            }
        ),
        "technologies": pd.DataFrame(
            {
                "technology_code": ["A", "B", *COUNTS.columns],
                "technology_name": ["Alpha", "Beta", "Pumps", "Valves", "Sensors", "Chips"],
                "parent_code": ["", "", "A", "A", "B", "B"],
            }
        ),
        "patents": patents[["region_code", "technology_code", "year", "patents"]],
        "priorities": pd.DataFrame(
            {
                "kind": ["technology", "technology", "cluster"],
                "code": ["B", "B2", "A2"],
                "weight": [1.0, 0.5, 9.0],
            }
        ),
        "indicators": pd.DataFrame(
            {"indicator": ["patents"], "unit": ["patents"], "description": ["Patents"]}
        ),
        "cluster_indicators": _cluster_indicators(later),
    }
    metadata = {"sources": [{"title": "An office"}], "licenses": [{"name": "CC0-1.0"}]}
    return Package(name, f"A {name} package", sha256, tables, MappingProxyType(metadata))


def niches(sha256: str = "a" * 64, version: int = 1, calls: pd.DataFrame | None = None) -> Champion:
    """Entry is likelier the higher the quotient; the null says 0.2 everywhere."""
    cells = quotients(COUNTS)
    present = cells["location_quotient"] >= 1
    made = cells.assign(
        call=np.where(present, "exit", "entry"),
        probability=np.where(present, 0.3, 0.1 + 0.5 * cells["location_quotient"]),
        null_probability=0.2,
        relatedness_density=0.5,
        complexity=cells["activity_code"].map({"A1": 1.0, "A2": 0.5, "B1": -0.5, "B2": np.nan}),
        warning=np.where(cells["region_code"] == "R4", "small region: 40 counted", ""),
    )
    made = made.assign(
        probability_low=made["probability"] / 2,
        probability_high=made["probability"] * 1.2,
        lift=made["probability"] / 0.2,
    )
    activities = pd.DataFrame(
        {
            "activity_code": list(COUNTS.columns),
            "activity_name": ["Pumps", "Valves", "Sensors", "Chips"],
            "parent_code": ["A", "A", "B", "B"],
            "pci": [1.0, 0.5, -0.5, np.nan],
            "ubiquity": [2, 2, 2, 2],
        }
    )
    portfolio = cells.merge(long(COUNTS, "activity_code", "count")).query("count > 0")
    tables = {
        "calls": made if calls is None else calls,
        "portfolio": portfolio.assign(previous_location_quotient=1.0, trend="steady"),
        "activities": activities,
        "regions": package().tables["regions"],
        "region_summary": pd.DataFrame(
            {
                "region_code": list(COUNTS.index),
                "diversity": [2, 2, 2, 4],
                "eci": [1.2, -1.0, 0.3, np.nan],
                "fitness": [1.0, 1.0, 1.0, 1.0],
                "count": COUNTS.sum(axis=1).to_numpy(),
            }
        ),
        "reasons": pd.DataFrame(
            {
                "region_code": "R1",
                "activity_code": "B1",
                "call": "entry",
                "rank": [2, 1],
                "reason": ["Port, a similar region, has it", "close to A1 <Pumps>"],
                "weight": [0.4, 0.6],
            }
        ),
        "reliability": pd.DataFrame(
            {
                "call": ["entry", "entry", "exit", "exit"],
                "bin": [1, 2, 1, 2],
                "predicted": [0.1, 0.4, 0.2, 0.5],
                "observed": [0.12, 0.38, 0.2, 0.6],
                "n": [200, 50, 100, 40],
            }
        ),
    }
    return _champion("niches", "technology-niches", "lightgbm", sha256, version, tables)


def growth(sha256: str = "a" * 64, version: int = 1) -> Champion:
    """C1 of R1 stood at 100 and goes to 121 in two years; C2 stood at 0."""
    steps = pd.DataFrame({"step": [1, 2], "year": [2011, 2012], "median": [110.0, 121.0]})
    first = steps.assign(region_code="R1", cluster_code="C1")
    forecasts = pd.concat([first, first.assign(cluster_code="C2")], ignore_index=True)
    for column, probability in zip(QUANTILE_COLUMNS, PROBABILITIES, strict=True):
        forecasts[column] = forecasts["median"] + 20 * (probability - 0.5)
    tables = {
        "forecasts": forecasts,
        "history": pd.DataFrame(
            {
                "region_code": "R1",
                "cluster_code": ["C1", "C1", "C2"],
                "year": [2009, 2010, 2010],
                "value": [90.0, 100.0, 0.0],
            }
        ),
        "regions": package().tables["regions"],
        "clusters": pd.DataFrame(
            {
                "cluster_code": ["C1", "C2"],
                "cluster_name": ["Machinery", "Ships"],
                "parent_code": "",
            }
        ),
        "indicators": pd.DataFrame(
            {
                "indicator": ["value_added"],
                "unit": ["million"],
                "description": ["Gross value added"],
            }
        ),
    }
    return _champion("growth", "cluster-growth", "hybrid", sha256, version, tables)


def _cluster_indicators(later: bool) -> pd.DataFrame:
    """What C1 of R1 became: in 2011 as forecast, in 2012 far above; other indicators beside it."""
    values = [(2010, "value_added", 100.0), (2010, "employment", 7.0)]
    if later:
        values += [(2011, "value_added", 110.0), (2012, "value_added", 150.0)]
    rows = pd.DataFrame(values, columns=["year", "indicator", "value"])
    return rows.assign(region_code="R1", cluster_code="C1")


def _champion(
    task: Task, name: str, model: str, sha256: str, version: int, tables: dict[str, pd.DataFrame]
) -> Champion:
    calls: list[dict[str, str]] = (
        [{}] if task == "growth" else [{"call": "entry"}, {"call": "exit"}]
    )
    figures = dict.fromkeys(FIGURES[task], 0.25)
    rivals = {model: 0.4, "density": 0.2, "random": 0.1}
    track = [
        {"model": rival, **call, "origin": origin, "n": 50, **figures, FIGURES[task][0]: value}
        for rival, value in rivals.items()
        for call in calls
        for origin in (2006, "pooled")
    ]
    return Champion(
        task=task,
        name=name,
        version=version,
        model=model,
        cutoff=CUTOFF,
        horizon=HORIZON,
        package="tiny",
        title="A tiny package",
        sha256=sha256,
        created_at=datetime(2020, 5, 4, 3, 2, 1, tzinfo=UTC),
        params={"indicator": "value_added"} if task == "growth" else QUESTIONS,
        tables=tables,
        track=pd.DataFrame(track),
        files={},
        data=package(sha256=sha256),
    )


def on_disk(made: Package, folder: Path) -> Path:
    """The folder of a package without priorities and growth."""
    names = ("regions", "indicators", "technologies", "patents")
    tables = {name: made.tables[name] for name in names}
    write(tables, folder, made.name, made.title)
    return folder


def register(folder: Path) -> int:
    """Log and promote one more version of niches, trained on a package on disk."""
    made = niches()
    trained = Trained("niches", made.model, CUTOFF, HORIZON, made.params, made.tables)
    losses = niche_losses({"lightgbm": 0.4}, {"lightgbm": 0.1})
    version = versions.log(trained, read(folder), made.track, losses)
    promotion.promote(made.name, version, force=True)
    return version
