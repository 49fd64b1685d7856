"""Tables of a champion indexed for reading: by column, by code, and the rows of each key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.errors import InputError
from features.niches.counts import ACTIVITY_TABLES, Activity
from features.package import Package
from serving.languages.english import MESSAGES
from serving.languages.language import say, spoken
from training.champion import Champion

T = TypeVar("T")

Columns = Mapping[str, npt.NDArray[Any]]
"""A table by columns, all of one length: faster to read rows from than a DataFrame."""
Span = tuple[int, int]
"""Where the rows of a key begin and end in a sorted table."""
SeriesKey = tuple[str, str]
"""Region and cluster."""


@dataclass(frozen=True)
class Named:
    """Name and parent of a code."""

    name: str
    parent_code: str


def table_of(champion: Champion, name: str) -> pd.DataFrame:
    """A table of a champion.

    Raises
    ------
    InputError
        The champion has no table of that name.
    """
    if name not in champion.tables:
        raise InputError(f"{champion.name} version {champion.version} has no table {name}")
    return champion.tables[name]


def by_code(rows: pd.DataFrame, kind: str) -> dict[str, Named]:
    """Regions, clusters or activities by their code, in the order of the table.

    Names are in the language that is spoken where the table has them.
    """
    codes, parents = rows[f"{kind}_code"].tolist(), rows["parent_code"].tolist()
    spoken_names = names_of(rows, kind)
    return {
        code: Named(spoken_names[code], parent) for code, parent in zip(codes, parents, strict=True)
    }


def names_of(rows: pd.DataFrame, kind: str) -> dict[str, str]:
    """Code to name, in the language that is spoken where the table has one in it."""
    names, column = rows[f"{kind}_name"], f"{kind}_name_{spoken().code}"
    if column in rows:
        translated = rows[column].fillna("")
        names = translated.where(translated != "", names)
    return dict(zip(rows[f"{kind}_code"].tolist(), names.tolist(), strict=True))


def activities_of(champion: Champion, activity: Activity) -> dict[str, Named]:
    """Activities of a niche champion; their names in languages are in its data alone."""
    found = by_code(table_of(champion, "activities"), "activity")
    names = translations(champion.data, activity)
    return {code: Named(names.get(code, one.name), one.parent_code) for code, one in found.items()}


def translations(data: Package, activity: Activity) -> dict[str, str]:
    """Names of technologies or clusters in the language that is spoken; empty without any."""
    rows = data.tables.get(ACTIVITY_TABLES[activity])
    column = f"{activity}_name_{spoken().code}"
    return {} if rows is None or column not in rows else names_of(rows, activity)


def by_column(rows: pd.DataFrame) -> Columns:
    """A table by columns; equal texts share one string."""
    columns: dict[str, npt.NDArray[Any]] = {}
    for name, column in rows.items():
        if pd.api.types.is_numeric_dtype(column):
            columns[str(name)] = column.to_numpy()
        else:
            codes, texts = pd.factorize(column)
            columns[str(name)] = np.asarray(texts, dtype=object)[codes]
    return columns


def runs(rows: pd.DataFrame, keys: list[str]) -> tuple[pd.DataFrame, list[Span]]:
    """The distinct keys of a sorted table (n_keys, len(keys)), and where each begins and ends."""
    first = np.flatnonzero((rows[keys] != rows[keys].shift()).any(axis=1))
    last = np.append(first[1:], len(rows))
    spans = list(zip(first.tolist(), last.tolist(), strict=False))
    return rows[keys].iloc[first], spans


def region_spans(rows: pd.DataFrame) -> dict[str, Span]:
    """Region to its rows, in a table sorted by region."""
    keys, spans = runs(rows, ["region_code"])
    return dict(zip(keys["region_code"].tolist(), spans, strict=True))


def pair_spans(rows: pd.DataFrame) -> dict[SeriesKey, Span]:
    """Region and cluster to their rows, in a table sorted by them."""
    keys, spans = runs(rows, ["region_code", "cluster_code"])
    pairs = zip(keys["region_code"].tolist(), keys["cluster_code"].tolist(), strict=True)
    return dict(zip(pairs, spans, strict=True))


def number(value: float) -> float | None:
    """A number for JSON, which has no NaN."""
    return float(value) if isfinite(value) else None


def fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as fields of an answer, with null for NaN."""
    return {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in row.items()
    }


def attempt(function: Callable[[], T]) -> T | InputError:
    """The result of a function, or the InputError that it raises."""
    try:
        return function()
    except InputError as error:
        return error


def units(subject: str) -> dict[str, str]:
    """Field to its unit, in the language that is spoken: the messages unit.SUBJECT.FIELD."""
    return {name: say(key) for name, key in _unit_keys(subject)}


@cache
def _unit_keys(subject: str) -> list[tuple[str, str]]:
    """Fields that have a unit, and the keys of their messages."""
    beginning = f"unit.{subject}."
    return [(it.removeprefix(beginning), it) for it in MESSAGES if it.startswith(beginning)]


def need(part: T | InputError) -> T:
    """A part of a lookup; raises the InputError that stands for a missing one."""
    if isinstance(part, InputError):
        raise part.with_traceback(None)
    return part


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with plain numbers."""
    names = [str(name) for name in table]
    return [dict(zip(names, row, strict=True)) for row in table.itertuples(index=False, name=None)]
