"""A small invented country made by hand, registered in a store of its own, and served for real."""

import shutil
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from features.package import Package
from serving.http import host
from training.champion import Champion
from training.champion import registered_name as name_of
from training.growth.fitted import Fitted, to_files
from training.growth.intervals.conformal import PROBABILITIES, QUANTILE_COLUMNS
from training.registry import promotion, versions
from training.trained import Task, Trained

TITLE = "Test country (invented regions)"
REGIONS = pd.DataFrame(
    {
        "region_code": ["R0", "R1", "R2", "R3"],
        "region_name": ["Nation", "Brelavia", "Corvenia", "Dremor"],
        "parent_code": ["", "R0", "R0", "R0"],
        "region_name_ru": ["Страна", "Брелавия", "", "Дремор"],
    }
)
CLUSTERS = pd.DataFrame(
    {
        "cluster_code": ["CAR", "FOO", "TEX"],
        "cluster_name": ["Vehicles", "Food", "Textiles"],
        "parent_code": ["", "", ""],
        "cluster_name_ru": ["Автомобили", "Пищевая промышленность", ""],
    }
)
INDICATORS = pd.DataFrame(
    {
        "indicator": ["employment", "value_added"],
        "unit": ["persons", "million EUR"],
        "description": ["people employed", "gross value added"],
    }
)
ACTIVITIES = pd.DataFrame(
    {
        "activity_code": ["A01", "B60", "G06", "H04"],
        "activity_name": ["Agriculture", "Vehicles", "Computing", "Communication"],
        "parent_code": ["", "", "", ""],
        "pci": [-1.0, 0.0, 1.2, 0.8],
        "ubiquity": [3, 2, 1, 1],
        "activity_name_ru": ["Сельское хозяйство", "Транспорт", "", "Связь"],
    }
)
EMERGING = pd.DataFrame(
    {
        "activity_code": ["G06", "H04", "B60", "A01"],
        "probability": [0.5, 0.2, 0.1, 0.05],
        "rank": [1, 2, 3, 4],
        "share": [0.1, 0.2, 0.3, 0.4],
        "past_growth": [0.5, 0.25, -0.1, -0.4],
        "past_share": [0.4, 0.2, -0.2, -0.4],
        "novelty": [0.25, 0.5, -0.1, -0.4],
    }
)
POINTS = pd.DataFrame(
    {
        "region_code": ["R2", "R1", "R2"],
        "activity_code": ["G06", "H04", "H04"],
        "location_quotient": [1.2, np.nan, 1.1],
        "density": [0.4, 0.4, 0.3],
        "strength": [0.75, 0.6, 0.85],
        "probability": [0.5, 0.2, 0.2],
        "score": [0.375, 0.12, 0.17],
    }
)
CLUSTER_OF = {"A01": "FOO", "B60": "CAR", "G06": "TEX", "H04": "ART"}
"""What stands for a technology where niches are those of clusters."""
CUTOFF, HORIZON = 2015, 5


def package_tables() -> dict[str, pd.DataFrame]:
    """Random value added, a national input-output table of a later year, people, a neighbour."""
    rng = np.random.default_rng(3)
    years, codes = range(2005, CUTOFF + 1), list(CLUSTERS["cluster_code"])
    cells = pd.MultiIndex.from_product([["R1", "R2", "R3"], codes, years]).to_frame(index=False)
    cells.columns = pd.Index(["region_code", "cluster_code", "year"])
    people = pd.MultiIndex.from_product([["R1", "R2", "R3"], years]).to_frame(index=False)
    people.columns = pd.Index(["region_code", "year"])
    pairs = pd.MultiIndex.from_product([codes, codes]).to_frame(index=False)
    pairs.columns = pd.Index(["from_cluster_code", "to_cluster_code"])
    return {
        "regions": REGIONS,
        "clusters": CLUSTERS,
        "indicators": INDICATORS,
        "cluster_indicators": cells.assign(
            indicator="value_added", value=100 * np.exp(0.1 * rng.normal(size=len(cells)))
        ),
        "region_indicators": people.assign(
            indicator="population", value=1000.0 + 10 * np.arange(len(people))
        ),
        "cluster_flows": pairs.assign(
            region_code="R0", year=2017, flow=[60.0, 90, 30, 120, 60, 90, 30, 30, 60]
        ),
        "cluster_output": pd.DataFrame(
            {"region_code": "R0", "year": 2017, "cluster_code": codes, "output": [600.0, 750, 450]}
        ),
        "neighbours": pd.DataFrame(
            {"region_code": ["R1"], "neighbour_code": ["R2"], "weight": [1.0]}
        ),
    }


