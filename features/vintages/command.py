"""Vintages of a package in the terminal and as JSON."""

import json
from pathlib import Path

import pandas as pd
from rich.console import Console

from features import files
from features.formats import counted, percent
from features.package import Package
from features.terminal import data_table
from features.vintages.reading import former
from features.vintages.revisions import age_table, vintage_table


def show_vintages(out: Console, package: Package, folder: Path, file: Path | None) -> None:
    """Print the former states of a package and how far figures were revised; write them as JSON.

    Raises
    ------
    PackageError
        A former state cannot be read.
    InputError
        The file cannot be written.
    """
    found = former(folder)
    listed, ages = vintage_table(package, found), age_table(package, found)
    if not found:
        out.print(
            f"{package.name} has no vintages: smartspec import keeps the state before each newer "
            "file",
            soft_wrap=True,
        )
    else:
        out.print(f"{package.name}: {counted(len(found), 'vintage')}", highlight=False)
    _show(out, listed, ages)
    if file is not None:
        files.write(file, f"{_as_json(package, listed, ages)}\n".encode())
        out.print(f"written to {file}", soft_wrap=True, highlight=False)


def _show(out: Console, listed: pd.DataFrame, ages: pd.DataFrame) -> None:
    """Both tables, indicator by indicator."""
    for key, rows in listed.groupby(["table", "indicator"], sort=False):
        table, indicator = map(str, key)
        title = " ".join(filter(None, (table, indicator)))
        shown = pd.DataFrame(
            {
                "vintage": rows["vintage"].replace("", "today"),
                "years": [
                    f"{a}-{b}" for a, b in zip(rows["first_year"], rows["last_year"], strict=True)
                ],
                "rows": rows["rows"],
                **{name: _texts(rows[name]) for name in ("changed", "new", "withdrawn")},
            }
        )
        out.print(data_table(title, shown))
        of_indicator = ages[(ages["table"] == table) & (ages["indicator"] == indicator)]
        if len(of_indicator):
            out.print(data_table(f"Revisions of {indicator or table}", _sizes(of_indicator)))
    if listed["vintage"].any():
        out.print(
            "changed, new and withdrawn: by the state after it\n"
            "age: years from the year of a figure to the last year of its vintage; sizes are "
            "relative to the figure of the vintage, up is the share of the revised that grew",
            soft_wrap=True,
            highlight=False,
        )


def _texts(counts: pd.Series) -> list[str]:
    return ["" if pd.isna(count) else f"{count:,}" for count in counts]


def _sizes(rows: pd.DataFrame) -> pd.DataFrame:
    """The table of ages as text."""
    return pd.DataFrame(
        {
            "age": rows["age"],
            "figures": rows["figures"],
            "revised": [percent(share) for share in rows["revised"]],
            "median": [percent(size, 1) for size in rows["median"]],
            "90 %": [percent(size, 1) for size in rows["q90"]],
            "up": [percent(share, unknown="") for share in rows["up"]],
        }
    )


def _as_json(package: Package, listed: pd.DataFrame, ages: pd.DataFrame) -> str:
    """One JSON object; what is unknown is null."""
    return json.dumps(
        {
            "package": package.name,
            "sha256": package.sha256,
            "vintages": _records(listed),
            "revisions": _records(ages),
        },
        ensure_ascii=False,
        allow_nan=False,
    )


def _records(rows: pd.DataFrame) -> list[dict[str, object]]:
    plain = rows.astype(object).where(rows.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
