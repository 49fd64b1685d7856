"""A user's series, read from a CSV file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from features.errors import InputError
from features.files import csv_rows

NEEDED = ("region_code", "cluster_code", "year", "value")
OF_SERIES = ("region_name", "cluster_name", "borrow_from")
OPTIONAL = (*OF_SERIES, "period")
MISSING = {
    "region_code": "the region_code is missing",
    "cluster_code": "the cluster_code is missing",
    "year": "the year is missing",
    "value": "the value is missing; remove the row if it is unknown",
}


def read_series(path: Path) -> list[dict[str, Any]]:
    """The series of a file with one row for each year, quarter or month, as in a request.

    Names and borrow_from may be in any row of their series. Blank rows, which spreadsheets save,
    are skipped.

    Raises
    ------
    InputError
        The file cannot be read, lacks a column or has an unknown one, a row has too many or too
        few cells or lacks a code or a number, or a series has two different names.
    """
    names, rows = csv_rows(path)
    _check_columns(path, names)
    if not rows:
        raise InputError(f"{path} has no rows under its header")
    series: dict[tuple[str, str], dict[str, Any]] = {}
    for place, row in rows:
        missing = [MISSING[name] for name in NEEDED[:2] if not row[name].strip()]
        if missing:
            raise InputError(f"{path}, row {place}: {' and '.join(missing)}")
        key = row["region_code"], row["cluster_code"]
        codes = dict(zip(NEEDED[:2], key, strict=True))
        entry = series.setdefault(key, {**codes, "history": []})
        for name in filter(row.get, OF_SERIES):
            if entry.setdefault(name, row[name]) != row[name]:
                raise InputError(
                    f"{path}, row {place}: {name} is {row[name]!r}, in an earlier row of the same "
                    f"series {entry[name]!r}"
                )
        entry["history"] += _points(path, place, row)
    return list(series.values())


def _check_columns(path: Path, names: Sequence[str]) -> None:
    """Refuse files with missing, unknown or repeated columns."""
    if not names:
        raise InputError(f"{path} is empty: it needs the columns {', '.join(NEEDED)}")
    missing = [name for name in NEEDED if name not in names]
    unknown = [
        name or "a column without a name" for name in names if name not in (*NEEDED, *OPTIONAL)
    ]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    faults = [f"lacks {', '.join(missing)}"] if missing else []
    faults += [f"has the unknown column {', '.join(unknown)}"] if unknown else []
    faults += [f"has {', '.join(repeated)} more than once"] if repeated else []
    if faults:
        raise InputError(f"{path} {' and '.join(faults)}; optional: {', '.join(OPTIONAL)}")


def _points(path: Path, place: int, row: dict[str, str]) -> list[dict[str, float]]:
    """The point of a row; none where year and value are blank, for a series without values."""
    if not (row["year"] or row["value"]):
        return []
    point: dict[str, float] = {}
    wrong = []
    kinds: list[tuple[str, Callable[[str], float], str]] = [
        ("year", int, "a whole number"),
        ("value", float, "a number such as 1.5"),
    ]
    if row.get("period"):
        kinds.append(("period", int, "a whole number"))
    for name, read, kind in kinds:
        text = row[name]
        try:
            point[name] = read(text)
        except (TypeError, ValueError):
            wrong.append(f"{name} {text!r} is not {kind}" if text else MISSING[name])
    if wrong:
        raise InputError(f"{path}, row {place}: {' and '.join(wrong)}")
    return [point]
