"""A user's series, read from a CSV file."""

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
    "value": "the value is missing; remove the row if it is unknown",
}
DECIMALS = "a point in numbers, as 1.5"


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
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or []
            rows = [(reader.line_num, row) for row in reader if not _is_blank(row)]
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
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
                f"has; commas stand between cells, {DECIMALS}"
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
    """Whether all cells are blank; csv keeps cells beyond the header in a list under None."""
    beyond = row.get(None, [])
    return not any(
        cell and cell.strip() for cell in [*beyond, *(row[name] for name in row if name)]
    )


def _check_columns(path: Path, names: Sequence[str]) -> None:
    """Refuse files without commas, and missing, unknown or repeated columns."""
    if not names:
        raise InputError(f"{path} is empty: it needs the columns {', '.join(NEEDED)}")
    if len(names) == 1:
        raise InputError(
            f"{path} is not separated by commas: save it with commas between cells, {DECIMALS}"
        )
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
