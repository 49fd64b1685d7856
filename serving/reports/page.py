"""The report of a region as one self-contained HTML page."""

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from serving.messages import list_headings, verdict_headings
from serving.niches.contracts import Specialisation
from serving.reports.audit_figures import N_CLUSTERS, N_SHOWN, largest, letter
from serving.reports.choice_figures import N_OPTIONS
from serving.reports.report import Report
from serving.reports.titles import brief
from training.figures.pages import data_uri, environment
from training.figures.run import DEMO_NOTE

TEMPLATES = Path(__file__).with_name("templates")
KINDS = {"technology": "Technology", "cluster": "Market"}
TRACK_NAMES = {
    "ap": "average precision",
    "precision_at_10_per_region": "correct among ten calls per region",
    "ece": "calibration error",
    "brier": "Brier score",
}


def page(report: Report, figures: Mapping[str, Figure]) -> str:
    """The report as HTML, without scripts and external files.

    Parameters
    ----------
    report : Report
    figures : mapping of str to Figure
        As serving.reports.audit_figures.draw and serving.reports.choice_figures.draw give them.
    """
    about, (audit,) = report.audit.metadata, report.audit.audits
    templates = environment(TEMPLATES)
    templates.filters["brief"] = brief
    return templates.get_template("audit.html").render(
        report=report,
        audit=audit,
        about=about,
        until=about.cutoff + about.horizon,
        kind=KINDS[report.audit.activity],
        images={name: data_uri(figure) for name, figure in figures.items()},
        specialisations=above_usual_first(audit.portfolio),
        trials=report.audit.details.trials if report.audit.details else [],
        track_names=TRACK_NAMES,
        forecasts=largest(report.growth) if report.growth else [],
        demo_note=DEMO_NOTE,
        headings=verdict_headings(),
        lists=list_headings(),
        n_shown=N_SHOWN,
        n_clusters=N_CLUSTERS,
        n_options=N_OPTIONS,
        numbers=list(range(1, N_SHOWN + 1)),
        letters=[letter(i + 1) for i in range(N_SHOWN)],
    )


def above_usual_first(portfolio: list[Specialisation]) -> list[Specialisation]:
    """Specialisations with the largest count above the usual share first.

    By location quotient alone a single count in a small region would come first.
    """
    return sorted(portfolio, key=lambda row: row.above_usual or 0.0, reverse=True)
