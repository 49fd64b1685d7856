"""What a reader takes from official files, in their own codes and units, before it is joined.

A format is one file under features/sources/ with a constant FORMAT, listed in formats.py. Its
function `read` takes all rows of a file; the tables of codes say which of them a package keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

import pandas as pd

from features.errors import InputError
from features.sources.opening import SourceFile

Say = Callable[[str], None]
"""Shows a line of progress."""


WITHHELD = "withheld by the office: unknown, never zero"
UNRELIABLE = "not reliable: unknown, never zero"
UNAVAILABLE = "not available: unknown, never zero"
"""Why cells have no value, in `LeftOut`."""


def silent(text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class LeftOut:
    """A part of a file that no row of the package comes of.

    Attributes
    ----------
    what : str
        As "cells marked (D)".
    count : int
        Values, or rows, of the file.
    why : str
        As "withheld by the office: unknown, never zero".
    """

    what: str
    count: int
    why: str


def _no_codes() -> pd.DataFrame:
    return pd.DataFrame(columns=["code", "name", "parent_code"], dtype=str)


@dataclass(frozen=True)
class Reading:
    """Rows for one table of a package.

    Attributes
    ----------
    table : str
        cluster_indicators, region_indicators, patents, cluster_flows, cluster_output or priorities.
    rows : DataFrame
        The columns of that table (features.package.schema) and, as text, further columns of the
        file that pick a value (unit, owner): the package drops those. All rows of the file with a
        value, in the file's codes and unit; no row for what is unknown or withheld.
    indicators : DataFrame
        indicator, unit, description, price_basis ("" where not stated) of every indicator in rows.
    regions, activities : DataFrame
        code, name ("" where the file has none), parent_code ("" at the top) of every region, and
        of every cluster or technology, in rows and above them. Optional columns: `package_code`,
        the code under which it stands in a package ("" where it is the same), and `left_out`, why
        a package does not keep it ("" where it does). Of codes that overlap, those kept are one
        partition and its parents. `indicators` may have a column left_out as well.
    files : tuple of SourceFile
        What was read.
    dataset : str
        What a newer file would replace: "nama_10r_3gva", "CAGDP2".
    vintage : str
        Date of the data as the file says it, as 2025-02-18, or an edition; "" where it does not.
    left_out : tuple of LeftOut
        Cells and rows of the file that are not in rows, with their reasons.
    years_left_out : mapping of int to str
        Years in rows that a package does not keep, and why: the last years of patents.
    """

    table: str
    rows: pd.DataFrame
    files: tuple[SourceFile, ...]
    dataset: str
    indicators: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            columns=["indicator", "unit", "description", "price_basis"], dtype=str
        )
    )
    regions: pd.DataFrame = field(default_factory=_no_codes)
    activities: pd.DataFrame = field(default_factory=_no_codes)
    vintage: str = ""
    left_out: tuple[LeftOut, ...] = ()
    years_left_out: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What the user may choose where a format leaves a choice.

    Attributes
    ----------
    count : "fractional" or "whole"
        Patents by the shares of their inventors, or each patent whole in every region.
    classes : "each" or "split"
        A patent counts in each of its technologies, or is split evenly over them.
    year_of : "priority", "application" or "grant"
    scheme : "cpc" or "ipc"
    technology : "subclass" or "wipo"
    area : "state", "county" or "metro"
        Regions of US patents; of US accounts, metropolitan areas in place of states and counties.
    maps : tuple of str
        Mapping files (TOML) for tables of no known layout.
    year : int
        Year of a file that does not say it, 0 where not given.
    since : int
        First year that a package keeps, 0 for all.
    """

    count: Literal["fractional", "whole"] = "fractional"
    classes: Literal["each", "split"] = "each"
    year_of: Literal["", "priority", "application", "grant"] = ""
    scheme: Literal["cpc", "ipc"] = "cpc"
    technology: Literal["subclass", "wipo"] = "subclass"
    area: Literal["state", "county", "metro"] = "state"
    maps: tuple[str, ...] = ()
    year: int = 0
    since: int = 0


@dataclass(frozen=True)
class Format:
    """A layout of official files.

    Attributes
    ----------
    name : str
        As in answers and provenance: "eurostat-tsv".
    title : str
        For people: "Eurostat TSV".
    licence : str
        Terms under which the office publishes it.
    recognises : function
        Whether a file has this layout, from its first lines (`SourceFile.head`) or sheets, never
        from its name alone.
    read : function
        Files of this layout that were given together, the choices, and where to report progress.
    """

    name: str
    title: str
    licence: str
    recognises: Callable[[SourceFile], bool]
    read: Callable[[Sequence[SourceFile], Choices, Say], list[Reading]]


def library(module: str, purpose: str) -> Any:
    """A module of the extra `sources`, or InputError that says how to install it."""
    try:
        return import_module(module)
    except ImportError:
        raise InputError(
            f"{purpose} needs the extra sources: pip install 'smartspec[sources]'"
        ) from None
