"""Input-output multipliers and linkages of clusters, from flows between them.

Notation of Miller & Blair (2009), Input-Output Analysis, 2nd ed.: Z flows, x output,
A technical coefficients, L Leontief inverse, B allocation coefficients, G Ghosh inverse.
"""

import numpy as np
import pandas as pd

from features.arrays import Array, Mask
from features.errors import InputError
from features.indicators.matrices import divide
from features.links.flow_table import HOUSEHOLDS, QUESTION, InputOutput
from features.package import Package
from features.package.hierarchy import lowest_below
from features.package.suspicions.units import LEAST, scale, stated

FACTORS = {
    "value_added": "value_added",
    "compensation": "income",
    "wages": "income",
    "employment": "employment",
}
"""Indicator of cluster_indicators to the multiplier that it allows."""
LEAST_SHARE = {"value_added": LEAST, "income": LEAST / 10}
"""Factor in money to the smallest share of all output that it can be."""


def technical_coefficients(flows: Array, output: Array) -> Array:
    """A (n, n): inputs from the row cluster per unit of the column cluster's output.

    Source: Miller & Blair (2009), sec. 2.2. A cluster without output has a column of zeros.
    """
    return divide(flows, output[None, :], 0.0)


def allocation_coefficients(flows: Array, output: Array) -> Array:
    """B (n, n): share of the row cluster's output that the column cluster buys.

    Source: Miller & Blair (2009), sec. 12.1.
    """
    return divide(flows, output[:, None], 0.0)


