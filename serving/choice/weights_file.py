"""A team's own weights, read from a file."""

import json
import math
from collections.abc import Mapping
from pathlib import Path

from features.errors import InputError, UnknownCodeError
from features.files import csv_rows
from serving.http.json_text import parsed
from serving.http.problems import ProblemError
from training.choice.criteria import CRITERIA
from training.choice.evidence import SUSTAINABILITY

COLUMNS = ["criterion", "weight"]
NAMES = [*CRITERIA, *SUSTAINABILITY]
MOST = 1e6
FORM = f"two columns, {' and '.join(COLUMNS)}, or as .json an object of criterion to weight"


def read_weights(path: Path) -> dict[str, float]:
    """Criterion to weight from a CSV file with the columns criterion and weight, or from JSON.

    A file whose name ends in .json holds one object, {"growth": 2, "risk": 1}.

    Raises
    ------
    InputError
        The file cannot be read or has another form, a criterion is unknown or named twice, a
        weight is no number from 0 to a million, or none is above 0. It names file and row.
    """
    found = _of_json(path) if path.suffix.lower() == ".json" else _of_csv(path)
    if not any(found.values()):
        raise InputError(f"{path} gives no criterion a weight above 0: give one at least")
    return found


def _of_csv(path: Path) -> dict[str, float]:
    names, rows = csv_rows(path)
    if sorted(names) != sorted(COLUMNS):
        listed = f"the columns {', '.join(names)}" if names else "no columns"
        raise InputError(f"{path} has {listed}: give {FORM}")
    found: dict[str, float] = {}
    for line, row in rows:
        place, name = f"{path}, row {line}", row["criterion"].strip()
        if not name:
            raise InputError(f"{place}: the criterion is missing")
        if name in found:
            raise InputError(f"{place}: {name} is in an earlier row too: give it once")
        try:
            weight = float(row["weight"])
        except ValueError:
            raise InputError(
                f"{place}: the weight of {name} is {row['weight']!r}, not a number such as 1.5"
            ) from None
        found[name] = _checked(place, name, weight)
    return found


def _of_json(path: Path) -> dict[str, float]:
    try:
        given = parsed(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except ProblemError as error:
        raise InputError(f"{path}: {error}") from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"{path}, row {error.lineno}: it is not valid JSON ({error.msg}): give {FORM}"
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from None
    if not isinstance(given, Mapping):
        raise InputError(f"{path} does not hold an object: give {FORM}")
    for name, weight in given.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise InputError(
                f"{path}: the weight of {name} is {json.dumps(weight)}, not a number such as 1.5"
            )
    return {name: _checked(str(path), name, float(weight)) for name, weight in given.items()}


def _checked(place: str, name: str, weight: float) -> float:
    """The weight of a criterion that there is."""
    if name not in NAMES:
        raise InputError(f"{place}: {UnknownCodeError('criterion', name, NAMES)}")
    if not (math.isfinite(weight) and 0 <= weight <= MOST):
        raise InputError(
            f"{place}: the weight of {name} is {weight:g}: give a number from 0 to 1,000,000"
        )
    return weight
