"""What all tables of several countries have in common: the domestic block of each, and its output.

A world table has a row and a column for every industry of every country, columns of final demand
beside them and rows of value added below. A package keeps, of each country, what its industries
sell to each other; sales abroad and to final demand are only counted. Zero sales give no row: pairs
without a row do not trade. An industry without any output keeps its row of output 0, so that all
countries have the same industries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from features.arrays import Array
from features.errors import InputError
from features.formats import counted
from features.sources.classifications.countries import country_name
from features.sources.input_output.industries import with_sections
from features.sources.input_output.texts import numbers, text_rows
from features.sources.opening import SourceFile
from features.sources.reading import LeftOut, Reading, Say

REST_OF_WORLD = frozenset({"FIGW1", "ROW", "RoW", "WA", "WE", "WF", "WL", "WM"})
"""Codes of groups of countries in the world tables."""
DIGITS = 6
"""Digits after the point that a sum keeps, so that it does not depend on the order of the rows."""


class Label(NamedTuple):
    """A row or column: an industry (or product) of a region; region "" for one of no region."""

    region: str
    code: str


@dataclass(frozen=True)
class Block:
    """The domestic tables of one file and year.

    Attributes
    ----------
    flows : DataFrame
        region_code, year, from_cluster_code, to_cluster_code, flow; none of zero.
    output : DataFrame
        region_code, year, cluster_code, output.
    abroad, final : int
        Sales between regions and to final demand that are not zero, which are left out.
    added : int
        Rows of value added, taxes and totals.
    unknown : int
        Cells of industries without a number.
    """

    flows: pd.DataFrame
    output: pd.DataFrame
    abroad: int = 0
    final: int = 0
    added: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class Dataset:
    """What a reading says of the tables that were read together.

    Attributes
    ----------
    name : str
        What a newer file would replace.
    unit, description : str
        Of output and flows.
    vintage : str
        Edition, as the file says it.
    names : mapping of str to str
        Names of activities, where the file has them.
    notes : tuple of LeftOut
        What else is not in the rows.
    sections : mapping of str to str
        Activities to the codes above them, where the classification of the file has them.
    """

    name: str
    unit: str
    description: str
    vintage: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[LeftOut, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)


def matrix(
    file: SourceFile, label: Callable[[str], Label]
) -> tuple[list[Label], Iterator[tuple[Label, Array]]]:
    """Labels of the columns of a text, and its rows with their labels."""
    rows = text_rows(file)
    head, _ = next(rows)
    columns = [label(cell.strip()) for cell in head[1:]]
    return columns, (
        (label(cells[0].strip()), numbers(cells[1:], decimal)) for cells, decimal in rows
    )


def domestic(
    columns: Sequence[Label],
    rows: Iterable[tuple[Label, Array]],
    year: int,
    total: int | None = None,
) -> Block:
    """The domestic block of every region of a world table.

    Parameters
    ----------
    columns : sequence of Label, length n
        Industries, final demand and totals (region ""), in the order of the values.
    rows : iterable of (Label, array of length n)
        Labels that occur twice are added up. Those that are no column are not industries.
    total : int or None
        The column of total output; None to add up sales and final demand.
    """
    places = _places(columns)
    wanted, summed = set(columns), np.array([bool(label.region) for label in columns])
    sales: dict[Label, Array] = {}
    output: dict[Label, float] = {}
    abroad, added, unknown = np.zeros(len(columns), dtype=np.int64), 0, 0
    home = np.zeros(len(columns), dtype=np.int64)
    for label, values in rows:
        if label not in wanted or not label.region:
            added += 1
            continue
        domestic_places = places[label.region]
        unknown += int(np.isnan(values[summed]).sum())
        traded = np.nan_to_num(values) != 0
        home[domestic_places] += traded[domestic_places]
        traded[domestic_places] = False
        abroad += traded
        produced = np.nansum(values[summed]) if total is None else values[total]
        sales[label] = sales.get(label, 0.0) + np.nan_to_num(values[domestic_places])
        output[label] = output.get(label, 0.0) + float(produced)
    industries = np.array([label in sales for label in columns])
    return Block(
        _flows(columns, sales, year),
        _output(output, year),
        int(abroad[industries].sum()),
        int((abroad + home)[~industries & summed].sum()),
        added,
        unknown,
    )


def _places(columns: Sequence[Label]) -> dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Positions of every region's columns."""
    found: dict[str, list[int]] = {}
    for place, label in enumerate(columns):
        found.setdefault(label.region, []).append(place)
    return {region: np.array(places, dtype=np.int64) for region, places in found.items()}


