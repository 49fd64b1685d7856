"""Series that a request brings, read from a CSV file."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from features.errors import InputError

NEEDED = ("region_code", "cluster_code", "year", "value")
OF_SERIES = ("region_name", "cluster_name", "borrow_from")
OPTIONAL = (*OF_SERIES, "period")
MISSING = {
    "region_code": "the region_code is missing",
    "cluster_code": "the cluster_code is missing",
    "year": "the year is missing",
    "value": "the value is missing; leave the row out where it is unknown",
}
IN_NUMBERS = "a point in numbers, as 1.5"


def read_series(path: Path) -> list[dict[str, Any]]:
    """The series of a file with one row for each year, quarter or month, as the service takes them.

    Facts about a series as a whole may stand in any of its rows. Rows whose cells are all blank are
    skipped: spreadsheets save some.

    Raises
    ------
    InputError
        The file cannot be read, lacks a column, has another one, has a row with more or fewer
        cells or without a code or a number, or gives a series two different names.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or []
            rows = [(reader.line_num, row) for row in reader if not _is_blank(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read: {error}") from None
    _check_columns(path, names)
    if not rows:
        raise InputError(f"{path} has no rows under its header")
    series: dict[tuple[str, str], dict[str, Any]] = {}
    for place, row in rows:
        if None in row or None in row.values():
            raise InputError(
                f"{path}, row {place}: {'more' if None in row else 'fewer'} cells than the header "
                f"has; commas stand between cells, {IN_NUMBERS}"
            )
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


def _is_blank(row: Mapping[Any, Any]) -> bool:
    """Whether no cell says anything; cells beyond the header are a list under None."""
    beyond = row.get(None, [])
    return not any(
        cell and cell.strip() for cell in [*beyond, *(row[name] for name in row if name)]
    )


def _check_columns(path: Path, names: Sequence[str]) -> None:
    """Refuse a file that is not separated by commas, and columns missing, unknown or repeated."""
    if not names:
        raise InputError(f"{path} is empty: it takes {', '.join(NEEDED)}")
    if len(names) == 1:
        raise InputError(
            f"{path} is not separated by commas: save it with commas between cells, {IN_NUMBERS}"
        )
    missing = [name for name in NEEDED if name not in names]
    unknown = [
        name or "a column without a name" for name in names if name not in (*NEEDED, *OPTIONAL)
    ]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    faults = [f"lacks {', '.join(missing)}"] if missing else []
    faults += [f"has {', '.join(unknown)}, which it may not"] if unknown else []
    faults += [f"has {', '.join(repeated)} more than once"] if repeated else []
    if faults:
        raise InputError(f"{path} {' and '.join(faults)}; optional are {', '.join(OPTIONAL)}")


def _points(path: Path, place: int, row: dict[str, str]) -> list[dict[str, float]]:
    """The point of a row; none where year and value are blank: a series without any value."""
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
