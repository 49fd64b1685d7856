"""What is known at a cutoff about every region x activity cell: the table of the niche models."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from features import niche_signals as signals
from features.complexity import eci_pci
from features.errors import InputError, UnknownCodeError
from features.package import Package
from features.relatedness import proximity, relatedness_density
from features.specialization import location_quotient

Activity = Literal["technology", "cluster"]
Matrix = npt.NDArray[np.float64]
Codes = npt.NDArray[np.object_]
Features = dict[str, Matrix]

ACTIVITY_TABLES = {"technology": "technologies", "cluster": "clusters"}
QUESTION = {"technology": "the audit of technology niches", "cluster": "the audit of market niches"}
RANKS = (8, 24)
NEIGHBOURS = (15, 50)
CALLS = ("entry", "exit")
LEARNED_FROM = 30.0
"""Counts in the window from which the transitions of a region are learned from."""
MEMORY = 5.0
"""Years in which the weight of a count halves, in the long record of a cell."""


@dataclass(frozen=True)
class Counts:
    """Yearly counts of all cells.

    Attributes
    ----------
    regions, activities : (R,), (A,) arrays of str
        Codes with any row, sorted; a code that is the parent of another is left out, since its
        counts hold those of its parts.
    years : (Y,) int array, consecutive
    cube : (Y, R, A) float32 array
        NaN where unknown (clusters only: a missing patent cell is a zero).
    """

    regions: Codes
    activities: Codes
    years: npt.NDArray[np.int64]
    cube: npt.NDArray[np.float32]

    def window(self, end: int, length: int) -> Matrix:
        """Counts over the years end - length + 1 to end, as far as they are on record.

        Returns
        -------
        (R, A) array
            Unknown years are filled with the mean of the known ones; NaN where none is known.
        """
        inside = (self.years > end - length) & (self.years <= end)
        values = self.cube[inside]
        known = np.isfinite(values)
        n_known = known.sum(axis=0)
        total = np.where(known, values, 0.0).sum(axis=0, dtype=np.float64)
        filled: Matrix = np.full(total.shape, np.nan)
        np.divide(total * len(values), n_known, out=filled, where=n_known > 0)
        return filled

    def decayed(self, half_life: float) -> Matrix:
        """(R, A): counts of all years, older ones with less weight; unknown ones as 0."""
        weights = 0.5 ** ((self.years[-1] - self.years) / half_life)
        return np.asarray(
            np.tensordot(weights, np.nan_to_num(self.cube).astype(np.float64), axes=1)
        )


@dataclass(frozen=True)
class NichePanel:
    """All cells of one cutoff with what is known about them.

    Attributes
    ----------
    regions, activities : (R,), (A,) arrays of str
    cutoff, window, horizon : int
        Last year known, years in a window, years ahead that are asked.
    threshold : float
        Location quotient at which a region is specialised.
    counts, quotients, previous_quotients : (R, A) arrays
        Counts and location quotients in the window, and those one window earlier (NaN where
        nothing is on record that early).
    known : (R, A) bool array
        Cells whose count is known.
    large : (R,) bool array
        Regions with at least the minimum count in the window.
    proximity : (A, A) array
        Of activities, zero diagonal.
    similarity : (R, R) array
        Cosine of regions in factor space, diagonal -1.
    eci, pci : (R,), (A,) arrays
        Economic and product complexity indices.
    features : mapping of str to float32 array
        Each of shape (R, A), (R, 1) or (1, A); what the models learn from.
    groups : mapping of str to str
        Feature to the group that it is explained under.
    """

    regions: Codes
    activities: Codes
    cutoff: int
    window: int
    horizon: int
    threshold: float
    counts: Matrix
    quotients: Matrix
    previous_quotients: Matrix
    known: npt.NDArray[np.bool_]
    large: npt.NDArray[np.bool_]
    proximity: Matrix
    similarity: Matrix
    eci: Matrix
    pci: Matrix
    features: Mapping[str, npt.NDArray[np.float32]]
    groups: Mapping[str, str]

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """(R, A): whether the region is specialised in the activity."""
        return self.quotients >= self.threshold

    def candidates(self, call: str) -> npt.NDArray[np.bool_]:
        """(R, A): cells where an entry (or an exit) can happen."""
        return self.known & (self.present if call == "exit" else ~self.present)


@dataclass(frozen=True)
class _State:
    """Matrices (R, A) of one window."""

    counts: Matrix
    expected: Matrix
    quotients: Matrix
    present: Matrix


def yearly_counts(package: Package, activity: Activity, indicator: str | None) -> Counts:
    """Counts of patents, or values of a cluster indicator (negative ones as 0), by cell and year.

    Raises
    ------
    MissingTableError
        Where the package has no table with them.
    UnknownCodeError
        For an indicator that cluster_indicators does not hold.
    InputError
        Where no row is left.
    """
    question = QUESTION[activity]
    if activity == "technology":
        rows = package.table("patents", question)
        code, value = "technology_code", "patents"
    else:
        indicator = indicator or "value_added"
        rows = package.table("cluster_indicators", question)
        if indicator not in set(rows["indicator"]):
            raise UnknownCodeError("indicator", indicator, set(rows["indicator"]))
        rows = rows[rows["indicator"] == indicator]
        code, value = "cluster_code", "value"
    rows = _without_parents(rows, package, "regions", "region_code")
    rows = _without_parents(rows, package, ACTIVITY_TABLES[activity], code)
    if rows.empty:
        raise InputError(f"{package.name} has no counts that {question} could start from")
    region, regions = pd.factorize(rows["region_code"], sort=True)
    kind, activities = pd.factorize(rows[code], sort=True)
    years = np.arange(rows["year"].min(), rows["year"].max() + 1)
    blank = 0.0 if activity == "technology" else np.nan
    values = np.full((len(years), len(regions), len(activities)), blank, np.float32)
    year = rows["year"].to_numpy() - years[0]
    values[year, region, kind] = np.maximum(rows[value].to_numpy(np.float32), 0.0)
    return Counts(
        np.asarray(regions, dtype=object), np.asarray(activities, dtype=object), years, values
    )


def _without_parents(rows: pd.DataFrame, package: Package, table: str, code: str) -> pd.DataFrame:
    """Rows but those of codes whose parts are in the rows as well."""
    if table not in package.tables:
        return rows
    dimension = package.tables[table]
    parts = dimension[dimension[code].isin(rows[code].unique())]
    return rows[~rows[code].isin(parts["parent_code"])]


def _state(counts: Matrix, threshold: float) -> _State:
    counts = np.nan_to_num(counts)
    quotients = location_quotient(counts)
    present = (quotients >= threshold).astype(np.float64)
    return _State(counts, signals.expected_counts(counts), quotients, present)


def niche_panel(
    package: Package,
    cutoff: int,
    window: int = 5,
    threshold: float = 1.0,
    activity: Activity = "technology",
    indicator: str | None = None,
    minimum: float = 100.0,
    horizon: int = 5,
) -> NichePanel:
    """Features of every region x activity cell, from what was known at the cutoff alone.

    Parameters
    ----------
    window : int
        Years whose counts are added up before location quotients are taken.
    threshold : float
        Location quotient at which a region counts as specialised.
    indicator : str
        Of cluster_indicators, for activity "cluster" (default value_added).
    minimum : float
        Counts in the window from which a region is large enough for its quotients to be trusted.

    Raises
    ------
    InputError
        Where the package lacks the table, the indicator or a full window up to the cutoff.
    """
    known = package.until(cutoff)
    counts = yearly_counts(known, activity, indicator)
    if counts.years[-1] < cutoff or counts.years[0] > cutoff - window + 1:
        raise InputError(
            f"{package.name} has counts for {counts.years[0]} to {counts.years[-1]}: a cutoff of "
            f"{cutoff} needs the {window} years up to it"
        )
    raw = counts.window(cutoff, window)
    now = _state(raw, threshold)
    long = _state(counts.window(cutoff, 2 * window), threshold)
    has_previous = counts.years[0] <= cutoff - window
    previous = _state(counts.window(cutoff - window, window), threshold) if has_previous else now
    similarity = signals.region_similarity(np.log1p(now.counts))
    near = proximity(now.present)
    eci, pci = eci_pci(now.present)
    groups = {
        "own strength": _own_strength(counts, now, previous, window),
        "related specialisations": _related(now, previous, long, near),
        "learned transitions": _transitions(counts, now, cutoff, window, horizon, threshold),
        "similar regions": _similar_regions(now, previous, long, similarity),
        "country and neighbours": _surroundings(known, counts, now),
        "parent technologies": _hierarchy(known, counts, now, activity),
        "technology": _technology(counts, now, previous, pci),
        "region": _region(counts, now, previous, eci),
    }
    features = {name: values for group in groups.values() for name, values in group.items()}
    return NichePanel(
        regions=counts.regions,
        activities=counts.activities,
        cutoff=cutoff,
        window=window,
        horizon=horizon,
        threshold=threshold,
        counts=now.counts,
        quotients=now.quotients,
        previous_quotients=previous.quotients if has_previous else np.full_like(raw, np.nan),
        known=np.isfinite(raw) & (now.counts.sum(axis=1, keepdims=True) > 0),
        large=now.counts.sum(axis=1) >= minimum,
        proximity=near,
        similarity=similarity,
        eci=eci,
        pci=pci,
        features={name: values.astype(np.float32) for name, values in features.items()},
        groups={name: group for group, members in groups.items() for name in members},
    )


def _own_strength(counts: Counts, now: _State, previous: _State, window: int) -> Features:
    """What the cell itself holds: in the window, one earlier, of late and on the long record."""
    cutoff = int(counts.years[-1])
    recent, latest = (
        signals.shrunken_ratio(state.counts, state.expected)
        for state in (_state(counts.window(cutoff, years), np.inf) for years in (2, 1))
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
        "active_years": (counts.cube[-2 * window :] > 0).sum(axis=0).astype(np.float64),
    }


def _related(now: _State, previous: _State, long: _State, near: Matrix) -> Features:
    """Relatedness of the activity to what the region is specialised in, in several forms."""
    scaled = np.log1p(now.quotients)
    return {
        "relatedness_density": relatedness_density(now.present, near),
        "previous_relatedness_density": relatedness_density(previous.present, near),
        "relatedness_of_quotients": relatedness_density(scaled, near),
        **{f"long_reconstruction_{k}": signals.reconstruction(long.present, k) for k in RANKS},
        **{f"reconstruction_{k}": signals.reconstruction(now.present, k) for k in RANKS},
        **{f"quotient_reconstruction_{k}": signals.reconstruction(scaled, k) for k in RANKS},
    }


def _transitions(
    counts: Counts, now: _State, cutoff: int, window: int, horizon: int, threshold: float
) -> Features:
    """What earlier transitions, all over by the cutoff, say of this state and of both margins."""
    ends = [
        end
        for end in (cutoff, cutoff - horizon // 2, cutoff - horizon)
        if end - horizon >= counts.years[0] + min(window, 3) - 1
    ]
    if not ends:
        blank = np.full((1, 1), np.nan)
        names = [
            *("transition", "kernel_transition", "peer_transition"),
            *(f"{a}_{c}_rate" for a in ("technology", "region") for c in CALLS),
        ]
        return dict.fromkeys(names, blank)
    before = [_state(counts.window(end - horizon, window), threshold) for end in ends]
    after = [_state(counts.window(end, window), threshold) for end in ends]
    blocks = _blocks(counts, cutoff, window, threshold)
    scales = [max(float(np.sqrt(block.var(axis=0).mean())), 1e-9) for block in blocks]

    def state(end: int, rows: npt.NDArray[np.bool_]) -> Matrix:
        pairs = zip(_blocks(counts, end, window, threshold), scales, strict=True)
        return np.concatenate([block[rows] / scale for block, scale in pairs], axis=1)

    kept = [_trusted(x) for x in before]
    earlier = np.concatenate(
        [state(end - horizon, rows) for end, rows in zip(ends, kept, strict=True)]
    )
    later = np.concatenate([x.present[rows] for x, rows in zip(after, kept, strict=True)])
    asked = state(cutoff, np.ones(len(now.counts), dtype=bool))
    peers = _trusted(now)
    by_activity = signals.ridge_transition(
        np.concatenate([x.present[peers].T for x in before]),
        np.concatenate([x.present.T for x in after]),
        now.present[peers].T,
        penalty=6.0,
    )
    return {
        "transition": signals.ridge_transition(earlier, later, asked, penalty=12.0),
        "kernel_transition": signals.kernel_transition(earlier, later, asked, 0.3, 1.5),
        "peer_transition": by_activity.T,
        **_past_rates(before[0].present, after[0].present),
    }


def _trusted(state: _State) -> npt.NDArray[np.bool_]:
    """(R,): regions with enough counts to learn from; all where none has."""
    enough = state.counts.sum(axis=1) >= LEARNED_FROM
    return enough if enough.any() else np.ones_like(enough)


def _blocks(counts: Counts, end: int, window: int, threshold: float) -> list[Matrix]:
    """(R, A) matrices that describe every region at the end of a window.

    What it is specialised in over the window, of late and over two windows, and how large it is.
    """
    now, late, long = (
        _state(counts.window(end, years), threshold) for years in (window, 2, 2 * window)
    )
    return [
        *(now.present, late.present, long.present),
        *(np.log1p(now.counts), np.log1p(now.expected)),
    ]


def _past_rates(before: Matrix, after: Matrix, prior: float = 10.0) -> Features:
    """Share of possible entries and exits that happened, by activity and by region."""
    rates = {}
    for call, candidate in (("entry", 1 - before), ("exit", before)):
        happened = candidate * (after != before)
        base = happened.sum() / max(candidate.sum(), 1.0)
        for name, axis in (("technology", 0), ("region", 1)):
            n, k = (x.sum(axis=axis, keepdims=True) for x in (candidate, happened))
            rates[f"{name}_{call}_rate"] = (k + prior * base) / (n + prior)
    return rates


def _similar_regions(now: _State, previous: _State, long: _State, similarity: Matrix) -> Features:
    """What the nearest regions in factor space hold, and what they entered of late."""
    features: Features = {}
    entered = now.present * (1 - previous.present)
    for neighbours in NEIGHBOURS:
        weights = signals.neighbour_weights(similarity, neighbours)
        features[f"neighbours_present_{neighbours}"] = weights @ now.present
        features[f"neighbours_long_present_{neighbours}"] = weights @ long.present
        features[f"neighbours_quotient_{neighbours}"] = weights @ np.log1p(now.quotients)
        features[f"neighbours_entered_{neighbours}"] = weights @ entered
    return features


def _surroundings(package: Package, counts: Counts, now: _State) -> Features:
    """What the rest of the parent region, and the neighbours in space where given, hold."""
    parents = _parent(package, "regions", "region_code", counts.regions)
    country = signals.others_ratio(now.counts, now.expected, _groups(parents))
    alike = signals.others_ratio(now.present, np.ones_like(now.present), _groups(parents))
    features = {"country_quotient": np.log(country), "country_present": alike}
    if "neighbours" in package.tables:
        weights = _adjacency(package.tables["neighbours"], counts.regions)
        around = signals.shrunken_ratio(weights @ now.counts, weights @ now.expected)
        features["neighbour_quotient"] = np.log(around)
    return features


def _hierarchy(package: Package, counts: Counts, now: _State, activity: Activity) -> Features:
    """What the region holds in the other activities under the same parent and grandparent."""
    table, code = ACTIVITY_TABLES[activity], f"{activity}_code"
    features: Features = {}
    ancestors = counts.activities
    for name in ("sibling", "cousin"):
        ancestors = _parent(package, table, code, ancestors)
        ratio = signals.others_ratio(now.counts.T, now.expected.T, _groups(ancestors)).T
        features[f"{name}_quotient"] = np.log(ratio)
    return features


def _technology(counts: Counts, now: _State, previous: _State, pci: Matrix) -> Features:
    """What is known of the activity as a whole, shape (1, A)."""
    total, before = (state.counts.sum(axis=0, keepdims=True) for state in (now, previous))
    return {
        "ubiquity": now.present.sum(axis=0, keepdims=True),
        "ubiquity_change": (now.present - previous.present).sum(axis=0, keepdims=True),
        "technology_count": np.log1p(total),
        "technology_growth": np.log((total + 1) / (before + 1)),
        "technology_momentum": _momentum(counts, total, axis=0),
        "pci": pci[None, :],
    }


def _region(counts: Counts, now: _State, previous: _State, eci: Matrix) -> Features:
    """What is known of the region as a whole, shape (R, 1)."""
    total, before = (state.counts.sum(axis=1, keepdims=True) for state in (now, previous))
    shares = now.counts / np.maximum(total, 1e-9)
    return {
        "diversity": now.present.sum(axis=1, keepdims=True),
        "diversity_change": (now.present - previous.present).sum(axis=1, keepdims=True),
        "active": (now.counts > 0).sum(axis=1, keepdims=True).astype(np.float64),
        "region_count": np.log1p(total),
        "region_growth": np.log((total + 1) / (before + 1)),
        "region_momentum": _momentum(counts, total, axis=1),
        "concentration": (shares**2).sum(axis=1, keepdims=True),
        "eci": eci[:, None],
    }


def _momentum(counts: Counts, total: Matrix, axis: int) -> Matrix:
    """Log of the latest two years over the window, both with one count added."""
    latest = np.nan_to_num(counts.cube[-2:]).sum(axis=(0, axis + 1), dtype=np.float64)
    return np.log((np.expand_dims(latest, axis) + 1) / (total + 1))


def _parent(package: Package, table: str, code: str, codes: Codes) -> Codes:
    """Parent of each code, "" where it has none."""
    if table not in package.tables:
        return np.full(len(codes), "", dtype=object)
    dimension = package.tables[table].set_index(code)["parent_code"]
    return dimension.reindex(codes).fillna("").to_numpy(dtype=object)


def _groups(codes: Codes) -> npt.NDArray[np.intp]:
    """Number of each code, -1 for the empty one."""
    return np.where(codes == "", -1, pd.factorize(codes)[0])


def _adjacency(neighbours: pd.DataFrame, regions: Codes) -> Matrix:
    """(R, R) weights of the neighbours table."""
    index = pd.Index(regions)
    row = index.get_indexer(pd.Index(neighbours["region_code"]))
    column = index.get_indexer(pd.Index(neighbours["neighbour_code"]))
    inside = (row >= 0) & (column >= 0)
    weights = np.zeros((len(regions), len(regions)))
    weights[row[inside], column[inside]] = neighbours["weight"].to_numpy()[inside]
    return weights


def labels(now: NichePanel, later: NichePanel) -> Matrix:
    """Whether each cell of a panel is specialised in a later one.

    Returns
    -------
    (R, A) array
        1 or 0; NaN where the later panel does not know the cell.
    """
    region = pd.Index(later.regions).get_indexer(pd.Index(now.regions))
    kind = pd.Index(later.activities).get_indexer(pd.Index(now.activities))
    found = (region >= 0)[:, None] & (kind >= 0)[None, :]
    cells = np.ix_(region, kind)
    found &= later.known[cells]
    return np.where(found, later.present[cells], np.nan)
