"""Facts about a champion and its data: model, track record, sources, whether it is a demo."""

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from features.package import Package, describe
from training.backtest import FIGURES
from training.champion import Champion

Source = dict[str, Any]


def is_demo(package: Package) -> bool:
    """Whether the regions are invented."""
    return is_demo_named(package.name, package.title)


def is_demo_named(name: str, title: str) -> bool:
    """Whether the regions of a package with this name and title are invented."""
    return name == "demo" or "demo" in title.lower()


def metadata(champion: Champion) -> Source:
    """The model, its data and its track record."""
    return {
        "task": champion.task,
        "name": champion.name,
        "model": champion.model,
        "version": champion.version,
        "cutoff": champion.cutoff,
        "horizon": champion.horizon,
        "package": champion.package,
        "title": champion.title,
        "sha256": champion.sha256,
        "created_at": champion.created_at.isoformat(timespec="seconds"),
        "params": dict(champion.params),
        "track_record": _track_record(champion),
    }


def _track_record(champion: Champion) -> list[Source]:
    """Pooled figures of the model and its rivals on the same out-of-time rows."""
    track = champion.track
    origins = [int(origin) for origin in track["origin"].unique() if origin != "pooled"]
    columns = ["model", "call", "n", *FIGURES[champion.task]]
    pooled = track.loc[track["origin"] == "pooled", [c for c in columns if c in track]]
    return [{**row, "origins": origins} for row in records(pooled)]


def table_sources(package: Package, tables: Iterable[str]) -> list[Source]:
    """Sources of tables, each once: title, vintage and licence, "" where not stated.

    Where the package states none for these tables, those that it names for all of them.
    """
    entries = [entry for table in tables for entry in describe.sources_of(package, table)]
    entries = entries or describe.objects(package.metadata.get("sources"))
    found = [
        {
            "title": describe.stated(entry, "title", "name", "path"),
            "vintage": describe.stated(entry, "vintage"),
            "licence": describe.stated(entry, "licence"),
        }
        for entry in entries
    ]
    return [it for place, it in enumerate(found) if it["title"] and it not in found[:place]]


def licences(package: Package) -> list[str]:
    """Titles of the package's licences."""
    return list(describe.titles(package.metadata.get("licenses")))


def records(table: pd.DataFrame) -> list[Source]:
    """Rows as plain dicts; unknown values are None."""
    rows: list[Source] = json.loads(table.to_json(orient="records", double_precision=6))
    return rows
