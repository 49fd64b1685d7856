"""A trained model as a folder of open formats (Parquet, JSON, LightGBM text), and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from features.package import Package
from training.trained import Task, Trained

WHOLE = ("cluster_flows", "cluster_output")
"""Tables kept whole: an input-output table is rare, and often dated after the cutoff."""


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


def known_data(package: Package, cutoff: int) -> Package:
    """A package as it stood at the cutoff, but for the input-output tables, which stay whole."""
    whole = {name: package.tables[name] for name in WHOLE if name in package.tables}
    past = package.until(cutoff)
    return replace(past, tables={**past.tables, **whole})


def write(
    folder: Path,
    trained: Trained,
    package: Package,
    rows: pd.DataFrame,
    losses: pd.DataFrame,
    coverage: pd.DataFrame | None = None,
) -> None:
    """Write what ``read`` and ``read_losses`` give back: about.json and a folder of each part."""
    about = {
        "task": trained.task,
        "model": trained.model,
        "cutoff": trained.cutoff,
        "horizon": trained.horizon,
        "package": package.name,
        "title": package.title,
        "sha256": package.sha256,
        "params": dict(trained.params),
    }
    for name in ("tables", "files", "data", "sub_annual", "backtest"):
        (folder / name).mkdir(parents=True)
    (folder / "about.json").write_text(json.dumps(about, indent=2), encoding="utf-8")
    data = known_data(package, trained.cutoff)
    for part, tables in (
        ("tables", trained.tables),
        ("data", data.tables),
        ("sub_annual", data.sub_annual),
    ):
        for name, table in tables.items():
            table.to_parquet(folder / part / f"{name}.parquet", index=False)
    for name, content in trained.files.items():
        (folder / "files" / name).write_bytes(content)
    # A Parquet column has one type: origins are years and the word "pooled".
    rows.astype({"origin": str}).to_parquet(folder / "backtest" / "rows.parquet", index=False)
    losses.to_parquet(folder / "backtest" / "losses.parquet", index=False)
    if coverage is not None and not coverage.empty:
        coverage.to_parquet(folder / "backtest" / "coverage.parquet", index=False)


def read(
    folder: Path, name: str, version: int, created_at: datetime, forced: bool = False
) -> Champion:
    """The champion that was written to a folder, under the name and version it is registered as."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    data = Package(
        about["package"],
        about["title"],
        about["sha256"],
        _tables(folder / "data"),
        {},
        _tables(folder / "sub_annual"),
    )
    files = {file.name: file.read_bytes() for file in (folder / "files").glob("*")}
    return Champion(
        **about,
        name=name,
        version=version,
        created_at=created_at,
        tables=_tables(folder / "tables"),
        track=read_rows(folder),
        files=files,
        data=data,
        coverage=_read_coverage(folder),
        forced=forced,
    )


def read_rows(folder: Path) -> pd.DataFrame:
    """Figures of the backtest, as in ``training.backtest.Backtest.rows``."""
    rows = pd.read_parquet(folder / "backtest" / "rows.parquet")
    origins = [int(origin) if origin.isdigit() else origin for origin in rows["origin"]]
    return rows.assign(origin=pd.Series(origins, dtype=object, index=rows.index))


def read_losses(folder: Path) -> pd.DataFrame:
    """What the paired bootstrap resamples, as in ``training.backtest.Evaluation.losses``."""
    return pd.read_parquet(folder / "backtest" / "losses.parquet")


def _read_coverage(folder: Path) -> pd.DataFrame:
    """Empty where it was not written, as by older trainings."""
    file = folder / "backtest" / "coverage.parquet"
    return pd.read_parquet(file) if file.exists() else pd.DataFrame()


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {file.stem: pd.read_parquet(file) for file in folder.glob("*.parquet")}
