"""Commands that compare registered versions and choose the champion."""

from typing import Annotated

import typer

from training import audit
from training.champion import registered_name
from training.cli import tables
from training.cli.options import ActivityOption
from training.registry import promotion, versions

VersionOption = Annotated[int | None, typer.Option(help="the challenger by default")]
ForceOption = Annotated[
    bool, typer.Option("--force", help="promote even if the gate refuses; recorded in the run")
]


def compare_growth() -> None:
    """Compare versions with each other and with the other models of the latest training.

    Example: smartspec compare growth
    """
    name = registered_name("growth")
    tables.versions(name, versions.compare(name))


def compare_niches(activity: ActivityOption = "technology") -> None:
    """Compare versions with each other and with the other models of the latest training.

    Example: smartspec compare niches --activity cluster
    """
    name = registered_name("niches", activity)
    tables.versions(name, versions.compare(name))


def promote_growth(version: VersionOption = None, force: ForceOption = False) -> None:
    """Make a version the champion, if it is no worse in level and order and better in one.

    It is compared with the best baseline and the champion on the same rows; a gain must exceed the
    noise. A simpler method within the margin of both takes over, and without a champion a baseline
    within the margin of the best passes. The champion's own method, trained again on the same
    package with newer years, must only not be worse. A version whose data end before the
    champion's is refused.

    Example: smartspec promote growth
    """
    _promote(registered_name("growth"), version, force)


def promote_niches(
    version: VersionOption = None,
    force: ForceOption = False,
    activity: ActivityOption = "technology",
) -> None:
    """Make a version the champion, if it beats the best baseline and the current champion clearly.

    The champion's own method, trained again on the same package with newer years, must only not be
    worse. A version whose data end before the champion's is refused.

    Example: smartspec promote niches
    """
    _promote(registered_name("niches", activity), version, force)


def rollback_growth() -> None:
    """Make the previous champion the champion again.

    Example: smartspec rollback growth
    """
    _rollback(registered_name("growth"))


def rollback_niches(activity: ActivityOption = "technology") -> None:
    """Make the previous champion the champion again.

    Example: smartspec rollback niches
    """
    _rollback(registered_name("niches", activity))


def _promote(name: str, version: int | None, force: bool) -> None:
    audit.check()
    promoted, decision = promotion.promote(name, version, force)
    forced = "" if decision.passed else ", by --force"
    right = "the gate passed it" if decision.passed else "forced"
    audit.changed("promote", name, promoted, f"{right}: {decision.reason}")
    typer.echo(f"{name} version {promoted} is the champion now{forced}: {decision.reason}.")
    for note in decision.notes:
        typer.echo(f"note: {note}")


def _rollback(name: str) -> None:
    audit.check()
    version = promotion.rollback(name)
    audit.changed("rollback", name, version, "it was the champion before")
    typer.echo(f"{name} version {version} is the champion again")
