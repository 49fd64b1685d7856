"""Which versions are and were champion of each package.

The truth is one tag of the registered model for each package, so that one write changes the
champion, all of it or nothing. Its value is "1 4 7 | 1@2026-11-26T10:00:00+00:00 4@... 7@...":
the versions that rollback goes through, the present champion last; then who served since when,
rollbacks too. Aliases and the tags `promoted_at` are copies for people who look at MLflow;
`tidy` derives them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from mlflow import MlflowClient
from mlflow.entities.model_registry import ModelVersion, RegisteredModel
from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import RESOURCE_DOES_NOT_EXIST, ErrorCode

from training.registry.store import NoStoreError, clear_errors, initialise, opened

TAG = "champions."
"""Begin of the tag; the name of the package follows."""
OLD_TAG, OLD_ALIASES = "champions", ("champion", "challenger")
"""Of older releases, which had one champion for all packages."""
MOST_CHARACTERS = 5000
"""What a database of MLflow keeps of a tag; the oldest entries are left out beyond it."""
MOST_VERSIONS = 100
"""Versions that rollback can go through."""


@dataclass(frozen=True)
class Trail:
    """The champions of one package.

    Attributes
    ----------
    versions : tuple of int
        Those that rollback goes through, the present champion last; at least one.
    served : tuple of (int, datetime)
        Who served since when (UTC), rollbacks too, the latest last.
    """

    versions: tuple[int, ...]
    served: tuple[tuple[int, datetime], ...] = ()

    @property
    def champion(self) -> int:
        """The version that serves now."""
        return self.versions[-1]

    def at(self, day: date) -> int | None:
        """The version that served at the end of a day (UTC); None where it is not known."""
        served = [version for version, since in self.served if since.astimezone(UTC).date() <= day]
        return served[-1] if served else None

    def moved(self, versions: tuple[int, ...]) -> "Trail":
        """The trail after a promotion or rollback now, which leaves these versions."""
        now = datetime.now(UTC).replace(microsecond=0)
        return Trail(versions, (*self.served, (versions[-1], now)))


def parsed(value: str) -> Trail:
    """The trail of a tag's value."""
    versions, _, served = value.partition("|")
    entries = [entry.partition("@") for entry in served.split()]
    return Trail(
        tuple(int(version) for version in versions.split()),
        tuple((int(version), datetime.fromisoformat(since)) for version, _, since in entries),
    )


def written(trail: Trail) -> str:
    """The value of a tag, without the oldest entries where they are too many."""
    versions = " ".join(map(str, trail.versions[-MOST_VERSIONS:]))
    entries = [f"{version}@{since.isoformat()}" for version, since in trail.served]
    while len(value := f"{versions} | {' '.join(entries)}") > MOST_CHARACTERS:
        del entries[0]
    return value


def trails(client: MlflowClient, name: str) -> dict[str, Trail]:
    """Package to the trail of its champions; one call to the store, two for older stores."""
    model = registered(client, name)
    if model is None:
        return {}
    return _trails(model, versions_of(client, name) if _is_old(model) else {})


def save(client: MlflowClient, name: str, package: str, trail: Trail) -> None:
    """Change the champion: the one write that does."""
    client.set_registered_model_tag(name, f"{TAG}{package}", written(trail))


def registered(client: MlflowClient, name: str) -> RegisteredModel | None:
    """A registered model with its tags and aliases, None before its first version."""
    try:  # a search would also look up the latest versions, which takes twice as long
        return client.get_registered_model(name)
    except MlflowException as error:
        if error.error_code != ErrorCode.Name(RESOURCE_DOES_NOT_EXIST):
            raise
        return None


def versions_of(client: MlflowClient, name: str) -> dict[int, ModelVersion]:
    """All versions by number."""
    found = client.search_model_versions(f"name = '{name}'")
    return {int(version.version): version for version in found}


def challengers(
    of_packages: Mapping[str, Trail], versions: Mapping[int, ModelVersion]
) -> dict[str, int]:
    """Package to its newest version, if that has never been champion."""
    newest: dict[str, int] = {}
    for number, version in sorted(versions.items()):
        newest[version.tags["package"]] = number
    return {
        package: number
        for package, number in newest.items()
        if not has_served(versions[number], of_packages.get(package))
    }


