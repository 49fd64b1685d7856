"""Queries of SDMX REST 2 services: a dataflow, and filters on its dimensions by name.

Source: https://github.com/sdmx-twg/sdmx-rest/blob/v2.0.0/doc/data.md; pysdmx writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from features.errors import InputError
from features.sources.reading import library

TIME = "TIME_PERIOD"
CODE = re.compile(r"(?!\.+$)[\w.@$:-]{1,200}", re.ASCII)
"""A dimension, or a code of it."""
TIME_NAMES = ("time", "time_period", "year", "years")
"""Names under which users filter years."""

Filters = Mapping[str, Sequence[str]]


def query(agency: str, flow: str, version: str, filters: Filters) -> str:
    """Path and query of the data of a dataflow, from /data on.

    Raises
    ------
    InputError
        A code that SDMX does not allow.
    """
    _check(flow, {"dataset": [agency, flow]} | dict(filters))
    building = library("pysdmx.api.qb", "fetching official data")
    filtering = library("pysdmx.api.dc.query", "fetching official data")
    parts = [
        filtering.TextFilter(name, operator, value)
        for given, values in filters.items()
        for name, operator, value in _conditions(given, values, filtering.Operator)
    ]
    components = filtering.MultiFilter(parts, filtering.LogicalOperator.AND) if parts else None
    written: str = building.DataQuery(
        building.DataContext.DATAFLOW, agency, flow, version, components=components
    ).get_url(building.ApiVersion.V2_0_0, omit_defaults=True)
    return written.replace("+", "%2B")


def _check(flow: str, codes: Filters) -> None:
    """InputError for what would change the address in any other way than as a code."""
    for name, values in codes.items():
        for text in (name, *values):
            if not CODE.fullmatch(text):
                raise InputError(
                    f"{text!r} is no code of an SDMX service: write codes of {flow} as the office "
                    "does, such as --filter geo=AT"
                )


def _conditions(name: str, values: Sequence[str], operator: Any) -> list[tuple[str, Any, Any]]:
    """Codes of a dimension, or the ends of a range of years."""
    if name.casefold() in TIME_NAMES:
        name = TIME
        if any(":" in value for value in values):
            first, last = years(values)
            ends = ((operator.GREATER_THAN_OR_EQUAL, first), (operator.LESS_THAN_OR_EQUAL, last))
            return [(TIME, kind, end) for kind, end in ends if end]
    if len(values) == 1:
        return [(name, operator.EQUALS, values[0])]
    return [(name, operator.IN, list(values))]


def years(values: Sequence[str]) -> tuple[str, str]:
    """First and last year of a filter such as 2015:2020, 2015: (no last one) or 2015, 2016.

    Raises
    ------
    InputError
        It is no range of years.
    """
    ends = [end.strip() for value in values for end in value.split(":")]
    given = sorted(end for end in ends if end)
    if not given or not all(end[:4].isdigit() for end in given):
        raise InputError(f"{', '.join(values)} is no range of years: write 2015:2020")
    return (ends[0], ends[1]) if len(values) == 1 and len(ends) == 2 else (given[0], given[-1])
