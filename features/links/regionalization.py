"""Regional input-output coefficients from national ones, by location quotients.

Sources: Miller & Blair (2009), sec. 8.2; Flegg & Webber (1997, 2000), Regional Studies 31 and 34.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from features.arrays import Array
from features.errors import InputError
from features.indicators.matrices import divide
from features.links.flow_table import InputOutput, input_output
from features.links.multipliers import (
    factor_coefficients,
    multiplier_table,
    technical_coefficients,
)
from features.package import Package
from features.package.hierarchy import lowest_below

DELTAS = (0.1, 0.2, 0.3, 0.4)
DELTA = 0.25
"""Between Flegg & Tohmo's (2013) estimate for Finland, .25, and Bonfiglio's range, .1 to .4."""


def simple_quotients(region: Array, nation: Array) -> Array:
    """SLQ (n,): share of a cluster in the region over its share in the nation; 0 where absent.

    Source: Miller & Blair (2009), sec. 8.2.1 (also location quotient).
    """
    share = region / region.sum()
    national = nation / nation.sum()
    return divide(share, national, 0.0)


def cross_industry_quotients(slq: Array) -> Array:
    """CILQ (n, n): SLQ of the selling over SLQ of the buying cluster, SLQ on the diagonal.

    A buyer that the region does not have buys nothing: 0.
    Source: Miller & Blair (2009), sec. 8.2.3.
    """
    cilq = divide(slq[:, None], slq[None, :], 0.0)
    np.fill_diagonal(cilq, slq)
    return cilq


def _size(region: Array, nation: Array, delta: float) -> float:
    """Flegg's lambda: log2(1 + region's share of the nation) ** delta, at most 1."""
    if not 0 <= delta < 1:
        raise InputError(f"delta is {delta}: give a number from 0 to below 1 (usual .1 to .4)")
    return float(min(np.log2(1 + region.sum() / nation.sum()), 1.0) ** delta)


def slq(region: Array, nation: Array, delta: float = DELTA) -> Array:
    """SLQ of the selling cluster, capped at 1 (n, n)."""
    rows = np.minimum(simple_quotients(region, nation), 1.0)
    return np.array(np.broadcast_to(rows[:, None], (len(rows), len(rows))))


def cilq(region: Array, nation: Array, delta: float = DELTA) -> Array:
    """CILQ capped at 1 (n, n)."""
    return np.minimum(cross_industry_quotients(simple_quotients(region, nation)), 1.0)


def flq(region: Array, nation: Array, delta: float = DELTA) -> Array:
    """Flegg's location quotient (n, n): CILQ times lambda, capped at 1.

    Source: Flegg & Webber (1997); Miller & Blair (2009), sec. 8.2.4.
    """
    cross = cross_industry_quotients(simple_quotients(region, nation))
    return np.minimum(cross * _size(region, nation, delta), 1.0)


def aflq(region: Array, nation: Array, delta: float = DELTA) -> Array:
    """Augmented FLQ (n, n): FLQ times log2(1 + SLQ) of a buyer that the region is specialised in.

    It may exceed 1, so that a regional coefficient may exceed the national one.
    Source: Flegg & Webber (2000); Miller & Blair (2009), sec. 8.2.4.
    """
    buyers = simple_quotients(region, nation)
    boost = np.where(buyers > 1, np.log2(1 + buyers), 1.0)
    return flq(region, nation, delta) * boost[None, :]


METHODS: dict[str, Callable[[Array, Array, float], Array]] = {
    "slq": slq,
    "cilq": cilq,
    "flq": flq,
    "aflq": aflq,
}
DEFAULT = "flq"


def regional_coefficients(
    A: Array, region: Array, nation: Array, method: str = DEFAULT, delta: float = DELTA
) -> Array:
    """Regional input coefficients (n, n) from national A (n, n).

    Parameters
    ----------
    region, nation : array (n,)
        Size of each cluster (value added, output or jobs; one measure, one year) in both.
    method : "slq", "cilq", "flq" or "aflq"
    delta : float
        Flegg's exponent; SLQ and CILQ do not use it.

    Raises
    ------
    InputError
        For an unknown method, a delta outside 0 to 1, or a region without any cluster.
    """
    if method not in METHODS:
        raise InputError(f"unknown method {method!r}: use one of {', '.join(METHODS)}")
    if region.sum() <= 0 or nation.sum() <= 0:
        raise InputError("no cluster of the region or of the nation has a known, positive size")
    return A * METHODS[method](region, nation, delta)


def cluster_sizes(
    package: Package, region_code: str, table: InputOutput, indicator: str = "value_added"
) -> tuple[int, Array, Array]:
    """(year, region (n,), nation (n,)): sizes of the table's clusters, NaN where unknown.

    The nation is the region whose table is used: its own rows, or the sum over the regions below
    it. The year is the latest with data. A cluster withheld in the region is NaN there and counts
    in the nation through the other regions only.
    """
    rows = _size_rows(package, table, indicator)
    return _sizes(package, region_code, table, indicator, rows)


def _size_rows(package: Package, table: InputOutput, indicator: str) -> pd.DataFrame:
    """The rows of an indicator of the table's clusters."""
    rows = package.table("cluster_indicators", "regional multipliers")
    is_asked = (rows["indicator"] == indicator) & rows["cluster_code"].isin(table.cluster_codes)
    return rows[is_asked]


