"""The command line of data packages: import, check, describe, compute indicators, make a demo."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import typer
from rich import box
from rich.table import Table

from features import demo as demo_country
from features import package
from features.errors import InputError
from features.files import real
from features.formats import counted
from features.indicators.command import indicators
from features.package.describe import Description, estimates, source_lines, unstated_prices
from features.package.describe import describe as describe_package
from features.package.descriptor import DESCRIPTOR
from features.package.problems import Fault, first_of
from features.quality.command import QualityCommand, show_quality
from features.sources.command import fetch, import_files
from features.sources.naming.command import names
from features.sources.outlines.command import shapes
from features.sources.recoding.command import recode
from features.terminal import PackageFolder, console, data_table
from features.vintages.command import show_vintages

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Check data packages, describe them, compute indicators, make the demo country.",
)
out = console()

Periods = Literal["1", "4", "12"]
QualityOption = Annotated[
    bool,
    typer.Option("--quality", help="Check the values: breaks, outliers, totals, codes, gaps."),
]
HtmlOption = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write the checks of quality as a page."),
]
JsonOption = Annotated[
    Path | None,
    typer.Option("--json", metavar="FILE", help="Write the checks of quality as JSON."),
]
VintagesOption = Annotated[
    bool,
    typer.Option(
        "--vintages",
        help="List the states that imports kept and how far figures were revised; --json then "
        "writes these.",
    ),
]


@app.command(cls=QualityCommand)
def validate(
    folder: PackageFolder,
    quality: QualityOption = False,
    html: HtmlOption = None,
    json: JsonOption = None,
) -> None:
    """Check a package against the data contract: every problem with file, column and row.

    Input that is valid but looks wrong is listed as a warning.

    Example: smartspec validate demo
    """
    checked, warnings = package.inspect(folder)
    _say_valid(checked, folder)
    if quality or html or json:
        show_quality(out, checked, warnings, html, json)
    else:
        _say_warnings(warnings)


@app.command(cls=QualityCommand)
def describe(
    folder: PackageFolder,
    quality: QualityOption = False,
    html: HtmlOption = None,
    json: JsonOption = None,
    vintages: VintagesOption = False,
) -> None:
    """Show what is in a package: sources, tables, years, gaps, and which questions it allows.

    Example: smartspec describe demo --quality --html quality.html
    """
    if vintages and (quality or html):
        raise InputError("--vintages stands alone or with --json: ask for --quality separately")
    checked, warnings = package.inspect(folder)
    if vintages:
        show_vintages(out, checked, folder, json)
        return
    _show(describe_package(checked))
    _say_prices(checked)
    if quality or html or json:
        show_quality(out, checked, warnings, html, json)
    else:
        _say_warnings(warnings)


app.command()(indicators)
app.command()(names)
app.command()(shapes)
app.command()(recode)
app.command("import")(import_files)
app.command("fetch")(fetch)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New folder for the package.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same numbers.")] = 7,
    plain: Annotated[bool, typer.Option("--plain", help="Without any planted effects.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the package that is in FOLDER.")
    ] = False,
    periods: Annotated[
        Periods,
        typer.Option("--periods", help="Value added by year, quarter or month."),
    ] = "1",
) -> None:
    """Make the demo country, with invented regions and generated numbers, as a data package.

    Example: smartspec demo-data demo --seed 7
    """
    demo_country.write(
        folder, seed, planted=not plain, overwrite=overwrite, periods_per_year=int(periods)
    )
    written = package.read(folder)
    _say(f"{written.title}: written to {folder}")
    _say_valid(written, folder)


def main() -> None:
    """Run the command line; bad input ends with exit code 2 and one message."""
    try:
        app(prog_name="python -m features")
    except InputError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(2)


def _say(text: str) -> None:
    """Print text as it is."""
    out.print(text, soft_wrap=True, highlight=False)


def _say_valid(read_package: package.Package, folder: Path) -> None:
    place = real(folder.parent if folder.name == DESCRIPTOR else folder).name
    name = read_package.name
    called = name if name == place else f"{place} (package {name})"
    rows = sum(read_package.n_rows(name) for name in read_package.tables)
    _say(
        f"{called} is valid: {counted(len(read_package.tables), 'table')}, {counted(rows, 'row')}, "
        f"sha256 {read_package.sha256[:12]}"
    )
    _say_prices(read_package)


def _say_prices(read_package: package.Package) -> None:
    """Say which indicators have no price basis, if any."""
    if note := unstated_prices(read_package):
        _say(f"note: {note}")


def _say_warnings(warnings: list[Fault]) -> None:
    """Print the first warnings and the count of the rest, to standard output."""
    count = sum(warning.count for warning in warnings)
    if not count:
        return
    sentences, rest = first_of(warnings)
    _say(f"{counted(count, 'warning')}: please check")
    for line in filter(None, [*sentences, rest]):
        _say(f"  {line}")


def _show(description: Description) -> None:
    """Print a description as text and tables."""
    names = dict.fromkeys([description.name, description.title])
    lines = [": ".join(names), f"sha256: {description.sha256}"]
    lines += [f"source: {source}" for source in description.sources]
    lines += [f"licence: {licence}" for licence in description.licences]
    _say("\n".join(lines))
    for line in source_lines(description):
        _say(line)
    tables = description.tables.assign(years=_years(description.tables))
    out.print(data_table("Tables", tables[["table", "rows", "years", "regions", "series", "gaps"]]))
    indicators = description.indicators.assign(years=_years(description.indicators))
    for name, rows in indicators.groupby("table", sort=False):
        columns = ["indicator", "unit", "prices", "data", "years", "series", "gaps"]
        named = rows.rename(columns={"price_basis": "prices"})
        out.print(data_table(f"Indicators in {name}", named[columns]))
        for row in rows[rows["last_period"] != ""].to_dict("records"):
            years = f"{row['first_year']} to {row['last_year']}"
            _say(f"{row['indicator']}: to {row['last_period']}, complete years {years}")
    _say("gaps: years without a value between the first and the last of a series")
    for line in _labels(description):
        _say(line)
    table = Table("question", "allowed", title="Questions", box=box.SIMPLE, title_justify="left")
    for question in description.questions:
        table.add_row(question.name, question.allowed)
    out.print(table)


def _labels(description: Description) -> list[str]:
    """Sentences on names, coordinates, outlines and what was estimated."""
    lines = [
        f"{table}: {named:,} of {codes:,} have a name{f' in {language}' if language else ''}"
        for table, language, named, codes in description.names.itertuples(index=False)
    ]
    if description.coordinates:
        lines.append(f"regions: {description.coordinates:,} have coordinates")
    if description.shapes:
        lines.append(f"regions: {description.shapes:,} have an outline")
    return lines + estimates(description)


def _years(rows: pd.DataFrame) -> list[str]:
    """First and last year as one text, empty where there are none."""
    return [
        "" if pd.isna(first) else f"{first}-{last}"
        for first, last in zip(rows["first_year"], rows["last_year"], strict=True)
    ]


if __name__ == "__main__":
    main()
