"""What the checks of quality find in the data of a model, as a table of its run."""

import json

import pandas as pd

from features.package import Package
from features.quality.checks import quality
from features.quality.findings import Finding

QUALITY = "quality"
"""Table of a run: kind, severity, table, place (JSON), figure (NaN without one), count, text,
advice; a row per finding, the most severe first."""
COLUMNS = ["kind", "severity", "table", "place", "figure", "count", "text", "advice"]


def quality_table(package: Package) -> pd.DataFrame:
    """QUALITY of a package as it stands."""
    return pd.DataFrame(map(_row, quality(package).findings), columns=COLUMNS).astype(
        {"figure": float, "count": int}
    )


def _row(finding: Finding) -> tuple[object, ...]:
    return (
        finding.kind,
        finding.severity,
        finding.table,
        json.dumps(dict(finding.place), ensure_ascii=False),
        finding.figure,
        finding.count,
        finding.text,
        finding.advice,
    )