ACCOUNTS = {"title": "Accounts", "vintage": "2025-02-18", "licence": "CC BY 4.0"}
PACKAGE = Package(
    "test-country",
    TITLE,
    "ab" * 32,
    package_tables(),
    {
        "sources": [{"title": "An office"}],
        "table_sources": {
            "cluster_indicators": [{**ACCOUNTS, "file": "a.csv"}, {**ACCOUNTS, "file": "b.csv"}],
            "cluster_flows": [{"title": "Input-output table", "vintage": "2024"}],
        },
    },
)


def past(options: Sequence[tuple[object, ...]], criteria: list[str]) -> dict[str, pd.DataFrame]:
    """Tables of options at two origins; a criterion without values is left out as later."""
    keys = ["origin", "region_code", "code", "chance", "base_rate", "outcome"]
    table = pd.DataFrame(options, columns=[*keys, *criteria])
    scales = [
        (origin, name, rows[name].min(), rows[name].max(), reason, year)
        for origin, rows in table.groupby("origin")
        for name in criteria
        for reason, year in [("later_table", 2017.0) if rows[name].isna().all() else ("", np.nan)]
    ]
    columns = ["origin", "criterion", "low", "high", "reason", "year"]
    return {
        "choice_past": table,
        "choice_past_criteria": pd.DataFrame(scales, columns=columns),
    }


def cluster_past() -> dict[str, pd.DataFrame]:
    """The forecast was right in R1 twice, and wrong in R2."""
    nan = np.nan
    rows = [
        (2005, "R1", "CAR", 1.0, nan, 4.0, 3.0, 0.2, 0.0, nan),
        (2005, "R1", "FOO", 1.0, nan, 1.0, 1.0, 0.6, 1.0, nan),
        (2005, "R2", "CAR", 1.0, nan, 0.0, 2.0, 0.4, 0.0, nan),
        (2005, "R2", "FOO", 1.0, nan, 1.0, 1.0, 0.6, 1.0, nan),
        (2010, "R1", "CAR", 1.0, nan, 1.0, 5.0, 0.2, 0.0, nan),
        (2010, "R1", "FOO", 1.0, nan, 0.0, 1.0, 0.8, 1.0, nan),
    ]
    return past(rows, ["growth", "risk", "relatedness", "multiplier"])


def niche_past() -> dict[str, pd.DataFrame]:
    """Of the likelier niches H04 was entered and G06 not; B60 stays under the usual floor."""
    rows = [
        (2010, "R1", "H04", 0.5, 0.2, 1.0, 0.1),
        (2010, "R1", "G06", 0.4, 0.2, 0.0, 1.2),
        (2010, "R2", "B60", 0.05, 0.1, 1.0, 0.0),
        (2010, "R2", "A01", 0.3, 0.1, 0.0, -1.0),
    ]
    return past(rows, ["complexity"])


def growth_trained(scale: float = 1.0) -> Trained:
    """Series R1-CAR, R1-FOO and R2-CAR, 100 at the cutoff, growing 2 a year; R3 has none."""
    scores = np.array([NormalDist().inv_cdf(p) for p in PROBABILITIES])
    keys = [("R1", "CAR"), ("R1", "FOO"), ("R2", "CAR")]
    forecasts = pd.DataFrame(
        {
            "region_code": region,
            "cluster_code": cluster,
            "year": CUTOFF + step,
            "step": step,
            "median": scale * (100.0 + 2 * step),
            **dict(
                zip(QUANTILE_COLUMNS, scale * (100 + 2 * step + 3 * step * scores), strict=True)
            ),
        }
        for region, cluster in keys
        for step in range(1, HORIZON + 1)
    )
    history = pd.DataFrame(
        {
            "region_code": region,
            "cluster_code": cluster,
            "year": year,
            # R2 is not known at the cutoff.
            "value": np.nan if region == "R2" and year == CUTOFF else 100.0 + 2 * (year - CUTOFF),
        }
        for region, cluster in keys
        for year in range(2005, CUTOFF + 1)
    )
    reasons = pd.DataFrame(
        {
            "region_code": ["R1"] * 3,
            "cluster_code": ["CAR"] * 3,
            "driver": ["momentum", "national", "share"],
            "contribution": [-4.0, 12.5, 1.5],
            "growth": np.array([-4.0, 12.5, 1.5]) * (1.1**0.2 - 1) * 10,
        }
    )
    tables = {
        "forecasts": forecasts,
        "history": history,
        "totals": sums(forecasts, ["year", "step"]),
        "totals_history": sums(history, ["year"]),
        "reasons": reasons,
        "regions": REGIONS,
        "clusters": CLUSTERS,
        "indicators": INDICATORS,
        **cluster_past(),
    }
    # Run live it is the drift, its errors normal and growing with the square root of the step.
    calibration = np.tile(scores, (HORIZON, 1))
    fitted = Fitted(calibration, np.sqrt(np.arange(1, HORIZON + 1)), point="drift")
    params: dict[str, str | int | float | bool] = {"indicator": "value_added"}
    return Trained("growth", "hybrid", CUTOFF, HORIZON, params, tables, to_files(fitted))


