"""How well breakthroughs are ranked, beside past growth and past share, origin by origin.

    python -m tests.benchmarks.breakthroughs ../shared/data/metros [--origins 1998,1999,...]

Attributes were chosen on origins up to 1997. Prints average precision by origin and its mean, with
how often a redraw of the origins leaves the model above both rules, how far the model's chances
were off (Brier score and calibration error), and, last, one line of JSON.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from features.errors import InputError
from features.niches.question import NicheQuestion
from features.package import read
from tests.benchmarks.command_line import exit_code, parser, years
from training.niches.breakthroughs import NULLS, evaluate
from training.niches.caution import MODEL
from training.niches.panels import NichePanels

DRAWS = 2000


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("package", type=Path)
    arguments.add_argument("--origins", type=years, default=list(range(1998, 2003)))
    arguments.add_argument("--horizon", type=int, default=5)
    asked = arguments.parse_args()
    table = measured(asked.package, asked.origins, asked.horizon)
    found = table.pivot_table(index="origin", columns="model", values="ap")[[*NULLS, MODEL]]
    print(found.round(3).to_string())
    mean = found.mean()
    best = mean[list(NULLS)].max()
    print(f"mean {mean[MODEL]:.3f}, {mean[MODEL] / best:.2f} times {best:.3f} of the best rule")
    print(f"above both rules in {100 * above(found):.0f} % of redraws of the origins")
    calibration = table[table["model"] == MODEL].set_index("origin")[["brier", "ece"]]
    print(calibration.round(4).to_string())
    off = calibration.mean().dropna().to_dict()
    print(json.dumps({"package": asked.package.name, "mean": mean.to_dict(), "calibration": off}))


def measured(folder: Path, origins: list[int], horizon: int) -> pd.DataFrame:
    """Figures of training.niches.breakthroughs.evaluate, one row an origin and model."""
    package = read(folder)
    rows, panels = [], NichePanels(package, NicheQuestion(horizon))
    for origin in origins:
        print(f"breakthroughs at {origin}", file=sys.stderr)
        rows.append(evaluate(panels, origin))
    table = pd.concat(rows)
    if table.empty:
        raise InputError(f"{package.name} is too short for these origins: choose later ones")
    return table


def above(found: pd.DataFrame) -> float:
    """Share of redraws of the origins in which the model's mean is above both rules' means."""
    draws = np.random.default_rng(0).integers(len(found), size=(DRAWS, len(found)))
    means = found.to_numpy()[draws].mean(axis=1)
    return float((means[:, -1] > means[:, :-1].max(axis=1)).mean())


if __name__ == "__main__":
    sys.exit(exit_code(main))
