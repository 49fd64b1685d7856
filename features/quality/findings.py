"""What a check finds in a package: where it is, how large it is and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from features.formats import figures

Severity = Literal["serious", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("serious", "warning", "note")
"""Most severe first: serious findings change answers, warnings may, notes explain the data."""

LISTED = 3
"""Places that a sentence names; it counts the rest."""

Place = Mapping[str, str | int]


@dataclass(frozen=True)
class Finding:
    """One observation on a package.

    Attributes
    ----------
    kind : str
        Name of the check.
    severity : "serious", "warning" or "note"
    table : str
        Table of the package, or its file where the finding concerns single rows.
    place : mapping
        The largest case: indicator, region_code, cluster_code, technology_code, year, row, column;
        those that apply.
    figure : float or None
        Size of the largest case, as the text states it; None where there is none.
    text : str
        What was found, in one or two sentences.
    advice : str
        What to do about it.
    count : int
        Number of cases.
    """

    kind: str
    severity: Severity
    table: str
    place: Place
    figure: float | None
    text: str
    advice: str
    count: int = 1


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """Findings with the most severe first, otherwise in their order."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def some(texts: Sequence[str], shown: int = LISTED) -> str:
    """The first texts as a list, and how many more there are: a, b, c and 4 more."""
    rest = len(texts) - shown
    if rest <= 0:
        return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))
    return f"{', '.join(texts[:shown])} and {rest:,} more"


def years_in_words(years: Sequence[int]) -> str:
    """Years with runs put together: 1998, 2001 to 2003."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    texts = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    return some(texts, 6)


def times(ratio: float) -> str:
    """A ratio in words that say its direction: 2.5 times, 1,400 times, or 40 % of."""
    return f"{figures(ratio, 3)} times" if ratio >= 1 else f"{two_figures(ratio)} of"


def two_figures(share: float) -> str:
    """A share in per cent, without an exponent: 0.0123 as 1.2 %, 0.996 as 100 %."""
    return f"{figures(100 * share, 2)} %"