def has_served(version: ModelVersion, trail: Trail | None) -> bool:
    """Whether a version is or was champion of its package."""
    number = int(version.version)
    served = () if trail is None else (*trail.versions, *dict(trail.served))
    return number in served or bool(version.tags.get("promoted_at"))


def tidy(client: MlflowClient, name: str) -> tuple[dict[str, Trail], dict[int, ModelVersion]]:
    """Derive aliases and `promoted_at`, and rewrite what an older release left; under the lock.

    Completes what a killed command left undone, so every command that changes the store calls it.

    Returns
    -------
    tuple of dict
        Package to the trail of its champions, and all versions by number, as they were read: the
        command need not ask the store for them again.
    """
    model = registered(client, name)
    if model is None:
        return {}, {}
    versions = versions_of(client, name)
    found = _trails(model, versions)
    for package, trail in found.items():
        if f"{TAG}{package}" not in model.tags:
            save(client, name, package, trail)
    for old in {*OLD_ALIASES} & model.aliases.keys():
        client.delete_registered_model_alias(name, old)
    if OLD_TAG in model.tags:
        client.delete_registered_model_tag(name, OLD_TAG)
    _set_aliases(client, model, found, versions)
    for trail in found.values():
        for number, since in dict(trail.served).items():
            _set_promoted_at(client, versions.get(number), since.isoformat())
    return found, versions


def _set_aliases(
    client: MlflowClient,
    model: RegisteredModel,
    of_packages: Mapping[str, Trail],
    versions: Mapping[int, ModelVersion],
) -> None:
    kinds = {
        "champion": {package: trail.champion for package, trail in of_packages.items()},
        "challenger": challengers(of_packages, versions),
    }
    packages = {version.tags["package"] for version in versions.values()}
    for kind, numbers in kinds.items():
        for package in packages:
            alias, number = alias_of(kind, package), numbers.get(package)
            present = model.aliases.get(alias)
            if number is None and present is not None:
                client.delete_registered_model_alias(model.name, alias)
            elif number in versions and int(present or 0) != number:
                client.set_registered_model_alias(model.name, alias, str(number))


def _set_promoted_at(client: MlflowClient, version: ModelVersion | None, since: str) -> None:
    """Tag a run and then its version, whose tag so says that both have it."""
    if version is not None and version.tags.get("promoted_at") != since:
        client.set_tag(str(version.run_id), "promoted_at", since)
        client.set_model_version_tag(version.name, version.version, "promoted_at", since)


def alias_of(kind: str, package: str) -> str:
    """The alias of a package's champion or challenger, such as "champion-us-states".

    Characters that MLflow refuses are replaced; then a digest keeps packages apart.
    """
    plain = re.sub(r"[^\w-]", "-", package)[:200]
    digest = "" if plain == package else f"-{sha256(package.encode()).hexdigest()[:6]}"
    return f"{kind}-{plain}{digest}"


def _is_old(model: RegisteredModel) -> bool:
    return OLD_TAG in model.tags or OLD_ALIASES[0] in model.aliases


def _trails(model: RegisteredModel, versions: Mapping[int, ModelVersion]) -> dict[str, Trail]:
    """Trails of the tags, and those of an older release for packages without a tag."""
    found = _old_trails(model, versions) if _is_old(model) else {}
    for key, value in model.tags.items():
        if key.startswith(TAG):
            found[key.removeprefix(TAG)] = parsed(value)
    return found


def _old_trails(model: RegisteredModel, versions: Mapping[int, ModelVersion]) -> dict[str, Trail]:
    """The trail of an older release, split by package, in order.

    The alias was written first: after a kill the trail may lack its version, or still have one
    that was rolled back. When rollbacks happened was not kept.
    """
    numbers = [int(number) for number in model.tags.get(OLD_TAG, "").split()]
    if (champion := int(model.aliases.get(OLD_ALIASES[0], 0))) in numbers:
        numbers = numbers[: len(numbers) - numbers[::-1].index(champion)]
    elif champion:
        numbers.append(champion)
    by_package: dict[str, list[int]] = {}
    for number in numbers:
        if number in versions:
            by_package.setdefault(versions[number].tags["package"], []).append(number)
    return {package: _dated(found, versions) for package, found in by_package.items()}


