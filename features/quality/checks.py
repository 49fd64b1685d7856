"""All checks of a package, and what they find together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from features.package import Package
from features.package.problems import Fault
from features.quality.coverage import coverage, coverage_findings
from features.quality.entries import entry_findings
from features.quality.findings import Finding, by_severity
from features.quality.grids import Grid, grids
from features.quality.levels import level_findings
from features.quality.outliers import outlier_findings
from features.quality.recoding import recoding_findings
from features.quality.totals import total_findings
from features.quality.truncation import truncation_findings
from features.quality.withheld import withheld_findings

Find = Callable[[Sequence[Grid]], list[Finding]]


@dataclass(frozen=True)
class Check:
    """A question to the data.

    Attributes
    ----------
    kind : str
        As in the findings.
    title, meaning : str
        For people: a heading, and a sentence on what is compared.
    find : function or None
        From all grids to findings; None for warnings made as the package is read.
    """

    kind: str
    title: str
    meaning: str
    find: Find | None = None


CHECKS = (
    Check(
        "coverage",
        "Coverage over time",
        "Years without values or with fewer series than the years around them, and gaps in series.",
        coverage_findings,
    ),
    Check(
        "level",
        "Breaks in level",
        "A region, cluster or indicator that changes within a year unlike the others, and stays.",
        level_findings,
    ),
    Check(
        "outlier",
        "Outliers",
        "Single values far from the years on both sides, and from others of their kind.",
        outlier_findings,
    ),
    Check("slip", "Slips of unit or comma", "Values fifty times those around them, or a fiftieth."),
    Check(
        "totals",
        "Totals and parts",
        "Parents that differ from the sum of their children where all are known.",
        total_findings,
    ),
    Check(
        "hidden_total",
        "Totals beside their parts",
        "Codes that equal the sum of others but are not named as their parent.",
    ),
    Check(
        "withheld",
        "Unknown cells by size",
        "Whether small regions or clusters lack more values than large ones.",
        withheld_findings,
    ),
    Check(
        "recoding",
        "Changes of codes",
        "Codes that begin or end as others lose or gain about as much.",
        recoding_findings,
    ),
    Check(
        "truncation",
        "Incomplete last years of patents",
        "Last years in which patents fall far below their trend.",
        truncation_findings,
    ),
    Check("lookalike", "Codes that look alike", "Codes that differ in script, case or spaces."),
    Check("year", "Stray years", "Years in the future, or far from those of other series."),
    Check("unit", "Units", "Value added that cannot be a part of output."),
)


@dataclass(frozen=True)
class Quality:
    """What all checks found.

    Attributes
    ----------
    findings : list of Finding
        The most severe first, otherwise in the order of CHECKS.
    coverage : DataFrame
        As features.quality.coverage.coverage.
    """

    findings: list[Finding]
    coverage: pd.DataFrame


def quality(package: Package, warnings: Sequence[Fault] = ()) -> Quality:
    """Check a package.

    Parameters
    ----------
    package : Package
    warnings : sequence of Fault
        As features.package.inspect gives them beside the package.
    """
    values = grids(package)
    found = [
        finding
        for check in CHECKS
        for finding in (check.find(values) if check.find else entry_findings(warnings, check.kind))
    ]
    return Quality(by_severity(found), coverage(values))
