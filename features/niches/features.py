"""Features of the niche models, a function for each group in which calls are explained.

Every function returns matrices that broadcast to (R, A): regions in rows, activities in columns.
"""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from features.arrays import Array, Codes, Index
from features.indicators.relatedness import proximity, relatedness_density
from features.niches import signals
from features.niches.counts import ACTIVITY_TABLES, Activity, Counts, State
from features.package import Package

Features = dict[str, Array]

RANKS = (8, 24)
LOG_RANKS = (10, 40)
NEIGHBOURS = (15, 50)
MEMORY = 5.0
"""Years in which the weight of a count halves, in the long record of a cell."""


def own_strength(counts: Counts, now: State, previous: State, window: int) -> Features:
    """The cell itself: in the window, one window earlier, recently and over all years."""
    cutoff = int(counts.years[-1])
    recent, latest = (
        signals.shrunken_ratio(late.counts, late.expected)
        for late in (counts.state(cutoff, years, np.inf) for years in (2, 1))
    )
    ratio = signals.shrunken_ratio(now.counts, now.expected)
    record = counts.decayed(MEMORY)
    return {
        "location_quotient": now.quotients,
        "previous_location_quotient": previous.quotients,
        "count": np.log1p(now.counts),
        "previous_count": np.log1p(previous.counts),
        "expected_count": np.log1p(now.expected),
        "shrunken_quotient": np.log(ratio),
        "shrunken_quotient_two_years": np.log(recent),
        "shrunken_quotient_last_year": np.log(latest),
        "shrunken_quotient_on_record": np.log(
            signals.shrunken_ratio(record, signals.expected_counts(record))
        ),
        "count_on_record": np.log1p(record),
        **_outlook(counts, now, window),
        "years_since_count": _years_since(counts),
        "active_years": (counts.cube[-2 * window :] > 0).sum(axis=0).astype(np.float64),
    }


def _outlook(counts: Counts, now: State, window: int) -> Features:
    """The next window if the trends of region and activity continue.

    Where few counts are expected, a single one is an entry: how many it takes relative to how many
    are expected, and how many are missing.
    """
    ahead = [
        now.counts.sum(axis=axis, keepdims=True) * np.exp(2 * _momentum(counts, now, window, axis))
        for axis in (1, 0)
    ]
    expected = ahead[0] * ahead[1] / max(ahead[1].sum(), 1e-9)
    stated = expected * signals.shrunken_ratio(now.counts, now.expected)
    needed = np.maximum(np.ceil(expected), 1.0)
    return {
        "next_expected_count": np.log(expected + 0.01),
        "next_count_needed": np.log(needed / (stated + 0.01)),
        "next_shortfall": (1 - np.minimum(now.quotients, 3.0)) * expected,
    }


def _years_since(counts: Counts) -> Array:
    """Years since the last count of each cell; all years and one more where there is none."""
    years = np.full(counts.cube.shape[1:], len(counts.years) + 1.0)
    for ago, yearly in enumerate(counts.cube[::-1]):
        years[(yearly > 0) & (years > ago)] = ago
    return years


def related(now: State, previous: State, long: State) -> Features:
    """Relatedness of the activity to what the region is specialised in, in several forms."""
    scaled = np.log1p(now.quotients)
    # In single precision, as all features are: a matrix of activities is the largest of all.
    held = [values.astype(np.float32) for values in (now.present, previous.present, scaled)]
    density = np.split(relatedness_density(np.concatenate(held), proximity(held[0])), len(held))
    odds = np.log(signals.shrunken_ratio(now.counts, now.expected, 0.5))
    matrices = {
        "long_reconstruction": (long.present, RANKS),
        "reconstruction": (now.present, RANKS),
        "quotient_reconstruction": (scaled, RANKS),
        "log_quotient_reconstruction": (odds, LOG_RANKS),
    }
    return {
        "relatedness_density": density[0],
        "previous_relatedness_density": density[1],
        "relatedness_of_quotients": density[2],
        **{
            f"{name}_{rank}": values
            for name, (matrix, ranks) in matrices.items()
            for rank, values in zip(ranks, signals.reconstructions(matrix, ranks), strict=True)
        },
    }


def similar_regions(now: State, previous: State, long: State, factors: Array) -> Features:
    """Specialisations of the nearest regions in factor space, and their recent entries."""
    features: Features = {}
    entered = now.present * (1 - previous.present)
    for neighbours in NEIGHBOURS:
        weights = signals.neighbour_weights(factors, neighbours)
        features[f"neighbours_present_{neighbours}"] = weights @ now.present
        features[f"neighbours_long_present_{neighbours}"] = weights @ long.present
        features[f"neighbours_quotient_{neighbours}"] = weights @ np.log1p(now.quotients)
        features[f"neighbours_entered_{neighbours}"] = weights @ entered
    return features


