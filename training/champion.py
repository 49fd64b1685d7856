"""One registered version: its tables, its track record and its data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import pandas as pd

from features import formats
from features.errors import InputError
from features.growth.prices import Prices, check_index, converted, prices_of
from features.package import Package
from features.package.contract.columns import PriceBasis
from training.trained import Task


def registered_name(task: Task, activity: str = "technology") -> str:
    """The name that versions of a model are registered under."""
    if task == "growth":
        return "cluster-growth"
    return "market-niches" if activity == "cluster" else "technology-niches"


@dataclass(frozen=True)
class Champion:
    """One registered version, ready to answer from its tables; other attributes as in ``Trained``.

    Attributes
    ----------
    name : str
        Registered name, such as "cluster-growth".
    package, title, sha256 : str
        Name, title and digest of the data package it was trained on.
    created_at : datetime
        When the version was registered, UTC.
    track : DataFrame
        Its backtest: the rows of ``training.backtest.Backtest``, other models included.
    data : Package
        The data package as it stood at the cutoff, with the input-output tables of all years; in
        the prices that it was read in.
    coverage : DataFrame
        How often the intervals of its backtest held, as ``training.backtest.Evaluation.coverage``;
        empty if unknown.
    forced : bool
        Whether it was promoted against the gate.
    checked : bool
        Whether its files were compared with their checksums; older releases kept none.
    """

    task: Task
    name: str
    version: int
    model: str
    cutoff: int
    horizon: int
    package: str
    title: str
    sha256: str
    created_at: datetime
    params: Mapping[str, str | int | float | bool]
    tables: Mapping[str, pd.DataFrame]
    track: pd.DataFrame
    files: Mapping[str, bytes]
    data: Package
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)
    forced: bool = False
    checked: bool = False

    @property
    def prices(self) -> Prices:
        """The prices of a growth champion's tables; older ones have those of their data."""
        stated, year = (self.params.get(name) for name in ("price_basis", "price_year"))
        basis = self.data.price_basis(self._conversion[0]) if stated is None else stated
        return Prices(cast(PriceBasis, basis), None if year is None else int(year))

    @property
    def priced_data(self) -> Package:
        """The data with the forecast indicator in the prices of the forecasts."""
        indicator, deflator = self._conversion
        return converted(self.data, indicator, deflator, self.prices) if deflator else self.data

    def in_its_prices(self, package: Package) -> Package:
        """Another state of its package with the forecast indicator in the prices of the forecasts.

        Raises
        ------
        InputError
            As prices_of and check_index of features.growth.prices, and where the index has
            another base year.
        """
        indicator, deflator = self._conversion
        if not deflator:
            return package
        found = prices_of(package, indicator, deflator)
        if found != self.prices:
            raise InputError(
                f"with {deflator} of {package.name}, {indicator} is "
                f"{formats.prices(found.basis, found.year)}, but version {self.version} of "
                f"{self.name} forecasts it {formats.prices(self.prices.basis, self.prices.year)}: "
                "rescale the index or train again"
            )
        check_index(package, indicator, deflator, self.cutoff + self.horizon)
        return converted(package, indicator, deflator, found)

    @property
    def _conversion(self) -> tuple[str, str]:
        """The forecast indicator and its deflator, "" without one."""
        return str(self.params.get("indicator", "")), str(self.params.get("deflator", ""))

    @property
    def counted(self) -> str:
        """What niches are measured in, such as "patents" or "million USD of value added"."""
        if self.params.get("activity", "technology") == "technology":
            return "patents"
        indicator = str(self.params.get("indicator", "")) or "value_added"
        units = self.data.tables["indicators"].set_index("indicator")["unit"]
        part = self.data.sub_annual.get("cluster_indicators")
        is_mean = part is not None and indicator in set(part["indicator"])
        measure = f"{units.get(indicator, '')} of {indicator.replace('_', ' ')}".strip()
        return f"{measure} (yearly means)" if is_mean else measure
