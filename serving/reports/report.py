"""The audit of a region as one HTML page that needs nothing else: figures are inside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from serving.reports.audit_figures import N_CLUSTERS, N_SHOWN, letter
from training.backtest import FIGURES
from training.figures.pages import data_uri, environment
from training.figures.run import DEMO_NOTE
from training.niches.caution import CALL as BREAKTHROUGH
from training.niches.caution import MODEL as EMERGENCE
from training.registry.gate import BASELINES

Audit = dict[str, Any]

TEMPLATES = Path(__file__).with_name("templates")
KINDS = {"technology": "Technology", "cluster": "Market"}
TRACK = ("ap", "precision_at_10_per_region", "ece", "brier")
TRACK_NAMES = {
    "ap": "average precision",
    "precision_at_10_per_region": "right among ten calls per region",
    "ece": "calibration error",
    "brier": "Brier score",
}


def page(audit: Audit, figures: Mapping[str, Figure]) -> str:
    """The audit as a page of HTML, without scripts and without anything from elsewhere.

    Parameters
    ----------
    audit : dict
        As serving.reports.audit.audit gives it, with "support" as
        serving.reports.support_report.section gives it where there is one.
    figures : mapping of str to Figure
        As serving.reports.audit_figures.draw and serving.reports.support_figures.draw give them.
    """
    return (
        environment(TEMPLATES)
        .get_template("audit.html")
        .render(
            audit=audit,
            support=audit.get("support"),
            about=audit["metadata"],
            until=audit["metadata"]["cutoff"] + audit["metadata"]["horizon"],
            kind=KINDS[audit["metadata"]["params"]["activity"]],
            images={name: data_uri(figure) for name, figure in figures.items()},
            specialisations=_specialisations(audit),
            track=_track(audit["metadata"]),
            track_names=TRACK_NAMES,
            demo_note=DEMO_NOTE,
            n_shown=N_SHOWN,
            n_clusters=N_CLUSTERS,
            numbers=list(range(1, N_SHOWN + 1)),
            letters=[letter(i + 1) for i in range(N_SHOWN)],
        )
    )


def _specialisations(audit: Audit) -> list[Audit]:
    """Activities at or above the threshold, those with the most above the usual share first.

    By the location quotient alone a single count in a small region would come first.
    """
    threshold = float(audit["metadata"]["params"]["threshold"])
    own = [one for one in audit["portfolio"] if one["location_quotient"] >= threshold]
    return sorted(own, key=lambda one: one["count"] / one["location_quotient"] - one["count"])


def _track(about: Audit) -> list[Audit]:
    """The model and the best simple rule for each call, with the figures that they share."""
    rows = [row for row in about["track_record"] if row["ap"] is not None]
    chosen = []
    for call in dict.fromkeys(row["call"] for row in rows):
        mine = [row for row in rows if row["call"] == call]
        model = EMERGENCE if call == BREAKTHROUGH else about["model"]
        rules = BASELINES["niches"] if call != BREAKTHROUGH else {one["model"] for one in mine}
        simple = [row for row in mine if row["model"] in set(rules) - {model}]
        chosen += [row for row in mine if row["model"] == model]
        chosen += sorted(simple, key=lambda row: -float(row["ap"]))[:1]
    known = set(FIGURES["niches"]) & set(TRACK)
    return [
        {
            "call": row["call"],
            "model": row["model"].replace("_", " "),
            "n": row["n"],
            "origins": ", ".join(map(str, row["origins"])),
            "figures": {name: row.get(name) for name in TRACK if name in known},
        }
        for row in chosen
    ]
