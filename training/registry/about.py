"""What the registry says of versions without loading them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from training.registry.store import clear_errors, initialise


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
    tags = initialise().get_model_version(name, str(version)).tags
    package = tags["package"]
    return About(package, tags.get("title", package), int(tags.get("cutoff", 0)))


@clear_errors
def served_since(name: str, package: str) -> Mapping[int, date]:
    """Versions of a package that are or were its champion, with the day (UTC) of promotion."""
    found = initialise().search_model_versions(f"name = '{name}'")
    return {
        int(version.version): datetime.fromisoformat(since).astimezone(UTC).date()
        for version in found
        if version.tags.get("package") == package and (since := version.tags.get("promoted_at"))
    }
