"""How well niches are ranked by rules that learn from who has what, beside model and nulls.

    python -m tests.benchmarks.niche_rivals ../shared/data/us-states --origins 1992,1995,1997

Sapling Similarity (Albora et al. 2023) and EASE (Steck 2019) score the same cells as the nulls and
LightGBM. "lightgbm with both" is LightGBM with their scores as two more features. Prints average
precision by call and origin, and what the two features add with its 90 % interval (bootstrap over
regions, and over origins from three on). Choose on early origins, report later ones.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit

from features.arrays import Array
from features.indicators.relatedness import relatedness_density, sapling_similarity
from features.niches.panel import NichePanel, labels
from features.niches.question import NicheQuestion
from features.package import read
from tests.benchmarks.command_line import exit_code, parser, years
from training.niches.evaluation import _losses as losses_of
from training.niches.examples import check_judged, examples_until
from training.niches.learners.example import CALLS, Call, Example, Scorer
from training.niches.learners.trees import fit_lightgbm
from training.niches.models import NULLS
from training.niches.panels import NichePanels
from training.registry.comparison import paired_bootstrap

PENALTY = 300.0
"""Of EASE, in regions: the best of 1, 3, 10, 30, 100 and 300 on us-states 1992, 1995 and 1997."""
MODEL, WITH_BOTH = "lightgbm", "lightgbm with both"


def sapling(presence: Array) -> Array:
    """Share of the related activities that a region has, weighed by Sapling Similarity (R, A).

    Source: Albora, Rossi Mori & Zaccaria (2023), Knowledge-Based Systems 275, B_PP and eq. 8.
    """
    return np.asarray(relatedness_density(presence, sapling_similarity(presence)))


def ease(presence: Array, penalty: float) -> Array:
    """Presence as the other activities of a region foretell it (R, A).

    X B, where each column of B is the ridge regression of an activity on all others:
    B = I - P / diag(P) with P = (X'X + penalty I)^-1, so that the diagonal of B is 0.

    Source: Steck (2019), Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019, eq. 8.
    """
    inverse = np.linalg.inv(presence.T @ presence + penalty * np.eye(presence.shape[1]))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return np.asarray(presence @ weights)


def signals(panel: NichePanel, penalty: float) -> dict[str, Array]:
    """Both rules at a panel, by name."""
    presence = panel.present.astype(np.float64)
    return {"sapling": sapling(presence), "ease": ease(presence, penalty)}


def extended(example: Example, penalty: float) -> Example:
    """The example with both rules among its features."""
    more = {name: x.astype(np.float32) for name, x in signals(example.panel, penalty).items()}
    panel = replace(example.panel, features={**example.panel.features, **more})
    return replace(example, panel=panel)


def scored(model: str, test: Example, scores: Callable[[Example, Call], Array]) -> pd.DataFrame:
    """Losses by region of a model's scores, which are taken for log-odds, for both calls."""
    parts = []
    for call in CALLS:
        cells = test.cells(call) & test.learn[:, None]
        found, happened = scores(test, call), test.happened(call, cells)
        region = np.nonzero(cells)[0]
        part = losses_of(test.panel.regions, region, happened, found, expit(found))
        parts.append(part.assign(model=model, call=call, origin=test.panel.cutoff))
    return pd.concat(parts)


def by(scorer: Scorer) -> Callable[[Example, Call], Array]:
    """Scores of a fitted model on the scored cells of an example."""
    return lambda test, call: scorer.score(test.panel, test.cells(call) & test.learn[:, None], call)


def rule(values: Array) -> Scorer:
    """A rule by its scores (R, A)."""
    return Scorer(lambda panel, cells: values[cells])


def measured(panels: NichePanels, origin: int, penalty: float) -> pd.DataFrame:
    """Losses by region of nulls, rules and both models at an origin."""
    check_judged(panels, origin)
    examples = examples_until(panels, origin)
    now = panels.at(origin)
    test = Example(now, labels(now, panels.outcome(origin)), now.large)
    found = [scored(name, test, by(null(examples))) for name, null in NULLS.items()]
    rules = signals(now, penalty)
    for name, values in rules.items():
        found.append(scored(name, test, by(rule(values))))
    found.append(scored(MODEL, test, by(fit_lightgbm(examples))))
    more = [extended(example, penalty) for example in examples]
    found.append(scored(WITH_BOTH, extended(test, penalty), by(fit_lightgbm(more))))
    return pd.concat(found, ignore_index=True)


def main() -> None:
    """Measure all origins and print the tables."""
    asked = parser(__doc__)
    asked.add_argument("package", type=Path)
    asked.add_argument("--origins", type=years, required=True)
    asked.add_argument("--horizon", type=int, default=5)
    asked.add_argument("--penalty", type=float, default=PENALTY, help="of EASE")
    arguments = asked.parse_args()
    panels = NichePanels(read(arguments.package), NicheQuestion(arguments.horizon))
    parts = []
    for origin in arguments.origins:
        print(f"niches at {origin}", file=sys.stderr, flush=True)
        parts.append(measured(panels, origin, arguments.penalty))
    losses = pd.concat(parts, ignore_index=True)
    table = losses.pivot_table(index="model", columns=["call", "origin"], values="ap", sort=False)
    print("average precision within a region, mean over regions")
    print(table.round(3).to_string())
    for rival in (MODEL, "density", "nearest_neighbours"):
        for model in (WITH_BOTH,) if rival == MODEL else ("sapling", "ease"):
            found = paired_bootstrap("niches", losses, model, rival)[0]
            print(
                f"entries: {model} {found.value:.4f}, {rival} {found.rival_value:.4f}, more by "
                f"{found.improvement:.4f} ({found.low:.4f} to {found.high:.4f})"
            )


if __name__ == "__main__":
    sys.exit(exit_code(main))
