"""The report of a region, and its briefing of one page, as HTML for A4."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from features.formats import sentence
from serving.choice.contracts import ClusterOption, NicheOption
from serving.contracts import DataSource, Metadata
from serving.languages.language import say, spoken
from serving.messages import Message
from serving.reports import marks
from serving.reports.dossier import Dossier
from serving.reports.titles import brief, short_title
from serving.reports.words import css_text, today, written

TEMPLATES = Path(__file__).with_name("templates")
NAME = 80
"""Characters of a name in a table."""
REGION = 120
"""Characters of the name of a region in a heading."""
N_FANS = 4
LOWEST, HIGHEST = -25.0, 25.0
"""Growth in % a year up to which marks are drawn; wider intervals end in an arrow."""
N_SOURCES = 8
SIZES = (2, 1, 0)
"""How much a document holds, the most first; a smaller one is tried where pages are too many."""
ROWS: Mapping[str, tuple[int, int, int]] = {"report": (5, 7, 9), "briefing": (3, 3, 3)}
"""Rows of each table by size; a briefing always has all that is recommended, in smaller letters."""
NOTES: Mapping[str, tuple[int, int, int]] = {"report": (4, 6, 8), "briefing": (0, 1, 2)}
"""Notes of members by size."""
NOTE: Mapping[str, int] = {"report": 280, "briefing": 140}
"""Characters of a note."""
PAGES: Mapping[str, int] = {"report": 6, "briefing": 1}
"""Kind of document to the most pages that it may have."""
LIMITS = "verdict.limits."
"""Start of the keys of sentences that say how sure a verdict is."""
TERMS = ("interval", "confidence", "outgrow", "niche", "multiplier", "score")

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {
    "sentence": sentence,
    "short": short_title,
    "upper_first": lambda text: text[:1].upper() + text[1:],
}


@dataclass(frozen=True)
class Places:
    """Addresses that a document names; empty where it is a file.

    Attributes
    ----------
    own : str
        Absolute, as it stands on the paper.
    links : mapping
        Message that names a link to where it leads.
    """

    own: str = ""
    links: Mapping[str, str] | None = None


def document(kind: str, found: Dossier, places: Places, size: int = 2) -> str:
    """The HTML of a report or a briefing in the language that is spoken.

    Parameters
    ----------
    kind : str
        Of PAGES.
    size : int
        Of SIZES.
    """
    about, rows = found.models[0], ROWS[kind][size]
    audit = found.audit
    html = _ENVIRONMENT.get_template(f"{kind}.html").render(
        kind=kind,
        found=found,
        region=short_title(found.region_name, REGION),
        about=about,
        niches_about=next((it for it in found.models if it.task == "niches"), None),
        verdict=found.options.verdict if found.options else None,
        advice=_advice(found),
        clusters=found.clusters[:rows],
        niches=found.niches[:rows],
        forecasts=found.forecasts[:N_FANS],
        entries=audit.audits[0].likely_entries[:rows] if audit and not found.niches else [],
        risks=audit.audits[0].at_risk[:rows] if audit else [],
        points=found.breakthroughs.points if found.breakthroughs else [],
        growth_scale=_growth_scale(found.clusters[:rows]),
        unit_scale=marks.Scale(0, 1),
        chance_scale=_chance_scale(found.niches[:rows]),
        limits=_limits(found),
        notes=found.notes[: NOTES[kind][size]],
        note_width=NOTE[kind],
        sources=_sources(found.models),
        licences=_licences(found.models),
        footer=css_text(_footer(found, about)),
        address=css_text(short_title(places.own, 110)),
        places=places,
        today=format_date(today(), say("report.date_style"), spoken().locale),
        year=today().year,
        terms=TERMS,
        size=size,
        language=spoken().code,
        **_TOOLS,
    )
    return html.replace(" %", "\N{NO-BREAK SPACE}%")


def _advice(found: Dossier) -> list[Message]:
    """The sentences of the summary that say what to do and what to beware of."""
    summary = found.options.verdict.summary if found.options else []
    return [it for it in summary if not it.key.startswith(LIMITS)]


def _limits(found: Dossier) -> list[Message]:
    """How sure the verdict is: the records that its summary names, then what else limits it."""
    if found.options is None:
        return []
    verdict = found.options.verdict
    first = [it for it in verdict.summary if it.key.startswith(LIMITS)]
    named = {it.text for it in first}
    return [*first, *(it for it in verdict.limits if it.text not in named)]


def _footer(found: Dossier, about: Metadata) -> str:
    models = [say("report.model", name=model.name, version=model.version) for model in found.models]
    return say(
        "report.footer",
        region=short_title(found.region_name, 40),
        date=format_date(today(), say("report.date_style"), spoken().locale),
        year=about.cutoff,
        models="; ".join(dict.fromkeys(models)),
    )


def _growth_scale(options: list[ClusterOption]) -> marks.Scale:
    outlooks = [it.outlook for it in options if it.outlook]
    ends = [end for it in outlooks for end in (it.lower, it.upper)]
    return marks.scale([min(max(end, LOWEST), HIGHEST) for end in ends])


def _chance_scale(options: list[NicheOption]) -> marks.Scale:
    return marks.scale([it.chance_high for it in options])


def _sources(models: list[Metadata]) -> list[DataSource]:
    found = {it.named: it for model in models for it in model.sources}
    return list(found.values())[:N_SOURCES]


def _licences(models: list[Metadata]) -> list[str]:
    named = [licence for model in models for licence in model.licenses]
    named += [it.licence for it in _sources(models) if it.licence]
    return list(dict.fromkeys(named))[:N_SOURCES]


def _name(text: str, width: int = NAME) -> str:
    return short_title(text, width)


_TOOLS: dict[str, Any] = {
    "say": say,
    "written": written,
    "brief": brief,
    "name": _name,
    "range_mark": marks.range_mark,
    "fan": marks.fan,
}
