"""What changed, as one page of HTML without scripts, in every language."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from training.community.texts import WORDS
from training.figures.pages import environment
from training.refresh.settings import Report
from training.refresh.words.saying import LANGUAGES, figure, said, text

TEMPLATES = Path(__file__).with_name("templates")


def page_name(language: str) -> str:
    """The file of a language: refresh.html, and refresh.ru.html."""
    return "refresh.html" if language == LANGUAGES[0] else f"refresh.{language}.html"


def page(report: Report, language: str = LANGUAGES[0]) -> str:
    """The page of a report, as from training.refresh.run.refresh."""
    templates = environment(TEMPLATES)

    def say(key: str, **parameters: Any) -> str:
        return said(text(key, **parameters), language)

    def shown(value: float | None, form: str = "") -> str:
        return figure(value, form, language)

    templates.filters["said"] = partial(said, language=language)
    other = next(it for it in LANGUAGES if it != language)
    return templates.get_template("refresh.html").render(
        report=report,
        about=report["about"],
        language=language,
        other={"language": other, "page": page_name(other)},
        say=say,
        shown=shown,
        standing=_standings(language),
    )


def _standings(language: str) -> Mapping[str | None, str]:
    """How the advice on a cluster is called, as in messages."""
    words = WORDS[language]
    return {None: words["other"], **{it: words[it] for it in ("backed", "careful", "doubtful")}}
