"""From one data package to another, where several are served."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.catalogue.contracts import PackageState
from serving.page.addresses import Asked

OF_EVERY_PACKAGE = ("country", "chain", "record", "data")
"""Views whose address holds nothing of one package; static/frame.js has the same."""


@dataclass(frozen=True)
class Place:
    """A package that can be switched to."""

    name: str
    text: str
    address: str
    here: bool


def switch(asked: Asked, served: Sequence[PackageState]) -> list[Place]:
    """The packages by title; empty where there is nothing to choose."""
    if len(served) < 2:
        return []
    return [
        Place(it.name, it.title, _switched(asked, it.name), it.name == asked.package)
        for it in served
    ]


def first_of(served: Sequence[PackageState]) -> str:
    """The package to show where an address names none: invented regions come last."""
    return min(served, key=lambda it: (it.demo, it.name)).name


def with_package(asked: Asked, package: str) -> str:
    """The same address, which names a package."""
    return asked.link(asked.view, asked.code, **{**asked.query, "package": package})


def _switched(asked: Asked, package: str) -> str:
    """The same view of another package, else its country; weights may not suit its criteria."""
    view = asked.view if asked.view in OF_EVERY_PACKAGE else "country"
    return Asked(view, "", asked.language, _spoken(asked)).link(view, package=package)


def _spoken(asked: Asked) -> dict[str, list[str]]:
    return {name: asked.query[name] for name in ("language", "level") if name in asked.query}
