"""Yearly series of the M3 competition: our models beside each other and published results.

Run with ``python -m tests.benchmarks.m3_yearly ../shared/data/m3-yearly [MODEL,...]``. The folder
holds train.parquet and test.parquet with columns unique_id, t, y. Prints a table with paired
bootstrap intervals and, last, one JSON object on one line, shaped like a backtest's. Where
.venv-rivals exists (make benchmarks creates it), forecasts of other libraries stand beside ours.
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
from training.growth.models import check, learner
from training.growth.task import DEFAULT, QUICK_MODELS

HORIZON = 6
PUBLISHED = {
    "Theta (M3)": (16.97, 2.806),
    "ForecastPro (M3)": (17.27, 3.026),
    "Robust-Trend (M3)": (17.03, 2.625),
    "RBF (M3)": (16.42, 2.720),
}


def read(folder: Path) -> tuple[GrowthPanel, np.ndarray]:
    """Series aligned at their ends (they share no calendar), and the outcomes (645, 6).

    Raises
    ------
    InputError
        The folder lacks them.
    """
    for name in ("train.parquet", "test.parquet"):
        if not (folder / name).is_file():
            raise InputError(f"there is no {folder / name}: give the folder of the M3 series")
    train = pd.read_parquet(folder / "train.parquet").sort_values(["unique_id", "t"])
    test = pd.read_parquet(folder / "test.parquet").sort_values(["unique_id", "t"])
    length = train.groupby("unique_id")["t"].transform("size")
    place = train.groupby("unique_id").cumcount() - length
    wide = train.assign(place=place).pivot(index="unique_id", columns="place", values="y")
    keys = pd.DataFrame({"region_code": wide.index, "cluster_code": ""})
    years = np.arange(1990 - wide.shape[1], 1990)  # any would do, but Prophet wants dates
    outcomes = test["y"].to_numpy().reshape(-1, HORIZON)
    return GrowthPanel(keys, years, wide.to_numpy(), {}, {}), outcomes


def main() -> None:
    """Score the models, print the table with the published figures, then the JSON line."""
    folder, models = asked()
    panel, actual = read(folder)
    learn = learner(panel, HORIZON)
    every = np.ones(len(actual), dtype=bool)
    scored = [ours(panel, actual, every, model, learn) for model in models]
    scored += rivals(panel, actual, every)
    rows = pd.DataFrame([row for row, _ in scored]).assign(origin="end of train")
    losses = pd.concat([loss for _, loss in scored], ignore_index=True)
    published = pd.DataFrame(
        [{"model": name, "smape": smape, "mase": mase} for name, (smape, mase) in PUBLISHED.items()]
    )
    print(pd.concat([rows, published]).round(3).to_string(index=False, na_rep=""))
    losses = losses.assign(origin="end of train")
    if {"naive", DEFAULT} <= set(models):
        compare(losses)
    digest = hashlib.sha256((folder / "train.parquet").read_bytes()).hexdigest()
    print(Backtest("growth", "m3-yearly", digest, HORIZON, DEFAULT, rows, losses).to_json())


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
