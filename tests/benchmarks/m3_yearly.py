"""Yearly series such as those of the M3 competition: our models beside each other.

Run with ``python -m tests.benchmarks.m3_yearly ../shared/data/m3-yearly [MODEL,...]``. The folder
holds train.parquet and test.parquet with columns unique_id, t, y; the horizon is the number of
rows that each series has in the test part. Prints a table with paired bootstrap intervals and,
last, one JSON object on one line, shaped like a backtest's. Published results stand beside ours
where the folder holds the M3 series. Where .venv-rivals exists (make benchmarks creates it),
forecasts of other libraries do too.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from features.errors import InputError
from features.growth.panel import GrowthPanel
from tests.benchmarks.beside import compare, ours, rivals
from tests.benchmarks.command_line import exit_code, parser
from training.backtest import Backtest
from training.growth import metrics
from training.growth.models import check, learner
from training.growth.task import DEFAULT, QUICK_MODELS

FILES = ("train.parquet", "test.parquet")
COLUMNS = ["unique_id", "t", "y"]
M3 = (645, 6)
"""Series and years ahead of the M3 competition."""
PUBLISHED = {
    "Theta (M3)": (16.97, 2.806),
    "ForecastPro (M3)": (17.27, 3.026),
    "Robust-Trend (M3)": (17.03, 2.625),
    "RBF (M3)": (16.42, 2.720),
}


def read(folder: Path) -> tuple[GrowthPanel, np.ndarray]:
    """Series aligned at their ends (they share no calendar), and outcomes (n_series, horizon).

    Raises
    ------
    InputError
        The folder lacks a file or column, or its series have no common horizon.
    """
    train, test = (part(folder / name) for name in FILES)
    length = train.groupby("unique_id")["t"].transform("size")
    place = train.groupby("unique_id").cumcount() - length
    wide = train.assign(place=place).pivot(index="unique_id", columns="place", values="y")
    steps = test.groupby("unique_id")["y"].size()
    if set(steps.index) != set(wide.index):
        raise InputError(f"{folder}: {FILES[0]} and {FILES[1]} hold different series: align them")
    if steps.nunique() != 1:
        raise InputError(
            f"{folder / FILES[1]}: series have {steps.min()} to {steps.max()} rows, but all need "
            "the same number: cut them to one horizon"
        )
    keys = pd.DataFrame({"region_code": wide.index, "cluster_code": ""})
    years = np.arange(1990 - wide.shape[1], 1990)  # any would do, but Prophet wants dates
    outcomes = test["y"].to_numpy().reshape(len(wide), -1)
    return GrowthPanel(keys, years, wide.to_numpy(), {}, {}), outcomes


def part(path: Path) -> pd.DataFrame:
    """One file's rows, sorted by series and time; InputError if it or a column is not there."""
    if not path.is_file():
        raise InputError(f"there is no {path}: give a folder with {FILES[0]} and {FILES[1]}")
    rows = pd.read_parquet(path)
    missing = [column for column in COLUMNS if column not in rows]
    if missing:
        raise InputError(f"{path} has no column {missing[0]}: it needs {', '.join(COLUMNS)}")
    return rows.sort_values(["unique_id", "t"])


def main() -> None:
    """Score the models, print the table with the published figures, then the JSON line."""
    folder, models = asked()
    panel, actual = read(folder)
    horizon = actual.shape[1]
    learn = learner(panel, horizon)
    moved = metrics.scale(panel.values) > 0  # errors are measured against past changes
    scored = [ours(panel, actual, moved, model, learn) for model in models]
    scored += rivals(panel, actual, moved)
    rows = pd.DataFrame([row for row, _ in scored]).assign(origin="end of train")
    losses = pd.concat([loss for _, loss in scored], ignore_index=True)
    published = [
        {"model": name, "smape": smape, "mase": mase} for name, (smape, mase) in PUBLISHED.items()
    ]
    shown = pd.concat([rows, pd.DataFrame(published)]) if actual.shape == M3 else rows
    print(shown.round(3).to_string(index=False, na_rep=""))
    losses = losses.assign(origin="end of train")
    if {"naive", DEFAULT} <= set(models):
        compare(losses)
    digest = hashlib.sha256((folder / FILES[0]).read_bytes()).hexdigest()
    name = folder.resolve().name
    print(Backtest("growth", name, digest, horizon, DEFAULT, rows, losses).to_json())


def asked() -> tuple[Path, list[str]]:
    """The folder and the models of the command line; InputError for a model that is unknown."""
    arguments = parser(__doc__)
    arguments.add_argument("folder", type=Path, help="of train.parquet and test.parquet")
    usual = ",".join([*QUICK_MODELS, DEFAULT, "prophet"])
    arguments.add_argument("models", nargs="?", default=usual, help=f"by default {usual}")
    given = arguments.parse_args()
    models = given.models.split(",")
    for model in models:
        check(model)
    return given.folder, models


if __name__ == "__main__":
    sys.exit(exit_code(main))
