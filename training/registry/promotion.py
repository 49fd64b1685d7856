"""Promotion of versions to champion, and rollback to the previous champion."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import RunTag
from mlflow.entities.model_registry import ModelVersion

from features.errors import InputError
from training.champion import Champion
from training.niches.caution import caution_of
from training.registry import champions, checksums, gate, runs, snapshot
from training.registry.store import clear_errors, initialise, locked, opened
from training.registry.versions import (
    challenger_of,
    champion_version,
    downloaded,
    load,
    only,
    read,
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
        trails, versions = champions.tidy(client, name)
        if version is None:
            found = _challenger(name, package, trails, versions)
        else:
            found = _named(name, version, package, versions)
        version, package = int(found.version), str(found.tags["package"])
        trail = trails.get(package)
        champion = None if trail is None else trail.champion
        if champion == version:
            raise InputError(f"version {version} of {name} is already the champion of {package}")
        with readable(name, version), downloaded(name, version) as folder:
            served, losses = read(folder, found), snapshot.read_losses(folder)
        new = _with_params(client, found)
        old = None if champion is None else _old(client, name, champion, versions)
        decision = _decide(name, new, losses, old, trail)
        decision = replace(decision, notes=_notes(served, new, old))
        if not (decision.passed or force):
            raise RefusedError(
                f"version {version} of {name} is not promoted: {decision.reason}; "
                f"{_instead(decision)}to promote it anyway, use --force",
                decision,
            )
        _mark(client, found, decision, champion)
        before = trail or champions.Trail(())
        champions.save(client, name, package, before.moved((*before.versions, version)))
        champions.tidy(client, name)
    return version, decision


def _named(
    name: str, version: int, package: str | None, versions: Mapping[int, ModelVersion]
) -> ModelVersion:
    """The version with a number, which must be of the package if one is named."""
    found = with_number(versions, name, version)
    if package not in (None, found.tags["package"]):
        raise InputError(
            f"version {version} of {name} was trained on {found.tags['package']}, not on "
            f"{package}: leave out --package, or give another --version"
        )
    return found


def _challenger(
    name: str,
    package: str | None,
    trails: Mapping[str, champions.Trail],
    versions: Mapping[int, ModelVersion],
) -> ModelVersion:
    """The version that waits for a promotion."""
    challenger = challenger_of(name, trails, versions, package)
    if challenger is None:
        of_package = f" trained on {package}" if package else ""
        raise InputError(
            f"{name} has no challenger{of_package}: train one, or name a version with --version N"
        )
    return versions[challenger]


def _mark(
    client: MlflowClient, found: ModelVersion, decision: gate.Decision, champion: int | None
) -> None:
    """Tag a version and its run with the decision.

    Answers say whether their champion was forced, so its tags are there before it serves.
    """
    tags = {"forced": str(not decision.passed).lower(), "gate": decision.reason}
    client.log_batch(str(found.run_id), tags=[RunTag(key, it) for key, it in tags.items()])
    if decision.gain:
        tags[GAIN] = json.dumps({"over": champion, "gain": decision.gain})
    for key, value in tags.items():
        client.set_model_version_tag(found.name, found.version, key, value)


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
    found = _with_params(client, client.get_model_version(name, str(champion)))
    return str(found.tags["model"]) if question == found.question else None


@dataclass(frozen=True)
class _Version:
    """A version as the gate needs it: its number, its tags and the params of its run."""

    number: int
    tags: Mapping[str, str]
    params: Mapping[str, str]

    @property
    def question(self) -> dict[str, str]:
        """Only figures of the same question are comparable."""
        params = {**DEFAULTS, **self.params}
        return {key: params[key] for key in runs.QUESTION if key in params}

    @property
    def chosen_on(self) -> list[int]:
        """Origins on which the method was chosen; empty if a user named it."""
        return [int(year) for year in self.params.get(CHOSEN_ON, "").split()]


def _with_params(client: MlflowClient, found: ModelVersion) -> _Version:
    params = client.get_run(str(found.run_id)).data.params
    return _Version(int(found.version), found.tags, params)


def _old(
    client: MlflowClient, name: str, champion: int, versions: Mapping[int, ModelVersion]
) -> _Version:
    """The champion to replace; where somebody deleted it, MLflow's own error says so."""
    found = versions.get(champion) or client.get_model_version(name, str(champion))
    return _with_params(client, found)


def _decide(
    name: str,
    new: _Version,
    losses: pd.DataFrame,
    old: _Version | None,
    trail: champions.Trail | None,
) -> gate.Decision:
    """Apply the gate to the challenger's own backtest.

    The champion's own method trained again for the same question is a refresh; it is compared with
    the champion's figures of the shared origins if both were trained on the same data. For another
    question there is no champion to compare with. A version whose data end before the champion's
    is refused, however good.
    """
    method = new.tags["model"]
    decide = partial(gate.decide, task_of(name), challenger=method, chosen_on=new.chosen_on)
    if old is None or trail is None:
        return decide(losses)
    if fewer := _ends_earlier(new, old, trail):
        return gate.Decision(False, fewer)
    if new.question != old.question:
        return decide(losses)
    if method != old.tags["model"]:
        return decide(losses, champion=old.tags["model"])
    if new.tags["sha256"] != old.tags["sha256"]:
        return decide(losses, refresh=True)
    try:
        old_losses = _losses_of(name, old)
    except InputError:  # a champion whose files are damaged can still be replaced
        return decide(losses, refresh=True)
    former = f"{method} (version {old.number})"
    shared = old_losses["origin"].isin(losses["origin"]) & (old_losses["model"] == method)
    if not shared.any():
        return decide(losses, refresh=True)
    both = pd.concat([losses, old_losses[shared].assign(model=former)], ignore_index=True)
    return decide(both, champion=former, refresh=True)


def _ends_earlier(new: _Version, old: _Version, trail: champions.Trail) -> str:
    """A sentence if a version's data are the champion's and end earlier; else empty."""
    is_same = new.question["indicator"] == old.question["indicator"]
    if not is_same or int(new.tags["cutoff"]) >= int(old.tags["cutoff"]):
        return ""
    undone = "; rollback returns to it" if trail.versions[-2:-1] == (new.number,) else ""
    return (
        f"its data of {new.tags['package']} end in {new.tags['cutoff']}, those of the champion "
        f"(version {old.number}) in {old.tags['cutoff']}{undone}"
    )


def _notes(served: Champion, new: _Version, old: _Version | None) -> tuple[str, ...]:
    """Remarks on a version that replaces the champion."""
    notes = []
    if old is not None and (difference := gate.differences(new.question, old.question)):
        notes.append(
            f"version {new.number} answers another question than the previous champion: "
            f"{difference}"
        )
    if served.task == "niches" and (caution := caution_of(served.track)):
        notes.append(f"breakthroughs do not affect promotion. {caution}")
    return tuple(notes)


def _losses_of(name: str, version: _Version) -> pd.DataFrame:
    """Losses of a version whose files are as they were written."""
    number = version.number
    with readable(name, number), downloaded(name, number) as folder:
        checksums.check(folder, name, number, version.tags.get(checksums.TAG, ""))
        return snapshot.read_losses(folder)


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
        trails, _ = champions.tidy(client, name)
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
