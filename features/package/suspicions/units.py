"""Units that cannot be: value added beside the output that it is a part of."""

import re

import numpy as np
import pandas as pd

LEAST, MOST = 0.02, 1.0
"""Share of output that value added can be over all clusters; in real tables it is .3 to .7."""
SCALES = (
    (r"thousands?|thsd|'?000s?|тыс", 1e3),
    (r"millions?|mn|mio|mln|млн", 1e6),
    (r"billions?|bn|bln|mrd|млрд", 1e9),
    (r"trillions?|tn|trln|трлн", 1e12),
)


def scale(unit: str) -> float:
    """What one unit counts: 1e6 for "million USD", 1 where no scale is named."""
    words = re.findall(r"[\w']+", unit.casefold())
    for pattern, size in SCALES:
        if any(re.fullmatch(pattern, word) for word in words):
            return size
    return 1.0


def stated(indicators: pd.DataFrame | None, name: str) -> str:
    """The unit of an indicator, empty where the table indicators does not list it."""
    if indicators is None:
        return ""
    found = indicators.loc[indicators["indicator"] == name, "unit"]
    return str(found.iloc[0]) if len(found) else ""


def sum_below(rows: pd.DataFrame, regions: pd.DataFrame, region: str) -> "pd.Series[float]":
    """Value by cluster of a region, or of the lowest regions below it where it has no rows.

    Parameters
    ----------
    rows : DataFrame
        region_code, cluster_code, value of one indicator and year.
    regions : DataFrame
        region_code, parent_code.
    """
    parents = dict(zip(regions["region_code"], regions["parent_code"], strict=True))
    present = set(rows["region_code"])
    if region not in present:
        chosen = {code for code in present if region in _above(code, parents)}
        chosen -= {above for code in chosen for above in _above(code, parents)}
        rows = rows[rows["region_code"].isin(chosen)]
    else:
        rows = rows[rows["region_code"] == region]
    return rows.groupby("cluster_code")["value"].sum()


def _above(code: str, parents: dict[str, str]) -> list[str]:
    line: list[str] = []
    while (code := parents.get(code, "")) and code not in line:
        line.append(code)
    return line


def shares_of_output(
    output: pd.DataFrame, rows: pd.DataFrame, regions: pd.DataFrame
) -> pd.DataFrame:
    """Value added as a share of output, for every region and year with both.

    Returns
    -------
    DataFrame
        row (first of the region and year in ``output``), region_code, year, share (over the
        clusters with both), above (share of these clusters with more value added than output).
    """
    found = []
    for (region, year), table in output.groupby(["region_code", "year"], sort=False):
        added = sum_below(rows[rows["year"] == year], regions, str(region))
        sizes = table.drop_duplicates("cluster_code").set_index("cluster_code")["output"]
        both = pd.concat([added.rename("added"), sizes], axis="columns", join="inner")
        both = both[both["output"] > 0]
        if len(both):
            share = both["added"].sum() / both["output"].sum()
            above = float(np.mean(both["added"] > both["output"]))
            found.append((table.index[0], region, year, float(share), above))
    return pd.DataFrame(found, columns=["row", "region_code", "year", "share", "above"])
