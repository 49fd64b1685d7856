"""Quality of a package as a page: one file of HTML without scripts, and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from features.formats import counted
from features.package.describe import Description
from features.quality.checks import CHECKS, Quality
from features.quality.findings import SEVERITIES

TEMPLATES = Path(__file__).with_name("templates")
PLACES = {
    "indicator": "indicator",
    "region_code": "region",
    "cluster_code": "cluster",
    "technology_code": "technology",
    "year": "year",
    "column": "column",
    "row": "row",
}
"""Parts of a place to their words."""
TICKS = 4
"""Years named below a strip."""


@dataclass(frozen=True)
class Strip:
    """Coverage of one indicator by year, drawn as a row of cells."""

    table: str
    indicator: str
    unit: str
    series: int
    cells: list[dict[str, Any]]

    @property
    def ticks(self) -> list[dict[str, Any]]:
        """Years to be named below the cells, with their column from 1."""
        step = max(round(len(self.cells) / TICKS), 1)
        places = range(0, len(self.cells), step)
        return [{"column": place + 1, "year": self.cells[place]["year"]} for place in places]


def page(description: Description, quality: Quality) -> str:
    """The page as HTML, light or dark as the reader's system, and fit for print."""
    groups = []
    for check in CHECKS:
        findings = [it for it in quality.findings if it.kind == check.kind]
        if findings:
            groups.append((check, findings))
    groups.sort(key=lambda group: min(SEVERITIES.index(it.severity) for it in group[1]))
    found = {check.kind for check, _ in groups}
    return (
        Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        .get_template("quality.html")
        .render(
            about=description,
            summary=summary(quality),
            groups=groups,
            quiet=[check for check in CHECKS if check.kind not in found],
            strips=list(_strips(description, quality)),
            places=PLACES,
        )
    )


def as_json(description: Description, quality: Quality) -> str:
    """Findings and coverage as JSON: name, sha256, counts, findings, coverage (a row a year)."""
    return json.dumps(
        {
            "name": description.name,
            "sha256": description.sha256,
            "counts": counts(quality),
            "findings": [asdict(finding) for finding in quality.findings],
            "coverage": quality.coverage.to_dict("records"),
        },
        indent=1,
        ensure_ascii=False,
    )


def counts(quality: Quality) -> dict[str, int]:
    """Findings by severity."""
    severities = [finding.severity for finding in quality.findings]
    return {severity: severities.count(severity) for severity in SEVERITIES}


def summary(quality: Quality) -> str:
    """The counts as a sentence: 2 serious findings, 1 warning, 3 notes."""
    numbers = counts(quality)
    if not quality.findings:
        return "No check found anything."
    texts = []
    for severity, count in numbers.items():
        word = f"{severity} finding" if severity == "serious" else severity
        texts += [counted(count, word)] if count else []
    return f"{', '.join(texts)}."


def _strips(description: Description, quality: Quality) -> Iterator[Strip]:
    rows: list[dict[str, Any]] = quality.coverage.to_dict("records")  # type: ignore[assignment]
    indicators = description.indicators
    units = dict(zip(indicators["indicator"], indicators["unit"], strict=True))
    for (table, indicator), cells in groupby(rows, lambda row: (row["table"], row["indicator"])):
        listed = list(cells)
        unit = units.get(indicator, "counts")
        yield Strip(table, indicator, str(unit), listed[0]["series"], listed)