def sums(rows: pd.DataFrame, time: list[str]) -> pd.DataFrame:
    """Totals of every region and of all; quantiles as if all series moved as one."""
    of_regions = rows.drop(columns="cluster_code").groupby(["region_code", *time]).sum()
    of_all = rows.drop(columns=["region_code", "cluster_code"]).groupby(time).sum()
    parts = [of_regions.reset_index(), of_all.reset_index().assign(region_code="")]
    return pd.concat(parts, ignore_index=True).assign(cluster_code="")


def niches_trained() -> Trained:
    """R1 is specialised in A01 and B60 and may enter G06 or H04; R2 the other way round."""
    cells = [
        ("R1", "G06", "entry", 0.4, 0.1, 0.5),
        ("R1", "H04", "entry", 0.6, 0.2, 0.8),
        ("R1", "A01", "exit", 0.3, 0.15, 1.5),
        ("R1", "B60", "exit", 0.1, 0.1, 2.5),
        ("R2", "A01", "entry", 0.2, 0.1, 0.2),
        ("R2", "B60", "entry", 0.05, 0.1, 0.0),
        ("R2", "G06", "exit", 0.25, 0.2, 1.2),
        ("R2", "H04", "exit", 0.15, 0.3, 1.1),
    ]
    calls = pd.DataFrame(
        cells,
        columns=[
            "region_code",
            "activity_code",
            "call",
            "probability",
            "null_probability",
            "location_quotient",
        ],
    ).assign(
        probability_low=lambda rows: rows["probability"] * 0.8,
        probability_high=lambda rows: rows["probability"] * 1.2,
        lift=lambda rows: rows["probability"] / rows["null_probability"],
        relatedness_density=0.4,
        complexity=lambda rows: rows["activity_code"].map(
            ACTIVITIES.set_index("activity_code")["pci"]
        ),
        warning=lambda rows: rows["region_code"].map({"R1": "", "R2": "few patents"}),
    )
    portfolio = pd.DataFrame(
        [
            ("R1", "A01", 30.0, 1.5, 1.6, "falling"),
            ("R1", "B60", 50.0, 2.5, 2.0, "rising"),
            ("R1", "G06", 5.0, 0.5, np.nan, "steady"),
            ("R2", "G06", 12.0, 1.2, 1.2, "steady"),
            ("R2", "H04", 11.0, 1.1, 1.0, "rising"),
        ],
        columns=[
            "region_code",
            "activity_code",
            "count",
            "location_quotient",
            "previous_location_quotient",
            "trend",
        ],
    )
    reasons = pd.DataFrame(
        [
            ("R1", "H04", "entry", 2, "complex", 0.1),
            ("R1", "H04", "entry", 1, "close to B60 Vehicles (proximity 0.61)", 0.7),
            ("R1", "A01", "exit", 1, "share falling", 0.5),
        ],
        columns=["region_code", "activity_code", "call", "rank", "reason", "weight"],
    )
    summary = pd.DataFrame(
        {
            "region_code": ["R1", "R2"],
            "diversity": [2, 2],
            "eci": [0.5, np.nan],
            "fitness": [1.1, 0.9],
            "count": [85.0, 23.0],
        }
    )
    tables = {
        "calls": calls,
        "portfolio": portfolio,
        "reasons": reasons,
        "regions": REGIONS,
        "activities": ACTIVITIES,
        "region_summary": summary,
        "breakthroughs": EMERGING,
        "points": POINTS,
        **niche_past(),
    }
    params: dict[str, str | int | float | bool] = {
        "activity": "technology",
        "threshold": 1.0,
        "window": 5,
        "best_null_exit": "persistence",
    }
    return Trained("niches", "lightgbm", CUTOFF, HORIZON, params, tables)


