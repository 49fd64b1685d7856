"""What is served of a package, in short."""

from features.errors import InputError
from serving.catalogue.contracts import PackagePart, PackageState
from serving.served.loaded import NAMES, Part
from serving.served.package import Served
from training.provenance import is_demo_named


def state_of(served: Served) -> PackageState:
    """A package with its champions; the registry describes what was never loaded."""
    loaded = {(it.name, it.version): (it.title, it.cutoff) for it in served.models}
    by_name = {it.name: it.version for it in served.models}
    title, parts = served.package, list[PackagePart]()
    failed = served.loaded.failed if served.loaded else frozenset[Part]()
    for part, name in NAMES.items():
        version = by_name.get(name) if served.loaded else served.versions.get(part)
        if version is None and part not in served.versions:
            continue
        found = loaded.get((name, version or 0)) or _registered(name, version)
        title = found[0] or title
        parts.append(
            PackagePart(
                part=part, name=name, version=version, cutoff=found[1], failed=part in failed
            )
        )
    demo = is_demo_named(served.package, title)
    return PackageState(name=served.package, title=title, demo=demo, parts=parts)


def _registered(name: str, version: int | None) -> tuple[str, int | None]:
    """Title and cutoff by the registry; unknown where it does not answer."""
    from training.registry import champions

    try:
        found = champions.about(name, version) if version else None
    except InputError:
        return "", None
    return (found.title, found.cutoff) if found else ("", None)
