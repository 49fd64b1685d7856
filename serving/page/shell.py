"""Every view as HTML: the frame of the page around a plain summary, which the script replaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from serving.catalogue.answers import packages
from serving.catalogue.contracts import PackageState
from serving.community.addresses import feed_address
from serving.http.framing import embed_hosts
from serving.http.problems import ProblemError
from serving.languages.language import CODES, language, say, speaking
from serving.page.addresses import PLAIN, Asked
from serving.page.static_files import modules, version
from serving.page.summaries import SUMMARIES
from serving.page.summary import Summary
from serving.page.switch import switch
from serving.page.unknown import refused
from serving.served.loaded import Loaded

NAVIGATION = {
    "country": "page.home",
    "compare": "page.compare",
    "chain": "page.chain",
    "record": "page.record",
    "data": "page.data",
}
"""Views that the frame leads to, with the message that names them."""
MAIN = "main.js"
"""The script of every view."""
SCRIPTS = {"cluster": "option", "technology": "option"}
"""View to its script, where it has another name."""

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class OfMembers:
    """What a view has to do with members.

    Attributes
    ----------
    corner : Corner or None
        Who asks, and what it can do here.
    summary, seen : Summary, Directory or Changes
        What a view of members itself says; None for all other views.
    """

    corner: Any = None
    summary: Summary | None = None
    seen: Any = None


NOTHING = OfMembers()


def rendered(
    loaded: Loaded,
    asked: Asked,
    served: Sequence[PackageState] = (),
    problem: ProblemError | None = None,
    of_members: OfMembers = NOTHING,
) -> tuple[int, str]:
    """Status and HTML of a view in the language that is asked for.

    Parameters
    ----------
    served : sequence of PackageState
        The packages to switch between.
    problem : ProblemError, optional
        Why nothing is loaded.
    of_members : OfMembers
    """
    with speaking(asked.language):
        if of_members.summary is not None:
            summary = of_members.summary
        elif problem is None:
            summary = SUMMARIES[asked.view](loaded.in_language(asked.language), asked)
        else:
            summary = refused(asked, problem)
        html = TEMPLATES.get_template("shell.html").render(
            asked=asked,
            summary=summary,
            version=version(),
            modules=_modules(asked.view),
            views=_views(asked),
            languages=_languages(asked),
            packages=_packages(loaded),
            switch=switch(asked, served),
            feed=feed_address(asked.view, asked.code, asked.package, asked.language),
            may_embed=bool(embed_hosts()),
            corner=of_members.corner,
            seen=of_members.seen,
            say=say,
        )
    return summary.status, html


def _modules(view: str) -> list[str]:
    """Scripts that a view starts with, so that the browser asks for all of them at once."""
    if view in PLAIN:
        return [name for name in modules(MAIN) if name != MAIN]
    own = modules(f"views/{SCRIPTS.get(view, view)}.js")
    return [name for name in dict.fromkeys([*modules(MAIN), *own]) if name != MAIN]


def _views(asked: Asked) -> list[dict[str, Any]]:
    return [
        {"text": say(key), "address": asked.link(view), "here": view == asked.view}
        for view, key in NAVIGATION.items()
    ]


def _packages(loaded: Loaded) -> list[dict[str, Any]]:
    """The packages that are served, by their titles."""
    served = packages(loaded.growth, loaded.niches, loaded.markets)
    return [{"text": one.title, "demo": one.demo} for one in served]


def _languages(asked: Asked) -> list[dict[str, Any]]:
    """The same view in each language, by the name that its speakers give it."""
    return [
        {
            "code": code,
            "text": (language(code).locale.display_name or code).capitalize(),
            "address": asked.link(asked.view, asked.code, **{**asked.query, "language": code}),
            "here": code == asked.language,
        }
        for code in CODES
    ]