def _sizes(
    package: Package, region_code: str, table: InputOutput, indicator: str, rows: pd.DataFrame
) -> tuple[int, Array, Array]:
    """`cluster_sizes` from the rows of one indicator."""
    regional = rows[rows["region_code"] == region_code]
    if regional.empty:
        raise InputError(
            f"region {region_code} has no {indicator} in cluster_indicators, which its regional "
            "multipliers need: add its rows"
        )
    year = int(regional["year"].max())
    in_year = rows[rows["year"] == year]
    nation = in_year[in_year["region_code"] == table.region_code]
    if nation.empty:
        regions = package.table("regions", "regional multipliers")
        below = lowest_below(regions, table.region_code, in_year["region_code"].unique())
        nation = in_year[in_year["region_code"].isin(below)]
    order = list(table.cluster_codes)
    local = in_year[in_year["region_code"] == region_code].set_index("cluster_code")["value"]
    total = nation.groupby("cluster_code")["value"].sum()
    return year, local.reindex(order).to_numpy(float), total.reindex(order).to_numpy(float)


def regional_table(
    table: InputOutput, region: Array, nation: Array, method: str = DEFAULT, delta: float = DELTA
) -> InputOutput:
    """The national table as it would be in the region.

    Output and labour income are the national ones in the region's share of each cluster (n,);
    households buy from a cluster at most what its SLQ says the region can supply.

    Raises
    ------
    InputError
        Naming the cluster whose regional coefficients sum above one (AFLQ may do that).
    """
    A = technical_coefficients(table.flows, table.output)
    share = divide(region, nation, 0.0)
    output = table.output * share
    supplied = np.minimum(simple_quotients(region, nation), 1.0)
    regional = replace(
        table,
        flows=regional_coefficients(A, region, nation, method, delta) * output[None, :],
        output=output,
        income=None if table.income is None else table.income * share,
        consumption=None if table.consumption is None else table.consumption * supplied,
    )
    bought = regional.flows.sum(axis=0) > output * (1 + 1e-9)
    if bought.any():
        raise InputError(
            f"cluster {table.cluster_codes[int(bought.argmax())]} would buy more than its output "
            f"by {method.upper()} at delta {delta:g} (its technical coefficients sum above one): "
            "use FLQ or a larger delta"
        )
    return regional


def regional_tables(
    package: Package,
    region_code: str,
    deltas: Sequence[float] = DELTAS,
    method: str = DEFAULT,
    indicator: str = "value_added",
) -> list[InputOutput]:
    """The region's own table alone, or its parent's regionalised, one per delta.

    A cluster of unknown size in the region counts as absent.
    """
    table = input_output(package, region_code)
    if table.region_code == region_code:
        return [table]
    _, region, nation = cluster_sizes(package, region_code, table, indicator)
    sizes = (np.nan_to_num(region), np.nan_to_num(nation))
    return [regional_table(table, *sizes, method, delta) for delta in deltas]


@dataclass(frozen=True)
class Source:
    """What regions share whose multipliers come from one table.

    Attributes
    ----------
    table : InputOutput
    factors : mapping
        As from ``features.links.multipliers.factor_coefficients``.
    whole : DataFrame
        Multipliers of the table itself, without factors.
    indicator : str
        What measures the size of clusters.
    sizes : DataFrame
        The rows of cluster_indicators of that indicator and of the table's clusters.
    """

    table: InputOutput
    factors: dict[str, tuple[int, Array]]
    whole: pd.DataFrame
    indicator: str
    sizes: pd.DataFrame


def source_of(package: Package, region_code: str, indicator: str = "value_added") -> Source:
    """What the multipliers of a region, and of all others with the same table, come from.

    Raises
    ------
    MissingTableError, InputError
        As ``features.links.flow_table.input_output``.
    """
    table = input_output(package, region_code)
    return Source(
        table,
        factor_coefficients(package, table),
        multiplier_table(table, {}),
        indicator,
        _size_rows(package, table, indicator),
    )


def regional_multipliers(
    package: Package,
    region_code: str,
    deltas: Sequence[float] = DELTAS,
    method: str = DEFAULT,
    source: Source | None = None,
) -> pd.DataFrame:
    """Multipliers of a region's clusters, with their range over delta.

    Parameters
    ----------
    source : Source, optional
        As from `source_of` for the region's table; by default by value added.

    Returns
    -------
    DataFrame
        The columns of ``features.links.multipliers.multiplier_table`` (mean over the deltas), and
        output_multiplier_low, output_multiplier_high (over the deltas), national_output_multiplier,
        source_region (whose table it is), table_year. A cluster that the region does not have, or
        whose size is withheld, has NaN: it has no multiplier.
    """
    source = source or source_of(package, region_code)
    national, region = source.table, None
    tables = [national]
    if national.region_code != region_code:
        _, region, nation = _sizes(package, region_code, national, source.indicator, source.sizes)
        sizes = np.nan_to_num(region), np.nan_to_num(nation)
        tables = [regional_table(national, *sizes, method, delta) for delta in deltas]
    versions = [
        multiplier_table(table, source.factors).set_index("cluster_code") for table in tables
    ]
    result = sum(versions[1:], start=versions[0]) / len(versions)
    spread = np.stack([version["output_multiplier"] for version in versions])
    result["output_multiplier_low"] = spread.min(axis=0)
    result["output_multiplier_high"] = spread.max(axis=0)
    if region is not None:
        result.loc[~(region > 0)] = np.nan
    result["national_output_multiplier"] = source.whole["output_multiplier"].to_numpy()
    result["supply_shortfall"] = source.whole["supply_shortfall"].to_numpy()
    result["source_region"], result["table_year"] = national.region_code, national.year
    return result.reset_index()
