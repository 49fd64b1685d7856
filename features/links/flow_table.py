"""Input-output tables of a package: flows between clusters and their output, checked.

A region without its own table uses that of its nearest ancestor.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array, Mask
from features.errors import InputError
from features.package import Package
from features.package.hierarchy import ancestry

HOUSEHOLDS = "households"
QUESTION = "multipliers"
LARGEST_SHORTFALL = 1.0
"""Largest excess of intermediate sales over output, as a share of output, that a table may show.

Drawn-down stocks and imports under the same code make it positive in good tables (mining in
Japan .1, in Cyprus .75); above 1 the table itself is wrong."""


@dataclass(frozen=True)
class InputOutput:
    """One region's table of flows between n clusters.

    Attributes
    ----------
    region_code : str
        The region that the table describes: the one asked for or its nearest ancestor.
    year : int
    cluster_codes : tuple of str, length n
    flows : array (n, n)
        Z: sales of the row cluster to the column cluster, in the unit of the package.
    output : array (n,)
        x: gross output, same unit.
    income, consumption : array (n,) or None
        Household row (labour income paid by each cluster) and household column (purchases from
        each cluster), where the flows have a cluster ``households``.
    household_income : float
        Total income of households (their output); 0 without households.
    household_services : float
        What households pay each other.
    """

    region_code: str
    year: int
    cluster_codes: tuple[str, ...]
    flows: Array
    output: Array
    income: Array | None = None
    consumption: Array | None = None
    household_income: float = 0.0
    household_services: float = 0.0


def input_output(package: Package, region_code: str) -> InputOutput:
    """The latest table of a region, or of its nearest ancestor that has one.

    Raises
    ------
    MissingTableError
        Where the package has no cluster_flows or cluster_output.
    InputError
        Where neither the region nor an ancestor has a table, or the table cannot be used.
    """
    source = source_region(package, region_code)
    flows = package.table("cluster_flows", QUESTION)
    output = package.table("cluster_output", QUESTION)
    flows, output = flows[flows["region_code"] == source], output[output["region_code"] == source]
    years = set(flows["year"].unique()) & set(output["year"].unique())
    if not years:
        raise InputError(
            f"cluster_flows and cluster_output of region {source} have no year in common"
        )
    year = max(years)
    return _assemble(
        source, int(year), flows[flows["year"] == year], output[output["year"] == year]
    )


def source_region(package: Package, region_code: str) -> str:
    """The region whose table a region uses: itself, or its nearest ancestor that has one.

    Raises
    ------
    MissingTableError, InputError
        As `input_output`, where there is no table.
    """
    flows = package.table("cluster_flows", QUESTION)
    output = package.table("cluster_output", QUESTION)
    with_table = set(flows["region_code"].unique()) & set(output["region_code"].unique())
    line = ancestry(package.table("regions", QUESTION), region_code)
    source = next((code for code in line if code in with_table), None)
    if source is None:
        raise InputError(
            f"neither region {region_code} nor a parent of it has rows in both cluster_flows and "
            f"cluster_output of {package.name} for these years: add them there"
        )
    return source


def pooled_table(package: Package) -> InputOutput | None:
    """The latest tables of all regions added up, households left out; None without any table.

    Its coefficients are means over the regions, weighted with output: ties that hold overall.
    """
    if not {"cluster_flows", "cluster_output"} <= package.tables.keys():
        return None
    both = (
        set(package.tables[name]["region_code"]) for name in ("cluster_flows", "cluster_output")
    )
    tables = [input_output(package, region) for region in sorted(set.intersection(*both))]
    if not tables:
        return None
    codes = sorted({code for table in tables for code in table.cluster_codes})
    Z, x = np.zeros((len(codes), len(codes))), np.zeros(len(codes))
    for table in tables:
        at = np.searchsorted(codes, table.cluster_codes)
        Z[np.ix_(at, at)] += table.flows
        x[at] += table.output
    return InputOutput("", max(table.year for table in tables), tuple(codes), Z, x)


def _assemble(source: str, year: int, flows: pd.DataFrame, output: pd.DataFrame) -> InputOutput:
    """Long rows to matrices, in the order of cluster_output, households set apart."""
    x = output.set_index("cluster_code")["output"].astype(float)
    traded = set(flows["from_cluster_code"].unique()) | set(flows["to_cluster_code"].unique())
    if strangers := sorted(traded - set(x.index)):
        raise InputError(
            f"cluster_flows of region {source} has clusters without a row in cluster_output of "
            f"{year}: {', '.join(strangers[:10])}"
        )
    codes = x.index[x.index != HOUSEHOLDS]
    # pairs without a row do not trade
    Z = np.zeros((len(x), len(x)))
    sellers, buyers = (
        pd.Index([*codes, HOUSEHOLDS]).get_indexer(pd.Index(flows[f"{side}_cluster_code"]))
        for side in ("from", "to")
    )
    Z[sellers, buyers] = flows["flow"]
    n = len(codes)
    closed = n < len(x)
    table = InputOutput(
        source,
        year,
        tuple(codes),
        Z[:n, :n],
        np.asarray(x[codes], dtype=np.float64),
        Z[n, :n] if closed else None,
        Z[:n, n] if closed else None,
        float(x[HOUSEHOLDS]) if closed else 0.0,
        float(Z[n, n]) if closed else 0.0,
    )
    check(table)
    return table


def check(table: InputOutput) -> None:
    """Raise InputError, naming the cluster, for a table that no economy can have.

    Zero output beside flows, inputs above output (a column of A above one), sales between clusters
    above twice the output.
    """
    inputs, sales, x = table.flows.sum(axis=0), table.flows.sum(axis=1), table.output
    _refuse(
        table,
        (x <= 0) & ((inputs != 0) | (sales != 0)),
        "has no output in cluster_output but trades in cluster_flows",
    )
    _refuse(
        table,
        inputs > x * (1 + 1e-9),
        "buys more from the clusters than its output (its technical coefficients sum above one)",
    )
    _refuse(
        table,
        sales > x * (1 + LARGEST_SHORTFALL),
        "sells more than twice its output to other clusters (supply shortfall)",
    )


def _refuse(table: InputOutput, wrong: Mask, what: str) -> None:
    if wrong.any():
        codes = [code for code, bad in zip(table.cluster_codes, wrong, strict=True) if bad]
        rest = f" (also {', '.join(codes[1:10])})" if codes[1:] else ""
        raise InputError(
            f"cluster {codes[0]} of region {table.region_code} in {table.year} {what}{rest}: "
            "correct cluster_flows or cluster_output"
        )


def strongest_flows(table: InputOutput, top: int = 30, cluster: str | None = None) -> pd.DataFrame:
    """The largest flows between different clusters: the edges of a value-chain graph.

    Parameters
    ----------
    cluster : str, optional
        Only flows from it and to it.

    Returns
    -------
    DataFrame
        from_cluster_code, to_cluster_code, flow, sales_share (of the seller's output), input_share
        (of the buyer's output); largest flow first.
    """
    flows = table.flows.copy()
    np.fill_diagonal(flows, 0.0)
    if cluster is not None:
        is_asked = np.array([code == cluster for code in table.cluster_codes])
        flows[~(is_asked[:, None] | is_asked)] = 0.0
    order = np.argsort(-flows, axis=None, kind="stable")[:top]
    sellers, buyers = np.unravel_index(order[flows.ravel()[order] > 0], flows.shape)
    flow = flows[sellers, buyers]
    codes = np.array(table.cluster_codes)
    return pd.DataFrame(
        {
            "from_cluster_code": codes[sellers],
            "to_cluster_code": codes[buyers],
            "flow": flow,
            "sales_share": flow / table.output[sellers],
            "input_share": flow / table.output[buyers],
        }
    )
