"""Read the former states of a package that imports kept in its folder vintages."""

from collections.abc import Callable
from pathlib import Path

from features.package import read
from features.package.descriptor import DESCRIPTOR
from features.package.problems import PackageError
from features.package.writing import VINTAGES
from features.vintages.states import Vintage


def former(folder: Path | str, say: Callable[[str], object] | None = None) -> list[Vintage]:
    """The former states of a package, by the day on which they were imported; empty without any.

    Those of one day are in the order in which they were replaced, as far as the file system tells.

    Parameters
    ----------
    folder : path
        Of the package (or the datapackage.json in it).
    say : function, optional
        Is told of a state that cannot be read, which is then left out.

    Raises
    ------
    PackageError
        A state cannot be read, and there is nobody to tell.
    """
    folder = Path(folder)
    home = folder.parent if folder.name == DESCRIPTOR else folder
    found = []
    for place in sorted((home / VINTAGES).glob(f"*/{DESCRIPTOR}"), key=_order):
        try:
            found.append(Vintage(place.parent.name, read(place.parent)))
        except PackageError as error:
            if say is None:
                raise
            say(f"{VINTAGES}/{place.parent.name} is left out: {error}")
    return found


def _order(descriptor: Path) -> tuple[str, int, str]:
    """Day, moment at which it was replaced, and name of a state."""
    name = descriptor.parent.name
    return name[:10], descriptor.stat().st_mtime_ns, name
