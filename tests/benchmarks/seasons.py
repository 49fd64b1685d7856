"""What seasons are worth: the demo country by quarter and by month, with and without them.

    python -m tests.benchmarks.seasons [--horizon 2]

Every model is scored on the same series; "blind" takes each quarter or month as one more year of
an annual series. Prints a table and, last, the same as one JSON line.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from features.growth.panel import GrowthPanel, growth_panel
from features.package import Package, read
from tests.benchmarks.command_line import parser
from tests.training import sub_annual
from training.growth import metrics, models
from training.growth import task as growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion

ORIGINS = (2008, 2012, 2016)
COMPARED = ["naive", "drift", "ets", "theta", "hybrid"]
BLIND = ["drift", "ets", "theta"]
REGIONS = 20
FIGURES = ["smape", "mase", "owa", "seconds"]


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--horizon", type=int, default=2, help="years ahead")
    horizon = arguments.parse_args().horizon
    found = pd.concat([measured(per_year, horizon) for per_year in (4, 12)])
    means = found.groupby(["periods_per_year", "model"], sort=False)[FIGURES].mean()
    print(means.round(3).to_string())
    print(json.dumps(means.reset_index().to_dict(orient="records")))


def measured(per_year: int, horizon: int) -> pd.DataFrame:
    """Figures of all models at all origins."""
    with TemporaryDirectory() as folder:
        package = read(sub_annual.make(Path(folder) / "p", per_year, REGIONS))
    parts, panels = [], GrowthPanels(package, GrowthQuestion(horizon))
    for origin in ORIGINS:
        rows = growth.evaluate(panels, origin, COMPARED).rows
        parts += [rows, pd.DataFrame(list(blind(package, origin, horizon, rows)))]
    return pd.concat(parts).assign(periods_per_year=per_year)


def blind(
    package: Package, origin: int, horizon: int, rows: pd.DataFrame
) -> Iterator[dict[str, object]]:
    """Figures of models that know of no seasons, against the same naive forecast."""
    panel = growth_panel(package, origin)
    n_steps = horizon * panel.periods_per_year
    annual = replace(panel, periods_per_year=1, years=np.arange(len(panel.years)))
    actual = growth_panel(package, origin + horizon).values[:, -n_steps:]
    naive = rows[rows["model"] == "naive"].iloc[0]
    for name in BLIND:
        started = time.perf_counter()
        median = models.forecast(name, annual, n_steps, models.learner(annual, n_steps)).median
        yield scored(panel, actual, median, naive) | {
            "model": f"{name} blind",
            "seconds": time.perf_counter() - started,
        }


def scored(
    panel: GrowthPanel, actual: np.ndarray, median: np.ndarray, naive: pd.Series
) -> dict[str, object]:
    scale = metrics.scale(panel.values, panel.periods_per_year)
    smape = metrics.smape(actual, median).mean()
    mase = metrics.mase(actual, median, scale).mean()
    owa = (smape / naive["smape"] + mase / naive["mase"]) / 2
    return {"smape": smape, "mase": mase, "owa": owa}


if __name__ == "__main__":
    main()
