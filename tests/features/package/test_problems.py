"""How problems are told: the first ten by file and row, and the count of the rest."""

import pandas as pd

from features.package.problems import PackageError, cells, lines, whole


def bad_cells(file: str, first: int, count: int) -> pd.Series:
    return pd.Series(
        [f"v{row}" for row in range(first, first + count)], range(first, first + count)
    )


def test_one_problem_is_one_line() -> None:
    error = PackageError("folder", [whole("a.csv", "the file is empty")])
    assert str(error) == "folder: a.csv: the file is empty"
    assert error.count == 1


def test_problem_of_the_folder_itself() -> None:
    assert str(PackageError("folder", [whole("", "there is none")])) == "folder: there is none"


def test_first_ten_by_file_and_row_and_the_rest_counted() -> None:
    faults = [
        cells("a.csv", "x", bad_cells("a.csv", 5, 1000), "is bad"),
        lines("a.csv", [2, 9], ["is short", "is long"]),
        whole("a.csv", "the column is missing", "y"),
        cells("b.csv", "z", bad_cells("b.csv", 2, 3), "is bad"),
    ]
    error = PackageError("folder", faults)
    assert error.count == 1006
    assert str(error).splitlines() == [
        "folder is not a valid data package:",
        "  a.csv, column y: the column is missing",
        "  a.csv, row 2: is short",
        "  a.csv, column x, row 5: 'v5' is bad",
        "  a.csv, column x, row 6: 'v6' is bad",
        "  a.csv, column x, row 7: 'v7' is bad",
        "  a.csv, column x, row 8: 'v8' is bad",
        "  a.csv, column x, row 9: 'v9' is bad",
        "  a.csv, row 9: is long",
        "  a.csv, column x, row 10: 'v10' is bad",
        "  a.csv, column x, row 11: 'v11' is bad",
        "  and 996 more: 993 in a.csv, 3 in b.csv",
    ]


def test_values_are_shown_briefly() -> None:
    values = pd.Series(["x" * 100, "", None, 3.0, -0.25], [2, 3, 4, 5, 6])
    texts = cells("a.csv", "x", values, "is bad").texts
    assert texts == (f"'{'x' * 60}...' is bad", "the cell is bad", "the cell is bad", "3 is bad",
                     "-0.25 is bad")  # fmt: skip