def surroundings(package: Package, counts: Counts, now: State) -> Features:
    """Specialisations of the rest of the parent region, and of geographic neighbours if known."""
    parents = _parent(package, "regions", "region_code", counts.regions)
    country = signals.others_ratio(now.counts, now.expected, _groups(parents))
    alike = signals.others_ratio(now.present, np.ones_like(now.present), _groups(parents))
    features = {"country_quotient": np.log(country), "country_present": alike}
    if "neighbours" in package.tables:
        weights = _adjacency(package.tables["neighbours"], counts.regions)
        around = signals.shrunken_ratio(weights @ now.counts, weights @ now.expected)
        features["neighbour_quotient"] = np.log(around)
    return features


def hierarchy(package: Package, counts: Counts, now: State, activity: Activity) -> Features:
    """The region's other activities under the same parent and grandparent."""
    table, code = ACTIVITY_TABLES[activity], f"{activity}_code"
    features: Features = {}
    ancestors = counts.activities
    for name in ("sibling", "cousin"):
        ancestors = _parent(package, table, code, ancestors)
        ratio = signals.others_ratio(now.counts.T, now.expected.T, _groups(ancestors)).T
        features[f"{name}_quotient"] = np.log(ratio)
    return features


def technology(counts: Counts, now: State, previous: State, window: int, pci: Array) -> Features:
    """The activity as a whole, shape (1, A)."""
    total, before = (x.counts.sum(axis=0, keepdims=True) for x in (now, previous))
    return {
        "ubiquity": now.present.sum(axis=0, keepdims=True),
        "ubiquity_change": (now.present - previous.present).sum(axis=0, keepdims=True),
        "technology_count": np.log1p(total),
        "technology_growth": np.log((total + 1) / (before + 1)),
        "technology_momentum": _momentum(counts, now, window, axis=0),
        "pci": pci[None, :],
    }


def region(counts: Counts, now: State, previous: State, window: int, eci: Array) -> Features:
    """The region as a whole, shape (R, 1)."""
    total, before = (x.counts.sum(axis=1, keepdims=True) for x in (now, previous))
    shares = now.counts / np.maximum(total, 1e-9)
    return {
        "diversity": now.present.sum(axis=1, keepdims=True),
        "diversity_change": (now.present - previous.present).sum(axis=1, keepdims=True),
        "active": (now.counts > 0).sum(axis=1, keepdims=True).astype(np.float64),
        "region_count": np.log1p(total),
        "region_growth": np.log((total + 1) / (before + 1)),
        "region_momentum": _momentum(counts, now, window, axis=1),
        "concentration": (shares**2).sum(axis=1, keepdims=True),
        "eci": eci[:, None],
    }


def _momentum(counts: Counts, now: State, window: int, axis: int) -> Array:
    """Log of the latest two years a year over those of the window, at most a factor of e.

    Shape (R, 1) for axis 1, (1, A) for axis 0.
    """
    total = now.counts.sum(axis=axis, keepdims=True) / window
    latest = np.nan_to_num(counts.window(int(counts.years[-1]), 2)).sum(axis=axis, keepdims=True)
    change = np.log((latest / 2 + 0.4) / (total + 0.4))
    return np.asarray(np.clip(change, -1.0, 1.0))


def _parent(package: Package, table: str, code: str, codes: Codes) -> Codes:
    """Parent of each code, "" where it has none."""
    if table not in package.tables:
        return np.full(len(codes), "", dtype=object)
    dimension = package.tables[table].set_index(code)["parent_code"]
    return dimension.reindex(codes).fillna("").to_numpy(dtype=object)


def _groups(codes: Codes) -> Index:
    """Number of each code, -1 for the empty one."""
    return np.where(codes == "", -1, pd.factorize(codes)[0])


def _adjacency(neighbours: pd.DataFrame, regions: Codes) -> signals.SparseRows:
    """(R, R) weights of the neighbours table."""
    index = pd.Index(regions)
    row = index.get_indexer(pd.Index(neighbours["region_code"]))
    column = index.get_indexer(pd.Index(neighbours["neighbour_code"]))
    inside = (row >= 0) & (column >= 0)
    weights = neighbours["weight"].to_numpy(np.float64)[inside]
    return csr_array((weights, (row[inside], column[inside])), shape=(len(regions), len(regions)))
