"""Reading and writing a trained model as open formats (Parquet, JSON, LightGBM text)."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from features.package import Package
from features.package.descriptor import TABLE_SOURCES
from features.package.shapes import Shapes, simplified
from training.champion import Champion, registered_name
from training.registry import checksums
from training.trained import Trained

WHOLE = ("cluster_flows", "cluster_output")
"""Tables kept for all years: an input-output table is rare, and often dated after the cutoff."""
OUTLINES = "region_shapes.json"
"""File beside the tables of the data: the outlines of regions for the map, simplified."""
PROVENANCE = ("sources", "licenses", TABLE_SOURCES)
"""Parts of a package's descriptor in the snapshot."""


def known_data(package: Package, cutoff: int) -> Package:
    """A package as it stood at the cutoff, but with the input-output tables of all years."""
    whole = {name: package.tables[name] for name in WHOLE if name in package.tables}
    past = package.until(cutoff)
    return replace(past, tables={**past.tables, **whole})


def unregistered(trained: Trained, package: Package) -> Champion:
    """A trained model as ``read`` would give it, before it has a version or a track record."""
    return Champion(
        task=trained.task,
        name=registered_name(trained.task, str(trained.params.get("activity", "technology"))),
        version=0,
        model=trained.model,
        cutoff=trained.cutoff,
        horizon=trained.horizon,
        package=package.name,
        title=package.title,
        sha256=package.sha256,
        created_at=datetime.now(UTC),
        params=trained.params,
        tables=trained.tables,
        track=pd.DataFrame(),
        files=trained.files,
        data=known_data(package, trained.cutoff),
    )


def write(
    folder: Path,
    trained: Trained,
    package: Package,
    rows: pd.DataFrame,
    losses: pd.DataFrame,
    coverage: pd.DataFrame | None = None,
) -> str:
    """Write a snapshot for ``read`` and ``read_losses``: about.json and a folder for each part.

    Returns
    -------
    str
        The SHA-256 of the file that holds the checksums of all others.
    """
    about = {
        "task": trained.task,
        "model": trained.model,
        "cutoff": trained.cutoff,
        "horizon": trained.horizon,
        "package": package.name,
        "title": package.title,
        "sha256": package.sha256,
        "params": dict(trained.params),
        "metadata": {key: package.metadata[key] for key in PROVENANCE if key in package.metadata},
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
    if data.shapes is not None:
        outlines = json.dumps(simplified(data.shapes), separators=(",", ":"))
        (folder / "data" / OUTLINES).write_text(outlines, encoding="utf-8")
    # A Parquet column has one type: origins are years and the word "pooled".
    rows.astype({"origin": str}).to_parquet(folder / "backtest" / "rows.parquet", index=False)
    losses.to_parquet(folder / "backtest" / "losses.parquet", index=False)
    if coverage is not None and not coverage.empty:
        coverage.to_parquet(folder / "backtest" / "coverage.parquet", index=False)
    return checksums.write(folder)


def read(
    folder: Path,
    name: str,
    version: int,
    created_at: datetime,
    forced: bool = False,
    digest: str = "",
) -> Champion:
    """Read a champion from a folder, with its registered name and version.

    Parameters
    ----------
    digest : str
        What ``write`` returned; "" for versions of older releases, whose files are not checked.

    Raises
    ------
    InputError
        A file is not as it was written.
    """
    checked = checksums.check(folder, name, version, digest)
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    # Older trainings did not write it.
    descriptor = about.pop("metadata", {})
    data = Package(
        about["package"],
        about["title"],
        about["sha256"],
        _tables(folder / "data"),
        descriptor,
        _tables(folder / "sub_annual"),
        _read_outlines(folder),
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
        checked=checked,
    )


def read_rows(folder: Path) -> pd.DataFrame:
    """Figures of the backtest, as in ``training.backtest.Backtest.rows``."""
    rows = pd.read_parquet(folder / "backtest" / "rows.parquet")
    origins = [int(origin) if origin.isdigit() else origin for origin in rows["origin"]]
    return rows.assign(origin=pd.Series(origins, dtype=object, index=rows.index))


def read_losses(folder: Path) -> pd.DataFrame:
    """Losses for the paired bootstrap, as in ``training.backtest.Evaluation.losses``."""
    return pd.read_parquet(folder / "backtest" / "losses.parquet")


def _read_coverage(folder: Path) -> pd.DataFrame:
    """Empty if it was not written, as by older trainings."""
    file = folder / "backtest" / "coverage.parquet"
    return pd.read_parquet(file) if file.exists() else pd.DataFrame()


def _read_outlines(folder: Path) -> Shapes | None:
    """None for a package without outlines, and for older trainings, which did not keep them."""
    file = folder / "data" / OUTLINES
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {file.stem: pd.read_parquet(file) for file in folder.glob("*.parquet")}
