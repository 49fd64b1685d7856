"""Comparison of two models on the same rows of a backtest, with its uncertainty."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array, Index
from training import resampling
from training.backtest import HIGHER_IS_BETTER
from training.growth import order
from training.trained import Task

NAMES = {
    "owa": "forecast error (owa)",
    "rank_skill": "rank skill",
    "ap": "average precision within regions (ap)",
    "brier": "error of its probabilities (brier)",
}
"""Names for readers. The ap of regions is compared; the ap of tables is over all cells."""
SERIES = ["region_code", "cluster_code"]


@dataclass(frozen=True)
class Comparison:
    """One model against a rival in one figure, with the uncertainty of their difference.

    Attributes
    ----------
    figure : str
        "owa" or "rank_skill", "ap" or "brier".
    value, rival_value : float
        The figure of model and rival, pooled over origins.
    improvement, low, high : float
        How much better the model is (the sign is turned for losses), and the 90 % interval. The
        interval is NaN for a single series or region, and all three are if the figure cannot be
        computed: then the model is neither better nor worse.
    """

    figure: str
    model: str
    rival: str
    value: float
    rival_value: float
    improvement: float
    low: float
    high: float

    @property
    def better(self) -> bool:
        """Better by more than the noise."""
        return self.low > 0

    @property
    def worse(self) -> bool:
        """Worse by more than the noise."""
        return self.high < 0

    def __str__(self) -> str:
        figure = NAMES[self.figure]
        if np.isnan(self.improvement):
            return (
                f"its {figure} cannot be compared with that of {self.rival}: these rows do not "
                "measure it"
            )
        noise = f"90 % interval of the gain {self.low:+.4f} to {self.high:+.4f}"
        if np.isnan(self.low):
            noise = "no interval from a single series or region"
        change = "worse" if self.improvement < 0 else "better"
        return (
            f"its {figure} is {self.value:.4f}, that of {self.rival} {self.rival_value:.4f}: "
            f"{change} by {abs(self.improvement):.4f} ({noise})"
        )


def paired_bootstrap(
    task: Task, losses: pd.DataFrame, model: str, rival: str, draws: int = resampling.DRAWS
) -> list[Comparison]:
    """Compare two models on the same rows, as training.resampling draws them.

    Growth is compared in OWA and rank skill, niches in AP and Brier score of entries.

    Parameters
    ----------
    losses : DataFrame
        As in ``training.backtest.Evaluation``; growth needs the rows of naive too, to which OWA
        is relative.

    Returns
    -------
    list of Comparison
        Of owa and rank_skill, or of ap and brier.
    """
    measured = _measured(task, losses, [model, rival])
    point = _point(measured)
    blocks = [
        measured.statistic(*weights)
        for weights in resampling.draws(measured.n_units, len(measured.origins), draws)
    ]
    found = []
    for figure, (value, rival_value) in point.items():
        sign = 1.0 if figure in HIGHER_IS_BETTER else -1.0
        drawn = np.concatenate([block[figure] for block in blocks])
        ends = resampling.interval(sign * (drawn[:, 0] - drawn[:, 1]))
        ends = ends if measured.n_units > 1 else (np.nan, np.nan)
        values = float(value), float(rival_value), float(sign * (value - rival_value))
        found.append(Comparison(figure, model, rival, *values, *ends))
    return found


def no_order(losses: pd.DataFrame, model: str) -> bool:
    """Whether a growth model's rank skill is measured and not above 0 by more than the noise."""
    measured = _measured("growth", losses, [model])
    blocks = resampling.draws(measured.n_units, len(measured.origins))
    drawn = [measured.statistic(*weights)["rank_skill"][:, 0] for weights in blocks]
    return resampling.interval(np.concatenate(drawn))[0] <= 0


def points(task: Task, losses: pd.DataFrame, models: Sequence[str]) -> pd.DataFrame:
    """Figures (index models, columns figures) on the rows that all these models share."""
    return pd.DataFrame(_point(_measured(task, losses, models)), index=pd.Index(models))


def noise_source(task: Task, losses: pd.DataFrame) -> str:
    """In words what the noise of comparisons on these losses is worked out from."""
    rows = losses if task == "growth" else losses[losses["call"] == "entry"]
    return resampling.noise_source(
        np.sort(rows["origin"].unique()).astype(np.intp), resampling.units_of(rows)
    )


Statistic = Callable[[Array, Array], dict[str, Array]]
"""Weights of units (n_draws, n_units) and of origins (n_draws, n_origins) to figure name to values
(n_draws, n_models)."""


@dataclass(frozen=True)
class Measured:
    """Figures of some models as functions of the weights of units and origins."""

    n_units: int
    origins: Index
    statistic: Statistic


def _measured(task: Task, losses: pd.DataFrame, models: Sequence[str]) -> Measured:
    return (_growth_figures if task == "growth" else _niche_figures)(losses, models)


