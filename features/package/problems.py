"""Faults of a data package, by file, column and row as people count."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from features.errors import InputError
from features.lookalikes import appearance, told_apart

LIMIT = 10
"""Problems that a message lists; it counts the rest."""

LONGEST = 60
"""Characters of a cell that a message shows."""


@dataclass(frozen=True)
class Fault:
    """One rule broken by a file, in one or more places.

    Attributes
    ----------
    file : str
        Path in the package, empty where the folder itself is at fault.
    texts : tuple of str
        What is wrong at each of the first LIMIT places.
    column : str
        Empty where the whole row or file is at fault.
    rows : tuple of int
        Row of each text, empty where the whole column or file is at fault.
    count : int
        Number of places.
    kind : str
        Of a warning about valid input: the suspicion, empty for a problem.
    """

    file: str
    texts: tuple[str, ...]
    column: str = ""
    rows: tuple[int, ...] = ()
    count: int = 1
    kind: str = ""

    def sentences(self) -> list[tuple[int, str]]:
        """Row (0 where there is none) and sentence of the first LIMIT places."""
        column = f", column {self.column}" if self.column else ""
        if not self.rows:
            return [(0, _join(self.file + column, text)) for text in self.texts]
        return [
            (row, _join(f"{self.file}{column}, row {row}", text))
            for row, text in zip(self.rows, self.texts, strict=True)
        ]


class PackageError(InputError):
    """A data package breaks its contract.

    Attributes
    ----------
    problems : list of str
        The first LIMIT of them, by file and row.
    count : int
        All of them.
    """

    def __init__(self, package: str, faults: Sequence[Fault]) -> None:
        self.problems, rest = first_of(faults)
        self.count = sum(fault.count for fault in faults)
        super().__init__(_message(package, self.problems, rest))


def first_of(faults: Sequence[Fault]) -> tuple[list[str], str]:
    """Sentences of the first LIMIT places by file and row, and the count of the rest in words."""
    files = list(dict.fromkeys(fault.file for fault in faults))
    lines = [
        (files.index(fault.file), row, text) for fault in faults for row, text in fault.sentences()
    ]
    lines.sort(key=lambda line: line[:2])
    rest: Counter[str] = Counter()
    for fault in faults:
        rest[fault.file] += fault.count
    rest -= Counter(files[number] for number, _, _ in lines[:LIMIT])
    counts = ", ".join(f"{count:,} in {file}" for file, count in rest.items())
    more = f"and {sum(rest.values()):,} more: {counts}" if rest else ""
    return [text for _, _, text in lines[:LIMIT]], more


def whole(file: str, text: str, column: str = "") -> Fault:
    """A fault of a whole file or column."""
    return Fault(file, (text,), column)


def cells(
    file: str, column: str, values: pd.Series, rule: str, codes: Collection[str] = ()
) -> Fault:
    """A fault of single cells: values by row, and a rule that continues the sentence.

    A value that looks like one of the valid codes is shown with its difference.
    """
    first = values.head(LIMIT)
    alike = {appearance(code): code for code in codes}
    texts = tuple(f"{_shown(value)} {rule}{_alike(value, alike)}" for value in first)
    return Fault(file, texts, column, tuple(first.index), len(values))


def lines(file: str, numbers: Sequence[int], texts: Sequence[str], column: str = "") -> Fault:
    """A fault of single rows, one text for each of the first LIMIT."""
    return Fault(file, tuple(texts[:LIMIT]), column, tuple(numbers[:LIMIT]), len(numbers))


def _join(place: str, text: str) -> str:
    return f"{place}: {text}" if place else text


def _shown(value: object) -> str:
    """A cell as text of a message."""
    if value == "" or pd.isna(value):  # type: ignore[call-overload]
        return "the cell"
    if not isinstance(value, str):
        return f"{value:.15g}"
    return repr(value if len(value) <= LONGEST else value[:LONGEST] + "...")


def _alike(value: object, alike: Mapping[str, str]) -> str:
    """How a text differs from the code that it looks like; empty where anybody can see it."""
    other = alike.get(appearance(value)) if isinstance(value, str) else None
    if not other or str(value).strip(" ").casefold() == other.strip(" ").casefold():
        return ""
    return f" {told_apart(str(value), other)}"


def _message(package: str, problems: list[str], rest: str) -> str:
    if len(problems) == 1 and not rest:
        return f"{package}: {problems[0]}"
    lines = "".join(f"\n  {line}" for line in filter(None, [*problems, rest]))
    return f"{package} is not a valid data package:{lines}"