def markets_trained() -> Trained:
    """The same of clusters: R1 is specialised in FOO and CAR and may enter TEX or ART."""
    niches = niches_trained()
    tables = {name: rows.replace(CLUSTER_OF) for name, rows in niches.tables.items()}
    return replace(niches, params={**niches.params, "activity": "cluster"}, tables=tables)


def registered_name(trained: Trained) -> str:
    return name_of(trained.task, str(trained.params.get("activity", "technology")))


def backtest_rows(task: Task) -> pd.DataFrame:
    """Two origins and their mean, of the model and of a baseline."""
    if task == "growth":
        return pd.DataFrame(
            {
                "model": model,
                "origin": origin,
                "n": 3,
                "seconds": 1.0,
                "owa": owa,
                "smape": 8.0,
                "mase": 1.0,
                "coverage_80": 0.75 if origin == 2005 else 0.81,
                "coverage_95": 0.94,
                "msis_95": 9.0,
            }
            for model, owa in (("hybrid", 0.8), ("naive", 1.0))
            for origin in (2005, 2010, "pooled")
        )
    rivals = {
        "lightgbm": (0.3, ["entry", "exit"]),
        "persistence": (0.1, ["entry", "exit"]),
        "density": (0.2, ["entry", "exit"]),
        "emergence": (0.3, ["breakthrough"]),
        "past_growth": (0.15, ["breakthrough"]),
        "past_share": (0.25, ["breakthrough"]),
    }
    return pd.DataFrame(
        {
            "model": model,
            "call": call,
            "origin": origin,
            "n": 4,
            "seconds": 1.0,
            "ap": ap,
            "auc": np.nan,
            "best_f1": 0.4,
            "precision_at_1000": 0.3,
            "precision_at_10_per_region": 0.2,
            "map_at_10": 0.3,
            "ece": 0.01,
            "brier": 0.1,
            "base_rate": 0.08,
        }
        for model, (ap, calls) in rivals.items()
        for call in calls
        for origin in (2005, 2010, "pooled")
    )


def champion(trained: Trained, version: int = 1) -> Champion:
    """As ``registry.load`` gives it, without a store."""
    return Champion(
        task=trained.task,
        name=registered_name(trained),
        version=version,
        model=trained.model,
        cutoff=trained.cutoff,
        horizon=trained.horizon,
        package=PACKAGE.name,
        title=PACKAGE.title,
        sha256=PACKAGE.sha256,
        created_at=pd.Timestamp("2026-01-02T03:04:05Z").to_pydatetime(),
        params=trained.params,
        tables=trained.tables,
        track=backtest_rows(trained.task),
        files=trained.files,
        data=PACKAGE,
    )


def register(trained: Trained, package: Package = PACKAGE) -> int:
    """Log a version and make it the champion whatever the gate says."""
    keys = {"model": trained.model, "origin": 2005, "region_code": "R1"}
    growth = {"cluster_code": "CAR", "smape": 8.0, "mase": 1.0}
    niches = {"call": "entry", "n": 4, "brier": 0.1, "ap": 0.3}
    losses = pd.DataFrame([keys | (growth if trained.task == "growth" else niches)])
    with warnings.catch_warnings():
        # MLflow and its database layer warn of each other.
        warnings.simplefilter("ignore")
        version = versions.log(trained, package, backtest_rows(trained.task), losses)
        promotion.promote(registered_name(trained), version, force=True)
    return version


@pytest.fixture(scope="session")
def store(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store of its own, with a champion for growth, for niches and for market niches."""
    folder = tmp_path_factory.mktemp("store")
    shutil.copy(migrated_database, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
        register(growth_trained())
        register(niches_trained())
        register(markets_trained())
        yield folder


@dataclass(frozen=True)
class Running:
    """A service that runs."""

    address: str
    log: Path


@pytest.fixture(scope="session")
def service(store: Path) -> Iterator[Running]:
    """The service as a process over the store, once for all tests."""
    log = store / "service.log"
    with host.running(host.free_port(), log) as address:
        yield Running(address, log)