def _point(measured: Measured) -> dict[str, Array]:
    """Figures (n_models,) with every unit and origin once."""
    ones = np.ones((1, measured.n_units)), np.ones((1, len(measured.origins)))
    return {figure: values[0] for figure, values in measured.statistic(*ones).items()}


def _growth_figures(losses: pd.DataFrame, models: Sequence[str]) -> Measured:
    """OWA and rank skill.

    OWA is the mean of sMAPE and MASE, each relative to naive, per origin; then over origins. Those
    from which naive makes no error are left out; NaN if there are no others. Ranks are those of
    all series of an origin; a draw weighs them.
    """
    names = list(dict.fromkeys(["naive", *models]))
    rows = _shared(losses, SERIES, names, ["smape", "mase"])
    units, origins = resampling.units_of(rows), np.sort(rows["origin"].unique())
    at, of_model = np.searchsorted(origins, rows["origin"]), rows["model"].map(names.index)
    errors = np.zeros((units.n, len(origins), len(names), 2))
    np.add.at(errors, (units.codes, at, of_model), rows[["smape", "mase"]].to_numpy())
    is_measured = (errors[:, :, 0] > 0).any(axis=0).all(axis=-1)
    asked = [names.index(model) for model in models]
    orders = [_order_sums(rows, units, origins, model) for model in models]

    def statistic(of_units: Array, of_origins: Array) -> dict[str, Array]:
        sums = np.tensordot(of_units, errors[:, is_measured], axes=1)
        owa = (sums[:, :, asked] / sums[:, :, :1]).mean(axis=-1)
        skills = [
            order.figures(np.tensordot(of_units, sums, axes=1), of_origins, 1)["rank_skill"]
            for sums in orders
        ]
        return {
            "owa": _over_origins(owa, of_origins[:, is_measured]),
            "rank_skill": np.stack(skills, axis=-1),
        }

    return Measured(units.n, origins, statistic)


def _order_sums(rows: pd.DataFrame, units: resampling.Units, origins: Index, model: str) -> Array:
    """Sums of a model's order by unit and origin; zeros for losses of older trainings."""
    chosen = (rows["model"] == model).to_numpy()
    pairs = rows[chosen].reindex(columns=["origin", *order.LOSSES])
    return order.unit_sums(pairs, units.codes[chosen], units.n, origins)


def _niche_figures(losses: pd.DataFrame, models: Sequence[str]) -> Measured:
    """Of entries: mean AP within regions, Brier score over cells, per origin; then over origins."""
    entries = losses[losses["call"] == "entry"]
    rows = _shared(entries, ["region_code"], list(dict.fromkeys(models)), ["brier"])
    units, origins = resampling.units_of(rows), np.sort(rows["origin"].unique())
    cube = {
        figure: np.full((units.n, len(origins), len(models)), np.nan)
        for figure in ("ap", "brier", "n")
    }
    at = np.searchsorted(origins, rows["origin"])
    for place, model in enumerate(models):
        chosen = (rows["model"] == model).to_numpy()
        for figure, values in cube.items():
            values[units.codes[chosen], at[chosen], place] = rows.loc[chosen, figure]
    is_scored = np.isfinite(cube["ap"]).all(axis=-1, keepdims=True)
    cube["ap"] = np.where(is_scored, cube["ap"], np.nan)

    def statistic(of_units: Array, of_origins: Array) -> dict[str, Array]:
        ap = _weighted_mean(cube["ap"], of_units)
        brier = _weighted_mean(cube["brier"], of_units, cube["n"])
        return {
            "ap": _over_origins(ap, of_origins),
            "brier": _over_origins(brier, of_origins),
        }

    return Measured(units.n, origins, statistic)


def _shared(
    losses: pd.DataFrame, keys: list[str], models: list[str], figures: list[str]
) -> pd.DataFrame:
    """Rows of the series or regions and origins that all the models have figures of."""
    rows = losses[losses["model"].isin(models)].dropna(subset=figures)
    n_models = rows.groupby([*keys, "origin"])["model"].transform("nunique")
    return rows[n_models == len(models)].reset_index(drop=True)


def _weighted_mean(values: Array, weights: Array, sizes: Array | float = 1.0) -> Array:
    """Means (n_draws, n_origins, n_models) of known values (n_units, n_origins, n_models)."""
    sizes = np.where(np.isfinite(values), sizes, 0.0)
    total = np.tensordot(weights, sizes, axes=1)
    sums = np.tensordot(weights, np.nan_to_num(values) * sizes, axes=1)
    return np.asarray(sums / np.where(total > 0, total, np.nan))


def _over_origins(values: Array, weights: Array) -> Array:
    """Means (n_draws, n_models) of known values (n_draws, n_origins, n_models); NaN without any."""
    known = np.isfinite(values) * weights[:, :, None]
    total = known.sum(axis=1)
    sums = (np.nan_to_num(values) * known).sum(axis=1)
    return np.asarray(sums / np.where(total > 0, total, np.nan))
