"""One registered version: its tables, its track record and its data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from features.package import Package
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
        The data package as it stood at the cutoff, with the input-output tables of all years.
    coverage : DataFrame
        How often the intervals of its backtest held, as ``training.backtest.Evaluation.coverage``;
        empty if unknown.
    forced : bool
        Whether it was promoted against the gate.
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