def _flows(columns: Sequence[Label], sales: Mapping[Label, Array], year: int) -> pd.DataFrame:
    """Long rows of what the industries of each region sell to each other."""
    parts = []
    for region, places in _places(columns).items():
        sellers = [label for label in sales if label.region == region]
        if not sellers:
            continue
        buyers = pd.Index([columns[place].code for place in places.tolist()], dtype="str")
        matrix = pd.DataFrame([sales[label] for label in sellers], columns=buyers)
        matrix = matrix.T.groupby(level=0, sort=False).sum().T
        matrix = matrix[[label.code for label in sellers]]
        matrix.index = matrix.columns
        seller, buyer = np.nonzero(matrix.to_numpy())
        parts.append(
            pd.DataFrame(
                {
                    "region_code": region,
                    "year": year,
                    "from_cluster_code": matrix.index[seller],
                    "to_cluster_code": matrix.columns[buyer],
                    "flow": matrix.to_numpy()[seller, buyer],
                }
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else empty_flows()


def empty_flows() -> pd.DataFrame:
    """A table of flows without rows."""
    names = ["region_code", "year", "from_cluster_code", "to_cluster_code", "flow"]
    return pd.DataFrame(columns=names)


def _output(output: Mapping[Label, float], year: int) -> pd.DataFrame:
    finite = {label: value for label, value in output.items() if np.isfinite(value)}
    return pd.DataFrame(
        {
            "region_code": pd.Series([label.region for label in finite], dtype="str"),
            "year": year,
            "cluster_code": pd.Series([label.code for label in finite], dtype="str"),
            "output": np.round([float(value) for value in finite.values()], DIGITS),
        }
    )


def readings(
    blocks: Sequence[tuple[SourceFile, Block]], dataset: Dataset, say: Say
) -> list[Reading]:
    """Flows and output of all years as two readings.

    Raises
    ------
    InputError
        Where two files hold the same year, or none holds an industry.
    """
    held: dict[int, SourceFile] = {}
    for file, block in blocks:
        for year in block.output["year"].unique():
            if year in held:
                raise InputError(
                    f"{held[year].name} and {file.name} both hold {dataset.name} of {year}: "
                    "give one of them"
                )
            held[year] = file
    output = pd.concat([block.output for _, block in blocks], ignore_index=True)
    flows = pd.concat([block.flows for _, block in blocks], ignore_index=True)
    if output.empty:
        raise InputError(f"{blocks[0][0].name} has no industry that is both a row and a column")
    say(f"{dataset.name}: {counted(len(output), 'value')} of output, {counted(len(flows), 'flow')}")
    produced = Reading(
        "cluster_output",
        output,
        tuple(dict.fromkeys(file for file, _ in blocks)),
        dataset.name,
        output_indicator(dataset),
        _codes(
            output["region_code"],
            {code: country_name(code) for code in output["region_code"].unique()},
            REST_OF_WORLD,
        ),
        with_sections(_codes(output["cluster_code"], dataset.names), dataset.sections),
        dataset.vintage,
    )
    left_out = _left_out(blocks) + dataset.notes
    return [replace(produced, table="cluster_flows", rows=flows, left_out=left_out), produced]


def output_indicator(dataset: Dataset) -> pd.DataFrame:
    """The indicator whose unit is that of the table."""
    row = {
        "indicator": "output",
        "unit": dataset.unit,
        "description": dataset.description,
        "price_basis": "current",
    }
    return pd.DataFrame([row])


def _codes(
    codes: pd.Series[str], names: Mapping[str, str], groups: Collection[str] = ()
) -> pd.DataFrame:
    found = list(dict.fromkeys(codes))
    return pd.DataFrame(
        {
            "code": found,
            "name": [names.get(code, "") for code in found],
            "parent_code": "",
            "left_out": ["group of countries" if code in groups else "" for code in found],
        },
        dtype="str",
    )


def _left_out(blocks: Sequence[tuple[SourceFile, Block]]) -> tuple[LeftOut, ...]:
    """Parts of the tables that are not flows within a region."""
    parts = (
        ("sales between regions", "abroad", "imports and exports are no domestic flows"),
        ("sales to final demand", "final", "counted in output only"),
        ("rows of value added, taxes and totals", "added", "no sales of an industry"),
        ("cells without a number", "unknown", "unknown, never zero"),
    )
    counts = [
        (what, sum(getattr(block, name) for _, block in blocks), why) for what, name, why in parts
    ]
    return tuple(LeftOut(what, count, why) for what, count, why in counts if count)
