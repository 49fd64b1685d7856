"""One registered version as it answers: its tables, its record and the data it knew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from features.package import Package
from training.trained import Task


@dataclass(frozen=True)
class Champion:
    """One registered version, ready to answer from its tables.

    Attributes
    ----------
    task : "growth" or "niches"
    name : str
        Registered name, as "cluster-growth".
    version : int
        Registered version.
    model : str
        The method: name in the MODELS table of the task.
    cutoff, horizon : int
        Last year known and years ahead.
    package, title, sha256 : str
        Name, title and digest of the data package it was trained on.
    created_at : datetime
        When the version was registered, UTC.
    params : mapping of str to scalar
        Everything needed to train the same model again.
    tables : mapping of str to DataFrame
        As in ``Trained.tables``.
    track : DataFrame
        Its backtest: the rows of ``training.backtest.Backtest``, rivals included.
    files : mapping of str to bytes
        As in ``Trained.files``.
    data : Package
        The data package as it stood at the cutoff, input-output tables whole.
    coverage : DataFrame
        How often the intervals of its backtest held, as ``training.backtest.Evaluation.coverage``;
        empty where nothing is known of it.
    forced : bool
        Whether it was promoted although the gate refused it.
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
        """What niches are told by, as "patents" or "million USD of value added"."""
        if self.params.get("activity", "technology") == "technology":
            return "patents"
        indicator = str(self.params.get("indicator", "")) or "value_added"
        units = self.data.tables["indicators"].set_index("indicator")["unit"]
        part = self.data.sub_annual.get("cluster_indicators")
        means = part is not None and indicator in set(part["indicator"])
        said = f"{units.get(indicator, '')} of {indicator.replace('_', ' ')}".strip()
        return f"{said} (yearly means)" if means else said
