"""A champion ready to run live: its model and the series that it was trained on, without seasons.

Seasons are taken out of all series once, as at training. A panel without seasons reads like an
annual one: each column counts as a year, whether it is a year, a quarter or a month.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array, Index
from features.errors import InputError
from features.growth.panel import KEYS, GrowthPanel, growth_panel
from features.package import periods
from training.champion import Champion
from training.growth import fitted
from training.growth.fitted import Fitted
from training.growth.intervals.quantiles import LADDER, LADDER_COLUMNS
from training.growth.live.borrow import Peers
from training.growth.models import WITH_SEASONS
from training.growth.statistical import seasonality
from training.growth.statistical.gaps import fill_gaps
from training.growth.statistical.seasonality import Seasons

Key = tuple[str, str]


@dataclass(frozen=True)
class Live:
    """A champion ready to forecast series of users.

    Attributes
    ----------
    fitted : Fitted
    panel : GrowthPanel
        Up to the champion's cutoff, without seasons.
    times : (n_columns,) int
        Time of each column, as features.package.periods.time_of gives it.
    observed : (n_series, n_columns)
        The panel's values with their seasons.
    seasons : Seasons
        Of the panel's series.
    peers : Peers
        The champion's forecasts of the panel's series.
    places : mapping of (region_code, cluster_code) to int
        Rows of the panel.
    parents : mapping of str to str
        Cluster to its parent.
    groups : mapping of str to mapping of str to int
        Level to code to group of the panel; -1 for the code of a total.
    """

    fitted: Fitted
    panel: GrowthPanel
    times: Index
    observed: Array
    seasons: Seasons
    peers: Peers
    places: Mapping[Key, int]
    parents: Mapping[str, str]
    groups: Mapping[str, Mapping[str, int]]

    @property
    def cutoff(self) -> int:
        """Time of the panel's last column."""
        return int(self.times[-1])

    @property
    def periods_per_year(self) -> int:
        """Columns in a year: 1, 4 or 12."""
        return self.peers.periods_per_year

    def label(self, time: int) -> str:
        """A time in words, such as 2020 or 2020 Q3."""
        per_year = self.periods_per_year
        return periods.label(*periods.year_and_period(time, per_year), per_year)


def ready(champion: Champion) -> Live:
    """Read a champion's model and the series that it was trained on.

    Raises
    ------
    InputError
        The champion cannot run live: it is Prophet, it is naive and its data are quarterly or
        monthly (it repeats the last year instead of learning seasons), or other code trained it.
    """
    if champion.model == "prophet":
        raise InputError(
            "live forecasts are not available with a prophet champion: train and promote a hybrid"
        )
    whole = growth_panel(champion.priced_data, champion.cutoff, str(champion.params["indicator"]))
    sub_annual = whole.periods_per_year > 1
    if sub_annual and champion.model in WITH_SEASONS:
        raise InputError(
            "live forecasts are not available for monthly or quarterly data trained with "
            f"{champion.model}: train and promote a hybrid"
        )
    fit = fitted.from_files(champion.files)
    if fit.revision is not None:
        # Each column is read like a year.
        whole = replace(whole, revision=np.repeat(fit.revision, whole.periods_per_year))
    seasons = seasonality.seasons_of(whole) if sub_annual else seasonality.none(len(whole.keys))
    panel = _without(whole, seasons)
    clusters = champion.data.table("clusters", "growth")
    parents = dict(zip(clusters["cluster_code"], clusters["parent_code"], strict=True))
    ladders = _ladders(panel, champion.tables["forecasts"], fit.horizon)
    ladders = seasons.remove(ladders, len(panel.years))
    peers = _peers(panel, parents, ladders, whole.periods_per_year)
    keys = list(zip(peers.regions.tolist(), peers.clusters.tolist(), strict=True))
    levels = {"region": peers.regions, "cluster": peers.clusters, "sector": peers.sectors}
    groups = {name: _group_of_code(codes, panel.groups[name]) for name, codes in levels.items()}
    places = {key: place for place, key in enumerate(keys)}
    # A model of other features is refused now, not when the first request comes.
    fitted.forecast(fit, panel, np.zeros(1, dtype=np.intp))
    times = whole.years * whole.periods_per_year + whole.periods - 1
    return Live(fit, panel, times, whole.values, seasons, peers, places, parents, groups)


def _without(panel: GrowthPanel, seasons: Seasons) -> GrowthPanel:
    """The panel without seasons, to be read like an annual one."""
    values = seasons.remove(panel.values)
    return replace(panel, values=values, periods_per_year=1, first_period=1)


def _peers(panel: GrowthPanel, parents: Mapping[str, str], ladders: Array, per_year: int) -> Peers:
    """The panel's series with the champion's forecasts of them."""
    regions, clusters = (panel.keys[key].to_numpy(dtype=object) for key in KEYS)
    return Peers(
        regions,
        clusters,
        np.array([parents.get(code) or code for code in clusters], dtype=object),
        leaf=panel.groups["nation"] >= 0,
        last=fill_gaps(panel.values)[:, -1],
        ladders=ladders,
        periods_per_year=per_year,
    )


def _group_of_code(codes: npt.NDArray[np.object_], groups: npt.NDArray[np.intp]) -> dict[str, int]:
    """Group of each code; -1 where all its series are totals."""
    largest = pd.Series(groups).groupby(codes).max()
    return dict(zip(largest.index.tolist(), largest.tolist(), strict=True))


def _ladders(panel: GrowthPanel, forecasts: pd.DataFrame, horizon: int) -> Array:
    """The champion's forecasts (n_series, horizon, len(LADDER)) in the order of the panel."""
    keys = panel.keys.loc[panel.keys.index.repeat(horizon)]
    keys = keys.assign(step=np.tile(np.arange(1, horizon + 1), len(panel.keys)))
    ordered = keys.merge(forecasts, how="left", on=[*KEYS, "step"], validate="one_to_one")
    ladders = ordered[LADDER_COLUMNS].to_numpy(np.float64)
    return ladders.reshape(len(panel.keys), horizon, len(LADDER))
