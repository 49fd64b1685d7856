"""What a refresh is asked to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    """

    folder: Path
    reports: Path
    files: tuple[Path, ...] = ()
    maps: tuple[str, ...] = ()
    scheduler: str | None = None


@dataclass(frozen=True)
class Names:
    """Names of the codes of a package."""

    regions: Mapping[str, str]
    clusters: Mapping[str, str]
    technologies: Mapping[str, str]

    def region(self, code: str) -> str:
        """The name of a region, its code where it has none."""
        return self.regions.get(code) or code

    def activity(self, activity: str, code: str) -> str:
        """The name of a cluster or technology, its code where it has none."""
        names = self.clusters if activity == "cluster" else self.technologies
        return names.get(code) or code
