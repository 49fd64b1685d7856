"""Promotion of versions to champion, and rollback to the previous champion."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pandas as pd
from mlflow import MlflowClient

from features.errors import InputError
from training.niches.caution import caution_of
from training.registry import gate, runs, snapshot
from training.registry.store import clear_errors, initialise, locked
from training.registry.versions import (
    CHALLENGER,
    CHAMPION,
    aliases_of,
    downloaded,
    task_of,
    version_of,
)

CHOSEN_ON = "chosen_on"
"""Parameter of a run: the origins that chose its method, where no user named it."""
DEFAULTS = {"indicator": "", "periods_per_year": "1"}
"""Parameters of questions that runs leave out: technologies have no indicator, years one period."""


@clear_errors
def promote(
    name: str, version: int | None = None, force: bool = False
) -> tuple[int, gate.Decision]:
    """Make a version the champion if it passes the gate.

    Parameters
    ----------
    name : str
        Registered name.
    version : int, optional
        The challenger by default.
    force : bool
        Promote even if the gate refuses; tags of the version and its run record this.

    Returns
    -------
    tuple of int and Decision
        The version that serves now, and the decision of the gate.

    Raises
    ------
    InputError
        There is no such version, it is already the champion, or the gate refuses.
    """
    client = initialise()
    with locked():
        version = version_of(client, name, CHALLENGER if version is None else version)
        found = client.get_model_version(name, str(version))
        aliases = aliases_of(client, name)
        champion = aliases.get(CHAMPION)
        if champion == version:
            raise InputError(f"version {version} of {name} is already the champion")
        decision = _decide(client, name, version, champion)
        decision = replace(decision, notes=_notes(client, name, version, champion))
        if not (decision.passed or force):
            raise InputError(
                f"version {version} of {name} is not promoted: {decision.reason}; "
                f"{_instead(decision)}to promote it anyway, use --force"
            )
        forced = str(not decision.passed).lower()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        for key, value in {"promoted_at": now, "forced": forced, "gate": decision.reason}.items():
            client.set_model_version_tag(name, str(version), key, value)
            client.set_tag(str(found.run_id), key, value)
        _set_champion(client, name, [*_champions(client, name), version])
        if aliases.get(CHALLENGER) == version:
            client.delete_registered_model_alias(name, CHALLENGER)
    return version, decision


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
    client = initialise()
    champion = aliases_of(client, name).get(CHAMPION)
    if champion is None:
        return None
    tags = client.get_model_version(name, str(champion)).tags
    asked = {key: str(value) for key, value in {**DEFAULTS, **params}.items()}
    question = {key: asked[key] for key in runs.QUESTION if key in asked}
    is_same = tags["package"] == package and question == _question(client, name, champion)
    return tags["model"] if is_same else None


def _decide(client: MlflowClient, name: str, version: int, champion: int | None) -> gate.Decision:
    """Apply the gate to the challenger's own backtest.

    The champion's own method trained again for the same question is a refresh; it is compared with
    the champion's figures of the shared origins if both were trained on the same data. For another
    package or question there is no champion to compare with. A version whose data end before the
    champion's is refused, however good.
    """
    new, losses = _backtest_of(client, name, version)
    method = new["model"]
    decide = partial(
        gate.decide, task_of(name), challenger=method, chosen_on=_chosen_on(client, name, version)
    )
    if champion is None:
        return decide(losses)
    old, old_losses = _backtest_of(client, name, champion)
    if fewer := _ends_earlier(client, name, version, champion):
        return gate.Decision(False, fewer)
    question, old_question = (_question(client, name, number) for number in (version, champion))
    if new["package"] != old["package"] or question != old_question:
        return decide(losses)
    if method != old["model"]:
        return decide(losses, champion=old["model"])
    former = f"{old['model']} (version {champion})"
    shared = old_losses["origin"].isin(losses["origin"]) & (old_losses["model"] == old["model"])
    if new["sha256"] != old["sha256"] or not shared.any():
        return decide(losses, refresh=True)
    both = pd.concat([losses, old_losses[shared].assign(model=former)], ignore_index=True)
    return decide(both, champion=former, refresh=True)


def _chosen_on(client: MlflowClient, name: str, version: int) -> list[int]:
    """Origins on which the method of a version was chosen; empty if a user named it."""
    run_id = str(client.get_model_version(name, str(version)).run_id)
    return [int(year) for year in client.get_run(run_id).data.params.get(CHOSEN_ON, "").split()]


def _ends_earlier(client: MlflowClient, name: str, version: int, champion: int) -> str:
    """A sentence if a version's data are the champion's and end earlier; else empty."""
    new, old = (client.get_model_version(name, str(number)).tags for number in (version, champion))
    indicator, old_indicator = (
        _question(client, name, number)["indicator"] for number in (version, champion)
    )
    same = (new["package"], indicator) == (old["package"], old_indicator)
    if not same or int(new["cutoff"]) >= int(old["cutoff"]):
        return ""
    undone = "; rollback returns to it" if _champions(client, name)[-2:-1] == [version] else ""
    return (
        f"its data of {new['package']} end in {new['cutoff']}, those of the champion (version "
        f"{champion}) in {old['cutoff']}{undone}"
    )


def _question(client: MlflowClient, name: str, version: int) -> dict[str, str]:
    """The question of a version; only figures of the same question are comparable."""
    run_id = str(client.get_model_version(name, str(version)).run_id)
    params = {**DEFAULTS, **client.get_run(run_id).data.params}
    return {key: params[key] for key in runs.QUESTION if key in params}


def _notes(client: MlflowClient, name: str, version: int, champion: int | None) -> tuple[str, ...]:
    """Remarks on a version that replaces the champion."""
    notes = []
    if champion is not None:
        package, old_package = (
            client.get_model_version(name, str(number)).tags["package"]
            for number in (version, champion)
        )
        if package != old_package:
            notes.append(
                f"version {version} was trained on {package}, the previous champion on "
                f"{old_package}"
            )
        questions = (_question(client, name, number) for number in (version, champion))
        if difference := gate.differences(*questions):
            notes.append(
                f"version {version} answers another question than the previous champion: "
                f"{difference}"
            )
    if task_of(name) == "niches":
        with downloaded(name, version, "backtest") as folder:
            caution = caution_of(snapshot.read_rows(folder))
        if caution:
            notes.append(f"breakthroughs do not affect promotion. {caution}")
    return tuple(notes)


def _backtest_of(
    client: MlflowClient, name: str, version: int
) -> tuple[Mapping[str, str], pd.DataFrame]:
    """Tags and losses of a version."""
    with downloaded(name, version, "backtest") as folder:
        return client.get_model_version(name, str(version)).tags, snapshot.read_losses(folder)


@clear_errors
def rollback(name: str) -> int:
    """Make the previous champion the champion again, and return its version.

    Raises
    ------
    InputError
        There is no previous champion.
    """
    client = initialise()
    with locked():
        champions = _champions(client, name)
        if len(champions) < 2:
            raise InputError(
                f"{name} has only one champion so far: nothing to roll back to"
                if champions
                else f"{name} has no champion yet: promote a version first"
            )
        _set_champion(client, name, champions[:-1])
        return champions[-2]


def _champions(client: MlflowClient, name: str) -> list[int]:
    """Versions that have been champion, the current one last."""
    found = client.search_registered_models(f"name = '{name}'")
    champions = found[0].tags.get("champions", "") if found else ""
    return [int(version) for version in champions.split()]


def _set_champion(client: MlflowClient, name: str, champions: list[int]) -> None:
    client.set_registered_model_alias(name, CHAMPION, str(champions[-1]))
    client.set_registered_model_tag(name, "champions", " ".join(map(str, champions)))
