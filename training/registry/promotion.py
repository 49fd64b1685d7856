"""Who becomes champion: what passes the gate, and who was champion before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
from mlflow import MlflowClient

from features.errors import InputError
from training.niches.caution import caution_of
from training.registry import gate, runs, snapshot
from training.registry.store import clearly, initialise, locked
from training.registry.versions import (
    CHALLENGER,
    CHAMPION,
    aliases_of,
    downloaded,
    task_of,
    version_of,
)

UNSAID = {"indicator": "", "periods_per_year": "1"}
"""What was asked where a run does not say it: technologies have no indicator, years one period."""


@clearly
def promote(
    name: str, version: int | None = None, force: bool = False
) -> tuple[int, gate.Decision]:
    """Make a version the champion if it passes the gate; nothing changes if it does not.

    Parameters
    ----------
    name : str
        Registered name.
    version : int, optional
        The challenger by default.
    force : bool
        Promote even if the gate refuses, and say so in a tag of the version and its run.

    Returns
    -------
    tuple of int and Decision
        The version that serves now, and what the gate said.

    Raises
    ------
    InputError
        There is no such version, it is the champion already, or the gate refuses.
    """
    client = initialise()
    with locked():
        version = version_of(client, name, CHALLENGER if version is None else version)
        found = client.get_model_version(name, str(version))
        aliases = aliases_of(client, name)
        champion = aliases.get(CHAMPION)
        if champion == version:
            raise InputError(f"version {version} of {name} is the champion already")
        decision = _decide(client, name, version, champion)
        decision = replace(decision, notes=_notes(client, name, version, champion))
        if not (decision.passed or force):
            raise InputError(
                f"version {version} of {name} is not promoted: {decision.reason}; "
                "--force promotes it all the same"
            )
        forced = str(not decision.passed).lower()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        for key, value in {"promoted_at": now, "forced": forced, "gate": decision.reason}.items():
            client.set_model_version_tag(name, str(version), key, value)
            client.set_tag(str(found.run_id), key, value)
        _point(client, name, [*_trail(client, name), version])
        if aliases.get(CHALLENGER) == version:
            client.delete_registered_model_alias(name, CHALLENGER)
    return version, decision


def _decide(client: MlflowClient, name: str, version: int, champion: int | None) -> gate.Decision:
    """The gate over the challenger's own backtest.

    The champion's own method trained again is a refresh where it answers the same question; its
    figures of that time stand for it as far as both saw the same data at the same origins. For
    another package or question the best baseline must be beaten as if there were no champion.
    What knows fewer years of the same data than the champion is refused, however good.
    """
    new, losses = _backtest_of(client, name, version)
    task = task_of(name)
    if champion is None:
        return gate.decide(task, losses, new["model"])
    old, old_losses = _backtest_of(client, name, champion)
    if fewer := _fewer_years(client, name, version, champion):
        return gate.Decision(False, fewer)
    if new["model"] != old["model"]:
        return gate.decide(task, losses, new["model"], old["model"])
    asked, asked_then = (_question(client, name, each) for each in (version, champion))
    if new["package"] != old["package"] or asked != asked_then:
        return gate.decide(task, losses, new["model"])
    before = f"{old['model']} (version {champion})"
    shared = old_losses["origin"].isin(losses["origin"]) & (old_losses["model"] == old["model"])
    if new["sha256"] != old["sha256"] or not shared.any():
        return gate.decide(task, losses, new["model"], refresh=True)
    both = pd.concat([losses, old_losses[shared].assign(model=before)], ignore_index=True)
    return gate.decide(task, both, new["model"], before, refresh=True)


def _fewer_years(client: MlflowClient, name: str, version: int, champion: int) -> str:
    """That a version knows fewer years of the champion's data than the champion; else empty."""
    new, old = (client.get_model_version(name, str(each)).tags for each in (version, champion))
    indicator, before = (_question(client, name, each)["indicator"] for each in (version, champion))
    same = (new["package"], indicator) == (old["package"], before)
    if not same or int(new["cutoff"]) >= int(old["cutoff"]):
        return ""
    back = ", and rollback goes back to it" if _trail(client, name)[-2:-1] == [version] else ""
    return (
        f"it knows {new['package']} until {new['cutoff']}, the champion (version {champion}) until "
        f"{old['cutoff']}{back}"
    )


def _question(client: MlflowClient, name: str, version: int) -> dict[str, str]:
    """What a version was asked; a figure of another question is no measure for it."""
    run_id = str(client.get_model_version(name, str(version)).run_id)
    params = {**UNSAID, **client.get_run(run_id).data.params}
    return {key: params[key] for key in runs.QUESTION if key in params}


def _notes(client: MlflowClient, name: str, version: int, champion: int | None) -> tuple[str, ...]:
    """What should be known of a version that takes the champion's place."""
    notes = []
    if champion is not None:
        package, before = (
            client.get_model_version(name, str(each)).tags["package"]
            for each in (version, champion)
        )
        if package != before:
            notes.append(
                f"version {version} is of {package}, the champion until now was of {before}"
            )
        questions = (_question(client, name, each) for each in (version, champion))
        if other := gate.differences(*questions):
            notes.append(f"version {version} answers another question than the champion: {other}")
    if task_of(name) == "niches":
        with downloaded(name, version, "backtest") as folder:
            caution = caution_of(snapshot.read_rows(folder))
        if caution:
            notes.append(f"breakthroughs do not decide. {caution}")
    return tuple(notes)


def _backtest_of(
    client: MlflowClient, name: str, version: int
) -> tuple[Mapping[str, str], pd.DataFrame]:
    """Tags and losses of a version."""
    with downloaded(name, version, "backtest") as folder:
        return client.get_model_version(name, str(version)).tags, snapshot.read_losses(folder)


@clearly
def rollback(name: str) -> int:
    """Make the champion before the present one champion again; its version.

    Raises
    ------
    InputError
        There was no champion before.
    """
    client = initialise()
    with locked():
        trail = _trail(client, name)
        if len(trail) < 2:
            raise InputError(
                f"{name} has no champion before the present one to go back to"
                if trail
                else f"{name} has no champion yet: promote makes one"
            )
        _point(client, name, trail[:-1])
        return trail[-2]


def _trail(client: MlflowClient, name: str) -> list[int]:
    """Versions that have been champion, the present one last."""
    found = client.search_registered_models(f"name = '{name}'")
    champions = found[0].tags.get("champions", "") if found else ""
    return [int(version) for version in champions.split()]


def _point(client: MlflowClient, name: str, trail: list[int]) -> None:
    client.set_registered_model_alias(name, CHAMPION, str(trail[-1]))
    client.set_registered_model_tag(name, "champions", " ".join(map(str, trail)))
