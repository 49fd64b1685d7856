"""Series that a request brings, read from a CSV file."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from features.errors import InputError

NEEDED = ("region_code", "cluster_code", "year", "value")
OF_SERIES = ("region_name", "cluster_name", "borrow_from")
OPTIONAL = (*OF_SERIES, "period")


def read_series(path: Path) -> list[dict[str, Any]]:
    """The series of a file with one row for each year, quarter or month, as the service takes them.

    Raises
    ------
    InputError
        The file cannot be read, lacks a column, has another one, or a row that holds no number.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read: {error}") from None
    if not rows:
        raise InputError(f"{path} has no rows: it takes {', '.join(NEEDED)}")
    missing = [name for name in NEEDED if name not in rows[0]]
    unknown = [str(name) for name in rows[0] if name not in (*NEEDED, *OPTIONAL)]
    if missing or unknown:
        said = [f"lacks {', '.join(missing)}"] if missing else []
        said += [f"has {', '.join(unknown)}, which it may not"] if unknown else []
        raise InputError(f"{path} {' and '.join(said)}; optional are {', '.join(OPTIONAL)}")
    series: dict[tuple[str, str], dict[str, Any]] = {}
    for place, row in enumerate(rows, start=2):
        key = row["region_code"], row["cluster_code"]
        given = {name: row[name] for name in OF_SERIES if row.get(name)}
        codes = dict(zip(NEEDED[:2], key, strict=True))
        one = series.setdefault(key, {**codes, **given, "history": []})
        one["history"] += _points(path, place, row)
    return list(series.values())


def _points(path: Path, place: int, row: dict[str, str]) -> list[dict[str, float]]:
    """The point of a row; none where year and value are blank: a series without any value."""
    if not (row["year"] or row["value"]):
        return []
    point: dict[str, float] = {}
    wrong = []
    kinds: list[tuple[str, Callable[[str], float], str]] = [
        ("year", int, "a whole number"),
        ("value", float, "a number"),
    ]
    if row.get("period"):
        kinds.append(("period", int, "a whole number"))
    for name, read, kind in kinds:
        text = row[name]
        try:
            point[name] = read(text)
        except (TypeError, ValueError):
            wrong.append(f"{name} {text!r} is not {kind}" if text else f"the {name} is missing")
    if wrong:
        raise InputError(f"{path}, row {place}: {' and '.join(wrong)}")
    return [point]
