"""What changed, as one page of HTML without scripts."""

from pathlib import Path

from training.figures.pages import environment
from training.refresh.settings import Report

TEMPLATES = Path(__file__).with_name("templates")


def page(report: Report) -> str:
    """The page of a report, as from training.refresh.run.refresh."""
    template = environment(TEMPLATES).get_template("refresh.html")
    return template.render(report=report, about=report["about"])
