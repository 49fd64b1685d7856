"""Promotion of versions to champion, and rollback to the previous champion."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import pandas as pd
from mlflow import MlflowClient
from mlflow.entities.model_registry import ModelVersion

from features.errors import InputError
from training.champion import Champion
from training.niches.caution import caution_of
from training.registry import champions, checksums, gate, runs, snapshot
from training.registry.store import clear_errors, initialise, locked, opened
from training.registry.versions import (
    challenger_version,
    champion_version,
    downloaded,
    load,
    only,
    readable,
    task_of,
    with_number,
)

CHOSEN_ON = "chosen_on"
"""Parameter of a run: the origins that chose its method, where no user named it."""
GAIN = "gain"
"""Tag of a version: JSON with `over`, the champion that it replaced, and `gain` as in Decision."""
DEFAULTS = {"indicator": "", "periods_per_year": "1", "deflator": ""}
"""Parameters of questions that runs leave out: technologies have no indicator, years one period."""


class RefusedError(InputError):
    """The gate refuses a version.

    Attributes
    ----------
    decision : Decision
    """

    def __init__(self, text: str, decision: gate.Decision) -> None:
        super().__init__(text)
        self.decision = decision


@clear_errors
def promote(
    name: str, version: int | None = None, force: bool = False, package: str | None = None
) -> tuple[int, gate.Decision]:
    """Make a version the champion of its package if it passes the gate.

    Parameters
    ----------
    name : str
        Registered name.
    version : int, optional
        The challenger by default.
    force : bool
        Promote even if the gate refuses; tags of the version and its run record this.
    package : str, optional
        Whose challenger; the only one that has one by default.

    Returns
    -------
    tuple of int and Decision
        The version that serves now, and the decision of the gate.

    Raises
    ------
    InputError
        There is no such version, its files cannot be read, or it is already the champion.
    RefusedError
        The gate refuses.
    """
    client = initialise()
    with locked():
        runs.close_abandoned(client)
        champions.tidy(client, name)
        found = _chosen(client, name, version, package)
        version, package = int(found.version), str(found.tags["package"])
        trail = champions.trails(client, name).get(package)
        champion = None if trail is None else trail.champion
        if champion == version:
            raise InputError(f"version {version} of {name} is already the champion of {package}")
        new = load(name, version)
        decision = _decide(client, name, version, trail)
        decision = replace(decision, notes=_notes(client, new, champion))
        if not (decision.passed or force):
            raise RefusedError(
                f"version {version} of {name} is not promoted: {decision.reason}; "
                f"{_instead(decision)}to promote it anyway, use --force",
                decision,
            )
        # Answers say whether their champion was forced, so its tags are there before it serves.
        for key, value in {
            "forced": str(not decision.passed).lower(),
            "gate": decision.reason,
        }.items():
            client.set_tag(str(found.run_id), key, value)
            client.set_model_version_tag(name, str(version), key, value)
        if decision.gain:
            gain = json.dumps({"over": champion, "gain": decision.gain})
            client.set_model_version_tag(name, str(version), GAIN, gain)
        before = trail or champions.Trail(())
        champions.save(client, name, package, before.moved((*before.versions, version)))
        champions.tidy(client, name)
    return version, decision


def _chosen(
    client: MlflowClient, name: str, version: int | None, package: str | None
) -> ModelVersion:
    """The version to promote: that with the number, or the challenger."""
    if version is not None:
        found = with_number(client, name, version)
        if package not in (None, found.tags["package"]):
            raise InputError(
                f"version {version} of {name} was trained on {found.tags['package']}, not on "
                f"{package}: leave out --package, or give another --version"
            )
        return found
    challenger = challenger_version(name, package)
    if challenger is None:
        of_package = f" trained on {package}" if package else ""
        raise InputError(
            f"{name} has no challenger{of_package}: train one, or name a version with --version N"
        )
    return with_number(client, name, challenger)


def _instead(decision: gate.Decision) -> str:
    """The method to train in place of a refused one, if the gate names it."""
    if not decision.instead:
        return ""
    return (
        f"{decision.instead} is the simplest method within the margin: train it with smartspec "
        f"train growth --model {decision.instead}; "
    )


@clear_errors
def incumbent(name: str, package: str, params: Mapping[str, object]) -> str | None:
    """Method of the champion if it answers the same question on the same package, else None.

    Parameters
    ----------
    params : mapping
        Those of a run that state the question.
    """
    champion = champion_version(name, package)
    if champion is None:
        return None
    client = opened()
    asked = {key: str(value) for key, value in {**DEFAULTS, **params}.items()}
    question = {key: asked[key] for key in runs.QUESTION if key in asked}
    if question != _question(client, name, champion):
        return None
    return str(client.get_model_version(name, str(champion)).tags["model"])


def _decide(
    client: MlflowClient, name: str, version: int, trail: champions.Trail | None
) -> gate.Decision:
    """Apply the gate to the challenger's own backtest.

    The champion's own method trained again for the same question is a refresh; it is compared with
    the champion's figures of the shared origins if both were trained on the same data. For another
    question there is no champion to compare with. A version whose data end before the champion's
    is refused, however good.
    """
    new, losses = _backtest_of(client, name, version)
    method = new["model"]
    decide = partial(
        gate.decide, task_of(name), challenger=method, chosen_on=_chosen_on(client, name, version)
    )
    if trail is None:
        return decide(losses)
    champion = trail.champion
    old = client.get_model_version(name, str(champion)).tags
    if fewer := _ends_earlier(client, name, version, trail):
        return gate.Decision(False, fewer)
    if _question(client, name, version) != _question(client, name, champion):
        return decide(losses)
    if method != old["model"]:
        return decide(losses, champion=old["model"])
    if new["sha256"] != old["sha256"]:
        return decide(losses, refresh=True)
    try:
        old_losses = _backtest_of(client, name, champion)[1]
    except InputError:  # a champion whose files are damaged can still be replaced
        return decide(losses, refresh=True)
    former = f"{old['model']} (version {champion})"
    shared = old_losses["origin"].isin(losses["origin"]) & (old_losses["model"] == old["model"])
    if not shared.any():
        return decide(losses, refresh=True)
    both = pd.concat([losses, old_losses[shared].assign(model=former)], ignore_index=True)
    return decide(both, champion=former, refresh=True)


def _chosen_on(client: MlflowClient, name: str, version: int) -> list[int]:
    """Origins on which the method of a version was chosen; empty if a user named it."""
    run_id = str(client.get_model_version(name, str(version)).run_id)
    return [int(year) for year in client.get_run(run_id).data.params.get(CHOSEN_ON, "").split()]


def _ends_earlier(client: MlflowClient, name: str, version: int, trail: champions.Trail) -> str:
    """A sentence if a version's data are the champion's and end earlier; else empty."""
    champion = trail.champion
    new, old = (client.get_model_version(name, str(number)).tags for number in (version, champion))
    indicator, old_indicator = (
        _question(client, name, number)["indicator"] for number in (version, champion)
    )
    if indicator != old_indicator or int(new["cutoff"]) >= int(old["cutoff"]):
        return ""
    undone = "; rollback returns to it" if trail.versions[-2:-1] == (version,) else ""
    return (
        f"its data of {new['package']} end in {new['cutoff']}, those of the champion (version "
        f"{champion}) in {old['cutoff']}{undone}"
    )


def _question(client: MlflowClient, name: str, version: int) -> dict[str, str]:
    """The question of a version; only figures of the same question are comparable."""
    run_id = str(client.get_model_version(name, str(version)).run_id)
    params = {**DEFAULTS, **client.get_run(run_id).data.params}
    return {key: params[key] for key in runs.QUESTION if key in params}


def _notes(client: MlflowClient, new: Champion, champion: int | None) -> tuple[str, ...]:
    """Remarks on a version that replaces the champion."""
    notes = []
    if champion is not None:
        questions = (_question(client, new.name, number) for number in (new.version, champion))
        if difference := gate.differences(*questions):
            notes.append(
                f"version {new.version} answers another question than the previous champion: "
                f"{difference}"
            )
    if new.task == "niches" and (caution := caution_of(new.track)):
        notes.append(f"breakthroughs do not affect promotion. {caution}")
    return tuple(notes)


def _backtest_of(
    client: MlflowClient, name: str, version: int
) -> tuple[Mapping[str, str], pd.DataFrame]:
    """Tags and losses of a version."""
    tags = client.get_model_version(name, str(version)).tags
    with readable(name, version), downloaded(name, version) as folder:
        checksums.check(folder, name, version, tags.get(checksums.TAG, ""))
        return tags, snapshot.read_losses(folder)


@clear_errors
def rollback(name: str, package: str | None = None) -> int:
    """Make the previous champion of a package its champion again.

    Previous champions that cannot be read (deleted or damaged) are passed over.

    Parameters
    ----------
    package : str, optional
        The only one that has a champion by default.

    Returns
    -------
    int
        The version that serves now.

    Raises
    ------
    InputError
        There is no previous champion that can be read.
    """
    client = initialise()
    with locked():
        runs.close_abandoned(client)
        champions.tidy(client, name)
        trails = champions.trails(client, name)
        package = only(name, trails, package)
        if package not in trails:
            of_package = f" trained on {package}" if package else ""
            raise InputError(f"{name} has no champion{of_package} yet: promote a version first")
        trail = trails[package]
        if len(trail.versions) < 2:
            raise InputError(
                f"{name} has only one champion of {package} so far: nothing to roll back to"
            )
        left = _readable_part(name, trail.versions[:-1])
        champions.save(client, name, package, trail.moved(left))
        champions.tidy(client, name)
    return left[-1]


def _readable_part(name: str, versions: tuple[int, ...]) -> tuple[int, ...]:
    """Versions up to the last that can be read, or InputError that says why none can."""
    reasons = []
    for end in range(len(versions), 0, -1):
        try:
            load(name, versions[end - 1])
        except InputError as error:
            reasons.append(str(error))
        else:
            return versions[:end]
    raise InputError(f"no previous champion of {name} can be read: {reasons[0]}")
