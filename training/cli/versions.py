"""Commands that compare registered versions and choose the champion."""

from typing import Annotated

import typer

from training import audit
from training.champion import registered_name
from training.cli import tables
from training.cli.options import ActivityOption
from training.registry import desk, promotion, versions

VersionOption = Annotated[int | None, typer.Option(help="the challenger by default")]
PackageOption = Annotated[
    str | None,
    typer.Option(
        "--package",
        metavar="NAME",
        help="name of the package; needed only where several have what is asked for",
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="promote even if the gate refuses; recorded in the run")
]


def compare_growth(package: PackageOption = None) -> None:
    """Compare versions with each other and with the other models of the latest training.

    Example: smartspec compare growth
    """
    _compare(registered_name("growth"), package)


def compare_niches(activity: ActivityOption = "technology", package: PackageOption = None) -> None:
    """Compare versions with each other and with the other models of the latest training.

    Example: smartspec compare niches --activity cluster
    """
    _compare(registered_name("niches", activity), package)


def promote_growth(
    version: VersionOption = None, force: ForceOption = False, package: PackageOption = None
) -> None:
    """Make a version its package's champion, if no worse in level and order and better in one.

    It is compared with the best baseline and the champion on the same rows; a gain must exceed the
    noise. A simpler method within the margin of both takes over, and without a champion a baseline
    within the margin of the best passes. The champion's own method, trained again on the same
    package with newer years, must only not be worse. A version whose data end before the
    champion's is refused.

    Example: smartspec promote growth
    """
    _promote(registered_name("growth"), version, force, package)


def promote_niches(
    version: VersionOption = None,
    force: ForceOption = False,
    activity: ActivityOption = "technology",
    package: PackageOption = None,
) -> None:
    """Make a version its package's champion, if it clearly beats the best baseline and champion.

    The champion's own method, trained again on the same package with newer years, must only not be
    worse. A version whose data end before the champion's is refused.

    Example: smartspec promote niches
    """
    _promote(registered_name("niches", activity), version, force, package)


def rollback_growth(package: PackageOption = None) -> None:
    """Make the previous champion of a package the champion again.

    Example: smartspec rollback growth
    """
    _rollback(registered_name("growth"), package)


def rollback_niches(activity: ActivityOption = "technology", package: PackageOption = None) -> None:
    """Make the previous champion of a package the champion again.

    Example: smartspec rollback niches
    """
    _rollback(registered_name("niches", activity), package)


def _compare(name: str, package: str | None) -> None:
    found = versions.compare(name, package)
    tables.versions(name, found)
    typer.echo(f"in the MLflow UI (smartspec ui): {desk.runs_link(found['experiment'].iloc[0])}")
    typer.echo(
        f"side by side there: {desk.comparison_link(list(found['experiment']), list(found['run']))}"
    )


def _promote(name: str, version: int | None, force: bool, package: str | None) -> None:
    audit.check()
    promoted, decision = promotion.promote(name, version, force, package)
    trained_on = versions.package_of(name, promoted)
    forced = "" if decision.passed else ", by --force"
    right = "the gate passed it" if decision.passed else "forced"
    audit.changed("promote", name, promoted, f"{right}: {decision.reason}")
    typer.echo(
        f"{name} version {promoted} is the champion of {trained_on} now{forced}: {decision.reason}."
    )
    for note in decision.notes:
        typer.echo(f"note: {note}")


def _rollback(name: str, package: str | None) -> None:
    audit.check()
    version = promotion.rollback(name, package)
    audit.changed("rollback", name, version, "it was the champion before")
    trained_on = versions.package_of(name, version)
    typer.echo(f"{name} version {version} is the champion of {trained_on} again")
