"""The command refresh: what a scheduler runs to keep a package and its champions up to date."""

import json
from pathlib import Path
from typing import Annotated

import typer

from features.errors import InputError
from features.package.reading import read
from features.package.writing import recover
from training.cli import steps
from training.cli.notify import SubscriptionsOption
from training.cli.options import JsonOption, PackageOption, SchedulerOption
from training.cli.output import report_folder, write_json
from training.community import database, subscriptions
from training.community.delivery import public_addresses
from training.refresh import data, run, tasks
from training.refresh.journal import Journal
from training.refresh.lock import BusyError, alone, of_folder, of_store
from training.refresh.settings import BUSY, FAILED, Report, Settings


def refresh_command(
    package: PackageOption,
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--import", metavar="FILE", help="a newer file to import first; may be repeated"
        ),
    ] = None,
    maps: Annotated[
        list[Path] | None,
        typer.Option("--map", metavar="TOML", help="mapping of a table of no known layout"),
    ] = None,
    scheduler: SchedulerOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say what would be done, and change nothing")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            help="folder for refresh.html, refresh.json, refresh.log and quality.html; by default "
            "reports/PACKAGE",
        ),
    ] = None,
    subscribed: SubscriptionsOption = None,
    as_json: JsonOption = "",
) -> None:
    """Import newer files, check, monitor, train again, let the gate decide, say what changed.

    Made for cron and systemd, and safe to run twice. The exit code is 0 when all is done, 75 if
    another refresh of the package is running, 2 for bad input before anything changed, 1 otherwise.

    Example: smartspec refresh --package mine --import SAGDP.zip
    """
    listed = subscriptions.read(subscriptions.path(subscribed))
    mappings = tuple(str(path) for path in maps or ())
    given = tuple(files or ()), mappings, scheduler, listed
    if dry_run:
        settings = Settings(package, output or report_folder(data.package_name(package)), *given)
        _rehearse(settings, Journal(None, steps.progress_lines()), as_json)
        return
    public_addresses.allowed()
    database.opened()  # a refresh that could not tell what it did does nothing
    try:
        with alone(of_folder(package), str(package)):
            recover(package)
            name = data.package_name(package)
            settings = Settings(package, output or report_folder(name), *given)
            with alone(of_store(name), name):
                report = _refreshed(settings)
    except BusyError as error:
        typer.echo(f"{error}", err=True)
        raise typer.Exit(BUSY) from None
    write_json(json.dumps(report, ensure_ascii=False, default=str), as_json)
    raise typer.Exit(report["exit_code"])


def _refreshed(settings: Settings) -> Report:
    """Refresh; an error after something changed ends with another exit code than bad input."""
    journal = Journal(settings.reports / "refresh.log", steps.progress_lines())
    try:
        report = run.refresh(settings, journal)
    except InputError as error:
        if not journal.changes:
            raise
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(FAILED) from None
    page = settings.reports / "refresh.html"
    where = page if report["is_new"] else f"nothing new since {page}"
    typer.echo(f"{report['headline']}: {where}", err=True)
    return report


def _rehearse(settings: Settings, journal: Journal, as_json: str) -> None:
    """Say what an import would change, what would be trained, and what the gate would judge."""
    found: Report = {"import": None, "models": []}
    if settings.files:
        with journal.step("import") as step:
            found["import"] = data.imported(settings, journal.progress, dry_run=True)
            step.outcome = f"{found['import']['n_changes']:,} values would change"
        for line in found["import"]["lines"]:
            typer.echo(line, err=True)
    else:
        data.state_of(settings.folder)
    is_changed = bool(found["import"] and found["import"]["n_changes"])
    if data.has_package(settings.folder):
        package = read(settings.folder)
        for subject in tasks.SUBJECTS:
            plan = tasks.plan(subject, package)
            action = "train" if is_changed and plan.action != "train" else plan.action
            reason = "the import changes the data" if is_changed else plan.reason
            found["models"].append({"title": subject.title, "action": action, "reason": reason})
            journal.progress(f"{subject.title}: would {WOULD[action]} ({reason})")
    write_json(json.dumps(found, ensure_ascii=False), as_json)


WOULD = {
    "train": "be trained again and judged",
    "judge": "be judged as it was trained",
    "leave": "stay as it is",
}
