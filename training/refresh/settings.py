"""What a refresh is asked to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.community.subscriptions import Subscription
from training.refresh.words.saying import Name

DONE, WRONG_INPUT, FAILED, BUSY = 0, 2, 1, 75
"""Exit codes: done; bad input and nothing changed; anything else; another refresh is running
(EX_TEMPFAIL of sysexits.h, which schedulers take for: try again later)."""

Report = dict[str, Any]
"""What a step found, ready for JSON."""


@dataclass(frozen=True)
class Settings:
    """What a refresh is asked to do.

    Attributes
    ----------
    folder : path
        Of the package.
    files : tuple of path
        To be imported first; none for a package that is up to date.
    maps : tuple of str
        Mappings of tables of no known layout, for the import.
    reports : path
        Folder of the page, its details and the log.
    scheduler : str or None
        Address of a Dask scheduler.
    subscriptions : sequence of Subscription or None
        Those of the file; None where there is no file.
    """

    folder: Path
    reports: Path
    files: tuple[Path, ...] = ()
    maps: tuple[str, ...] = ()
    scheduler: str | None = None
    subscriptions: Sequence[Subscription] | None = None


@dataclass(frozen=True)
class Names:
    """Names of the codes of a package.

    Attributes
    ----------
    regions, clusters, technologies : mapping of code to mapping of ending to name
        Endings are "" and those of further languages, such as "_ru".
    """

    regions: Mapping[str, Mapping[str, str]]
    clusters: Mapping[str, Mapping[str, str]]
    technologies: Mapping[str, Mapping[str, str]]

    def region(self, code: str) -> Name:
        """The name of a region, its code where it has none."""
        return Name(self.regions.get(code, {}), code)

    def activity(self, activity: str, code: str) -> Name:
        """The name of a cluster or technology, its code where it has none."""
        return Name(self._activities(activity).get(code, {}), code)

    def region_details(self, code: str, key: str = "region_name") -> dict[str, str]:
        """The name of a region in all languages, as an event has it."""
        return _details(key, code, self.regions)

    def activity_details(self, activity: str, code: str, key: str = "name") -> dict[str, str]:
        """The name of a cluster or technology in all languages, as an event has it."""
        return _details(key, code, self._activities(activity))

    def _activities(self, activity: str) -> Mapping[str, Mapping[str, str]]:
        return self.clusters if activity == "cluster" else self.technologies


def _details(key: str, code: str, names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    found = {f"{key}{end}": name for end, name in names.get(code, {}).items() if name}
    return {key: code, **found}
