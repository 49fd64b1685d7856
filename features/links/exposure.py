"""Who depends on a cluster, and what a surprise in it may mean for them.

Notation of Miller & Blair (2009), Input-Output Analysis, 2nd ed.: Z flows, x output, A technical
and B allocation coefficients, L Leontief and G Ghosh inverse. All of it is arithmetic with a table
of the past: stocks, prices and other suppliers can soften every figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array
from features.errors import UnknownCodeError
from features.indicators.matrices import divide
from features.links.flow_table import InputOutput
from features.links.multipliers import (
    allocation_coefficients,
    leontief_inverse,
    technical_coefficients,
)

MOST_EXPOSED = 5
"""Exposed neighbours in each direction."""
SMALLEST_SHARE = 0.01
"""Least share of output or inputs of an exposed neighbour."""
LARGEST_LINEAR = 0.5
"""Departure up to which effects may be in proportion to it; beyond it they have no stated size."""
DIRECTIONS = ("upstream", "downstream")


@dataclass(frozen=True)
class Departure:
    """How far an output is from its forecast, as shares of the forecast.

    Attributes
    ----------
    change : float
        From the median: 0.1 is a tenth more than forecast.
    low, high : float
        From the upper and from the lower end of the forecast's interval.
    """

    change: float
    low: float
    high: float

    @property
    def is_linear(self) -> bool:
        """Whether effects in proportion to it can be stated.

        Coefficients are those of the table as it was; after a change by half or more the cluster
        buys and sells in other proportions.
        """
        return abs(self.change) <= LARGEST_LINEAR


UNIT = Departure(1.0, 1.0, 1.0)
"""The whole output: what is exposed then is what depends on the cluster."""


def departure(value: float, median: float, low: float, high: float) -> Departure | None:
    """The departure of a value from its forecast; None where the forecast is not above 0.

    The forecast was unsure itself, so only the distance from its interval is a surprise for
    certain: a value v is a departure of v / median - 1, between v / high - 1 and v / low - 1. An
    end that is not above 0 gives way to the median.
    """
    if median <= 0:
        return None
    ends = [value / (end if end > 0 else median) - 1 for end in (high, low)]
    change = value / median - 1
    return Departure(change, min(*ends, change), max(*ends, change))


def direct_shares(table: InputOutput, cluster_code: str) -> dict[str, Array]:
    """Direction to the share (n,) of each cluster that rests on one cluster.

    upstream
        b_ij = z_ij / x_i, the share of supplier i's output that cluster j buys. Source: Miller &
        Blair (2009), sec. 12.1.
    downstream
        a_jk = z_jk / x_k, cluster j's inputs per unit of buyer k's output. Source: Miller & Blair
        (2009), sec. 2.2.

    Both are elasticities: if cluster j's output is x % off, and purchases and deliveries follow it,
    the neighbour's output is share times x % off. The cluster itself has 0.
    """
    j = position(table, cluster_code)
    up = allocation_coefficients(table.flows, table.output)[:, j].copy()
    down = technical_coefficients(table.flows, table.output)[j].copy()
    up[j] = down[j] = 0.0
    return dict(zip(DIRECTIONS, (up, down), strict=True))


def total_shares(table: InputOutput, cluster_code: str) -> dict[str, Array]:
    """As `direct_shares`, with all rounds: suppliers of suppliers, buyers of buyers (n,).

    upstream
        l_ij x_j / (l_jj x_i). The output of cluster j is given, not its final demand, so that its
        own rounds are divided out: the output-to-output elasticity of Miller & Blair (2009), sec.
        6.6.2. Demand side, after Leontief: suppliers deliver whatever is ordered.
    downstream
        l_jk / l_jj, which is g_jk x_j / (g_jj x_k) since G = x^-1 L x. Supply side, after Ghosh
        (Miller & Blair 2009, sec. 12.1): buyers make more or less in proportion, and no input can
        replace another. That is an upper end, as of quantities it is disputed (Oosterhaven 1988).
    """
    j = position(table, cluster_code)
    L = leontief_inverse(technical_coefficients(table.flows, table.output))
    up = divide(L[:, j] * table.output[j], L[j, j] * table.output, 0.0)
    down = L[j] / L[j, j]
    up[j] = down[j] = 0.0
    return dict(zip(DIRECTIONS, (up, down), strict=True))


def position(table: InputOutput, cluster_code: str) -> int:
    """The place of a cluster in a table, or UnknownCodeError."""
    if cluster_code not in table.cluster_codes:
        raise UnknownCodeError("cluster", cluster_code, table.cluster_codes)
    return table.cluster_codes.index(cluster_code)


def exposed(
    tables: Sequence[InputOutput],
    cluster_code: str,
    change: Departure = UNIT,
    top: int = MOST_EXPOSED,
) -> pd.DataFrame:
    """Clusters that depend on one cluster's purchases or supplies, the most dependent first.

    Parameters
    ----------
    tables : sequence of InputOutput
        One region's, for example one for each delta of the regionalization, of the same clusters.
    change : Departure
        Of the cluster's output; by default shares alone are of interest.
    top : int
        Neighbours in each direction, also those that depend through others; only those of whose
        output SMALLEST_SHARE or more depends over all rounds.

    Returns
    -------
    DataFrame
        neighbour_code, direction ("upstream": sells to it, "downstream": buys from it), share,
        share_low, share_high (direct; mean and range over the tables), total_share,
        total_share_low, total_share_high (all rounds), effect, effect_low, effect_high,
        total_effect, total_effect_low, total_effect_high (in % of the neighbour's output; the range
        is over the tables and over the departure), output (of the neighbour, mean).
    """
    codes = np.array(tables[0].cluster_codes)
    output = np.mean([table.output for table in tables], axis=0)
    direct = [direct_shares(table, cluster_code) for table in tables]
    total = [total_shares(table, cluster_code) for table in tables]
    parts = []
    for direction in DIRECTIONS:
        near = np.stack([shares[direction] for shares in direct])
        far = np.stack([shares[direction] for shares in total])
        order = most(far.mean(axis=0), top)
        parts.append(
            pd.DataFrame(
                {
                    "neighbour_code": codes[order],
                    "direction": direction,
                    **spread("", near[:, order], change),
                    **spread("total_", far[:, order], change),
                    "output": output[order],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def most(shares: Array, top: int) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Places of the largest shares (n,) from SMALLEST_SHARE on, largest first."""
    order = np.argsort(-shares, kind="stable")[:top]
    return order[shares[order] >= SMALLEST_SHARE]


def spread(name: str, shares: Array, change: Departure) -> dict[str, Array]:
    """Shares (n_tables, n) and their effects as columns, each with its range.

    Shares are not negative, so the range of the products is between their ends.
    """
    low, high = shares.min(axis=0), shares.max(axis=0)
    ends = np.stack(
        [100 * end * share for end in (change.low, change.high) for share in (low, high)]
    )
    mean = shares.mean(axis=0)
    return {
        f"{name}share": mean,
        f"{name}share_low": low,
        f"{name}share_high": high,
        f"{name}effect": 100 * change.change * mean,
        f"{name}effect_low": ends.min(axis=0),
        f"{name}effect_high": ends.max(axis=0),
    }