def leontief_inverse(A: Array) -> Array:
    """L = (I - A)^-1 (n, n): output of the row cluster per unit of the column's final demand.

    Given B it is the Ghosh inverse. Source: Miller & Blair (2009), sec. 2.2 and 12.1.

    Raises
    ------
    InputError
        Where the inverse does not exist: some clusters have no value added at all.
    """
    try:
        return np.asarray(np.linalg.inv(np.eye(len(A)) - A), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise InputError(
            "the flows have no Leontief inverse: some clusters only buy from each other and have "
            "no value added; correct cluster_flows or cluster_output"
        ) from None


def close_to_households(
    A: Array, income: Array, consumption: Array, services: float = 0.0
) -> Array:
    """A with households as its last row and column (n + 1, n + 1).

    Parameters
    ----------
    income : array (n,)
        Labour income per unit of each cluster's output.
    consumption : array (n,)
        Purchases from each cluster per unit of household income.
    services : float
        What households pay each other per unit of household income.

    Source: Miller & Blair (2009), sec. 2.5.
    """
    return np.block([[A, consumption[:, None]], [income[None, :], np.full((1, 1), services)]])


def output_multipliers(L: Array) -> Array:
    """Column sums (n,): output of all clusters per unit of final demand.

    Source: Miller & Blair (2009), sec. 6.2.1. Of a closed L, drop the household row first for the
    truncated type II multiplier.
    """
    return np.asarray(L.sum(axis=0), dtype=np.float64)


def factor_multipliers(L: Array, coefficients: Array) -> Array:
    """Value added, income or jobs of all clusters per unit of final demand (n,).

    ``coefficients`` (n,) are the factor per unit of output; NaN where the unknown coefficient of a
    supplier matters. Source: Miller & Blair (2009), sec. 6.2.2 and 6.2.3 (simple multiplier);
    divided by ``coefficients`` it is type I.
    """
    unknown = np.isnan(coefficients)
    simple = np.where(unknown, 0.0, coefficients) @ L
    return np.where((L[unknown] != 0).any(axis=0), np.nan, simple)


def backward_linkages(L: Array) -> Array:
    """Rasmussen's power of dispersion (n,): column sums of L (n, n) over their mean.

    Above 1 the cluster pulls its suppliers more than the average cluster does. Source: Miller &
    Blair (2009), sec. 12.2.1; Rasmussen (1957).
    """
    pull = L.sum(axis=0)
    return np.asarray(pull / pull.mean())


def forward_linkages(G: Array) -> Array:
    """Ghosh's forward linkage (n,): row sums of G over their mean.

    Above 1 more clusters live on its supply than on the average cluster's. Source: Miller & Blair
    (2009), sec. 12.2.2.
    """
    push = G.sum(axis=1)
    return np.asarray(push / push.mean())


def type_two(table: InputOutput) -> Array:
    """Leontief inverse closed to households, its household row and column dropped (n, n).

    A column sum is the truncated type II output multiplier. InputError without households.
    """
    if table.income is None or table.consumption is None:
        raise InputError(
            f"region {table.region_code} has no household rows, which type II multipliers need: "
            f"add a cluster {HOUSEHOLDS} to clusters, cluster_flows and cluster_output"
        )
    A = technical_coefficients(table.flows, table.output)
    earned = divide(table.income, table.output, 0.0)
    spent = divide(table.consumption, np.array(table.household_income), 0.0)
    services = table.household_services / (table.household_income or 1.0)
    return leontief_inverse(close_to_households(A, earned, spent, services))[:-1, :-1]


def factor_coefficients(package: Package, table: InputOutput) -> dict[str, tuple[int, Array]]:
    """Factor to (year, factor per unit of output (n,)), for each factor that the package has.

    The indicator is that of the table's region, or the sum over the regions below it, in the year
    nearest to the table's; a region that lacks a cluster that year counts with its own nearest
    year. NaN where a cluster's indicator is not known at all, and for all clusters where the
    indicator cannot be in the unit of output (`unit_problems`). Value added per unit of output is
    at most what the inputs bought from the clusters leave: more comes from another year or source.
    """
    found: dict[str, tuple[int, Array]] = {}
    problems = unit_problems(package, table)
    for factor, (_, year, amounts) in _factor_amounts(package, table).items():
        coefficients = np.where(table.output > 0, divide(amounts, table.output, 0.0), 0.0)
        if factor in problems:
            coefficients = np.full(len(amounts), np.nan)
        elif factor == "value_added":
            inputs = technical_coefficients(table.flows, table.output).sum(axis=0)
            coefficients = np.minimum(coefficients, np.maximum(1 - inputs, 0.0))
        found[factor] = year, coefficients
    return found


def unit_problems(package: Package, table: InputOutput) -> dict[str, str]:
    """Factor to the reason why it cannot be divided by output, for factors in money.

    Either the stated units differ in scale (the indicator ``output`` states that of the table),
    or the factor is an impossible share of output.
    """
    found = {}
    for factor, (indicator, year, amounts) in _factor_amounts(package, table).items():
        if factor not in LEAST_SHARE:
            continue
        units = [stated(package.tables.get("indicators"), it) for it in (indicator, "output")]
        known = np.isfinite(amounts) & (table.output > 0)
        share = amounts[known].sum() / table.output[known].sum() if known.any() else np.nan
        if all(units) and scale(units[0]) != scale(units[1]):
            reason = f"{indicator} is in {units[0]}, output in {units[1]}"
        elif known.any() and not LEAST_SHARE[factor] <= share <= 1:
            reason = (
                f"{indicator} of {table.region_code} in {year} is {100 * share:.3g} % of output in "
                f"{table.year}, which cannot be"
            )
        else:
            continue
        found[factor] = (
            f"no multipliers of {indicator}: {reason}; give {indicator}, cluster_output and "
            "cluster_flows in the same unit"
        )
    return found


def _factor_amounts(package: Package, table: InputOutput) -> dict[str, tuple[str, int, Array]]:
    """Factor to its indicator, year and amount by cluster (n,), NaN where unknown."""
    rows = package.tables.get("cluster_indicators")
    if rows is None:
        return {}
    regions = package.table("regions", QUESTION)
    found: dict[str, tuple[str, int, Array]] = {}
    for indicator, factor in FACTORS.items():
        of_factor = rows[rows["indicator"] == indicator]
        regional = of_factor[of_factor["region_code"] == table.region_code]
        if regional.empty:
            below = lowest_below(regions, table.region_code, of_factor["region_code"].unique())
            regional = of_factor[of_factor["region_code"].isin(below)]
        if regional.empty or factor in found:
            continue
        year = min(regional["year"].unique(), key=lambda y: (abs(y - table.year), y))
        regional = regional.assign(away=(regional["year"] - year).abs()).sort_values(
            ["away", "year"]
        )
        regional = regional.drop_duplicates(["region_code", "cluster_code"])
        total = regional.groupby("cluster_code")["value"].sum()
        per_cluster = total.reindex(list(table.cluster_codes)).to_numpy(float)
        found[factor] = indicator, int(year), per_cluster
    return found


def _spread(values: Array, present: Mask) -> Array:
    """Values of the present clusters among all of them (n,), NaN for the others."""
    spread = np.full(len(present), np.nan)
    spread[present] = values
    return spread


def multiplier_table(table: InputOutput, factors: dict[str, tuple[int, Array]]) -> pd.DataFrame:
    """All multipliers and linkages of a table.

    Returns
    -------
    DataFrame
        One row per cluster: cluster_code, output_multiplier (type I), output_multiplier_type2
        (truncated; with households only), for each factor <factor>_multiplier (per unit of final
        demand), <factor>_type1 (per unit of the factor in the cluster itself) and <factor>_year,
        backward_linkage, forward_linkage, supply_shortfall (intermediate sales above output, as a
        share of output). A cluster without output is not there: all of it is NaN, and no mean
        counts it.
    """
    L = leontief_inverse(technical_coefficients(table.flows, table.output))
    closed = type_two(table) if table.income is not None else None
    columns: dict[str, object] = {
        "cluster_code": list(table.cluster_codes),
        "output_multiplier": output_multipliers(L),
    }
    if closed is not None:
        columns["output_multiplier_type2"] = output_multipliers(closed)
    for factor, (year, coefficients) in factors.items():
        simple = factor_multipliers(L, coefficients)
        columns[f"{factor}_multiplier"] = simple
        columns[f"{factor}_type1"] = np.where(
            coefficients > 0, divide(simple, coefficients, 0.0), np.nan
        )
        if closed is not None:
            columns[f"{factor}_multiplier_type2"] = factor_multipliers(closed, coefficients)
        columns[f"{factor}_year"] = year
    present = table.output > 0
    G = leontief_inverse(allocation_coefficients(table.flows, table.output))
    inside = np.ix_(present, present)
    columns["backward_linkage"] = _spread(backward_linkages(L[inside]), present)
    columns["forward_linkage"] = _spread(forward_linkages(G[inside]), present)
    columns["supply_shortfall"] = np.maximum(
        divide(table.flows.sum(axis=1) - table.output, table.output, 0.0), 0.0
    )
    for name, values in columns.items():
        if isinstance(values, np.ndarray):
            columns[name] = np.where(present, values, np.nan)
    return pd.DataFrame(columns)