def _dated(numbers: list[int], versions: Mapping[int, ModelVersion]) -> Trail:
    """A trail with the last promotion of each version."""
    last_places = reversed(dict.fromkeys(reversed(numbers)))
    since = {number: versions[number].tags.get("promoted_at", "") for number in last_places}
    served = [(number, datetime.fromisoformat(at)) for number, at in since.items() if at]
    return Trail(tuple(numbers), tuple(served))


@dataclass(frozen=True)
class About:
    """One registered version.

    Attributes
    ----------
    package, title : str
        Name and title of the data package that it was trained on.
    cutoff : int
        Last year of the data.
    """

    package: str
    title: str
    cutoff: int


@clear_errors
def about(name: str, version: int) -> About:
    """What a version was trained on.

    Raises
    ------
    InputError
        There is no such version, or the store cannot be reached.
    """
    tags = opened().get_model_version(name, str(version)).tags
    package = tags["package"]
    return About(package, tags.get("title", package), int(tags.get("cutoff", 0)))


@clear_errors
def served_since(name: str, package: str) -> Mapping[int, date]:
    """Versions of a package that are or were its champion, with the day (UTC) of promotion."""
    try:
        found = opened().search_model_versions(f"name = '{name}'")
    except NoStoreError:
        return {}
    return {
        int(version.version): datetime.fromisoformat(since).astimezone(UTC).date()
        for version in found
        if version.tags.get("package") == package and (since := version.tags.get("promoted_at"))
    }


@dataclass(frozen=True)
class Known:
    """A registered version, as its tags and its run tell without its files.

    Attributes
    ----------
    number, cutoff, horizon : int
    sha256 : str
        Of the package that it was trained on.
    params : mapping of str to str
        Those of its run.
    has_served : bool
        Whether it is or was champion of its package.
    """

    number: int
    cutoff: int
    horizon: int
    sha256: str
    params: Mapping[str, str]
    has_served: bool


@clear_errors
def known(name: str, version: int) -> Known:
    """One version."""
    client = opened()
    found = client.get_model_version(name, str(version))
    return _known(client, found, trails(client, name).get(found.tags["package"]))


def trained_on(name: str, package: str, sha256: str) -> list[Known]:
    """Versions that were trained on exactly these data of a package, the oldest first."""
    return _of_package(name, package, lambda found, _: found.tags.get("sha256") == sha256)


def served(name: str, package: str) -> list[Known]:
    """Versions that are or were champion of a package, the oldest first."""
    return _of_package(name, package, has_served)


@clear_errors
def _of_package(
    name: str, package: str, is_asked: Callable[[ModelVersion, Trail | None], bool]
) -> list[Known]:
    """Versions of a package that are asked for, the oldest first."""
    try:
        client = opened()
    except NoStoreError:
        return []
    trail = trails(client, name).get(package)
    return [
        _known(client, found, trail)
        for _, found in sorted(versions_of(client, name).items())
        if found.tags.get("package") == package and is_asked(found, trail)
    ]


def _known(client: MlflowClient, version: ModelVersion, trail: Trail | None) -> Known:
    return Known(
        int(version.version),
        int(version.tags.get("cutoff", 0)),
        int(version.tags.get("horizon", 0)),
        version.tags.get("sha256", ""),
        client.get_run(str(version.run_id)).data.params,
        has_served(version, trail),
    )


@clear_errors
def trail_of(name: str, package: str) -> Trail | None:
    """The champions of a package; None before its first."""
    try:
        return trails(opened(), name).get(package)
    except NoStoreError:
        return None


@clear_errors
def note_of(name: str, version: int, key: str) -> str:
    """What a tag of a version says, "" where it has none."""
    return str(opened().get_model_version(name, str(version)).tags.get(key, ""))


@clear_errors
def take_note(name: str, version: int, key: str, value: str) -> None:
    """Set a tag of a version."""
    initialise().set_model_version_tag(name, str(version), key, value)
