"""The niche panel: counts and labels by hand, and nothing from after the cutoff."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from features.arrays import Array
from features.errors import InputError, MissingTableError, UnknownCodeError
from features.niches import signals, transitions
from features.niches.counts import Counts, yearly_counts
from features.niches.panel import labels, niche_panel
from features.niches.question import NicheQuestion
from features.package import Package

CUTOFF = 2015


def _package(patents: pd.DataFrame | None = None, **tables: pd.DataFrame) -> Package:
    tables = dict(tables) if patents is None else {"patents": patents, **tables}
    return Package("tiny", "tiny", "0", tables, {})


def _patents(rows: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["region_code", "technology_code", "year", "patents"])


def _dimension(name: str, rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[f"{name}_code", f"{name}_name", "parent_code"])


def test_counts_leave_out_parents_whose_parts_are_there() -> None:
    package = _package(
        _patents([("N", "A", 2000, 9), ("R", "A1", 2000, 2), ("S", "A1", 2002, 3)]),
        regions=_dimension("region", [("N", "", ""), ("R", "", "N"), ("S", "", "N")]),
        technologies=_dimension("technology", [("A", "", ""), ("A1", "", "A")]),
    )
    counts = yearly_counts(package, "technology", None)
    assert list(counts.regions) == ["R", "S"]
    assert list(counts.activities) == ["A1"]
    assert list(counts.years) == [2000, 2001, 2002]
    # a cell without a row counts none, but not in a year in which nothing was counted anywhere
    np.testing.assert_array_equal(counts.cube[:, :, 0], [[2, 0], [np.nan] * 2, [0, 3]])
    np.testing.assert_array_equal(counts.recorded(), [2000, 2002])
    np.testing.assert_array_equal(counts.window(2002, 2)[:, 0], [0, 6])


def test_a_missing_value_of_a_cluster_is_unknown_and_a_negative_one_is_zero() -> None:
    rows = [
        ("R", "c", 2000, 4.0),
        ("R", "c", 2002, 8.0),
        ("S", "c", 2001, -5.0),
        ("S", "d", 2000, 1),
    ]
    columns = ["region_code", "cluster_code", "year", "value"]
    values = pd.DataFrame(rows, columns=columns).assign(indicator="value_added")
    counts = yearly_counts(_package(cluster_indicators=values), "cluster", None)
    np.testing.assert_array_equal(counts.window(2002, 3), [[18, np.nan], [0, 3]])


def test_labels_by_hand() -> None:
    rows = [
        *[("R", "a", y, 8) for y in (2000, 2001)],
        *[("R", "b", y, 2) for y in (2000, 2001)],
        *[("S", "a", y, 2) for y in (2000, 2001)],
        *[("S", "b", y, 8) for y in (2000, 2001)],
        *[("R", "a", 2002, 2), ("R", "b", 2002, 8), ("S", "a", 2002, 1), ("S", "b", 2002, 9)],
    ]
    package = _package(_patents(rows))
    now, later = (niche_panel(package, y, NicheQuestion(horizon=1, window=1)) for y in (2001, 2002))
    np.testing.assert_array_equal(now.present, [[True, False], [False, True]])
    # 2002: R holds 2 of 3 in a, and 10 of 20 in all, so a quotient of 1.33; S 1/3 over 1/2
    np.testing.assert_allclose(later.quotients[:, 0], [4 / 3, 2 / 3])
    np.testing.assert_array_equal(labels(now, later), [[1, 0], [0, 1]])
    np.testing.assert_array_equal(now.candidates("entry"), ~now.present)
    np.testing.assert_array_equal(now.candidates("exit"), now.present)


def test_labels_of_what_the_later_panel_does_not_know_are_unknown() -> None:
    early = [("R", "a", 2000, 3), ("S", "b", 2000, 3), ("S", "a", 2000, 1)]
    package = _package(_patents([*early, ("S", "b", 2001, 3)]))
    now, later = (niche_panel(package, y, NicheQuestion(horizon=1, window=1)) for y in (2000, 2001))
    found = labels(now, later)
    assert np.isnan(found[0]).all()  # R has no count in 2001
    np.testing.assert_array_equal(found[1], [0, 1])


def test_nothing_later_than_the_cutoff_changes_a_feature(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    later = rows["year"] > CUTOFF
    noise = np.random.default_rng(0).integers(1, 500, int(later.sum()))
    altered = rows.assign(patents=rows["patents"].astype(float).mask(later, 0.0))
    altered.loc[later, "patents"] = noise
    extra = rows[rows["year"] == rows["year"].max()].head(3).assign(technology_code="NEW")
    tables = {**demo_package.tables, "patents": pd.concat([altered, extra])}
    before = niche_panel(demo_package, CUTOFF, NicheQuestion())
    after = niche_panel(dataclasses.replace(demo_package, tables=tables), CUTOFF, NicheQuestion())
    assert list(before.features) == list(after.features)
    for name, values in before.features.items():
        np.testing.assert_array_equal(values, after.features[name], err_msg=name)


def test_every_feature_fits_the_cells_and_has_a_group(demo_package: Package) -> None:
    panel = niche_panel(demo_package, CUTOFF, NicheQuestion())
    cells = panel.quotients.shape
    for name, values in panel.features.items():
        assert values.dtype == np.float32
        assert np.broadcast_shapes(values.shape, cells) == cells, name
        assert np.isfinite(values).all(), name
    assert list(panel.groups) == list(panel.features)
    np.testing.assert_array_equal(panel.large, panel.counts.sum(axis=1) >= 100)


def test_many_states_are_learned_from_by_some_of_them(
    demo_package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = niche_panel(demo_package, 2010, NicheQuestion()).features
    monkeypatch.setattr(transitions, "MOST_STATES", 3 * len(demo_package.tables["regions"]) // 2)
    some = niche_panel(demo_package, 2010, NicheQuestion()).features
    for name in ("transition", "kernel_transition"):
        assert (some[name] != whole[name]).any()
        assert np.corrcoef(some[name].ravel(), whole[name].ravel())[0, 1] > 0.9


def test_a_package_without_names_parents_or_neighbours_is_welcome(demo_package: Package) -> None:
    bare = dataclasses.replace(demo_package, tables={"patents": demo_package.tables["patents"]})
    panel = niche_panel(bare, CUTOFF, NicheQuestion())
    assert (panel.features["country_quotient"] == 0).all()
    assert "neighbour_quotient" not in panel.features


def test_market_niches_come_from_the_same_code(demo_package: Package) -> None:
    panel = niche_panel(
        demo_package, CUTOFF, NicheQuestion(activity="cluster", indicator="employment")
    )
    assert len(panel.activities) == 8
    assert not panel.is_known.all()  # small cells are withheld


def test_the_unit_of_an_indicator_alters_no_feature(demo_package: Package) -> None:
    """Millions or billions; nor is a minimum of 100, which is one of patents, asked of it."""
    rows = demo_package.tables["cluster_indicators"]
    found = []
    for unit in (1.0, 2.0**-20):  # a power of two, so that not a digit is lost
        tables = {
            **demo_package.tables,
            "cluster_indicators": rows.assign(value=rows["value"] * unit),
        }
        package = dataclasses.replace(demo_package, tables=tables)
        found.append(niche_panel(package, CUTOFF, NicheQuestion(activity="cluster")))
    first, second = found
    for name, values in first.features.items():
        np.testing.assert_array_equal(values, second.features[name], err_msg=name)
    np.testing.assert_array_equal(first.factors, second.factors)
    np.testing.assert_array_equal(first.counts * 2.0**-20, second.counts)
    assert second.counts.sum(axis=1).max() < 100
    assert second.large.all()


def test_regions_are_not_alike_for_having_some_of_every_cluster(demo_package: Package) -> None:
    panel = niche_panel(demo_package, CUTOFF, NicheQuestion(activity="cluster"))
    pairs = signals.similarity_of(panel.factors)[np.triu_indices(len(panel.regions), 1)]
    assert -0.5 < np.median(pairs) < 0.5
    assert pairs.max() > 0.8


def test_what_was_not_counted_a_window_earlier_is_unknown(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    gap = rows[~rows["year"].between(CUTOFF - 9, CUTOFF - 5)]
    tables = {**demo_package.tables, "patents": gap}
    panel = niche_panel(dataclasses.replace(demo_package, tables=tables), CUTOFF, NicheQuestion())
    assert np.isnan(panel.previous_quotients).all()
    assert np.isfinite(niche_panel(demo_package, CUTOFF, NicheQuestion()).previous_quotients).all()


@pytest.mark.parametrize(("column", "what"), [("region", "region"), ("technology", "activity")])
def test_what_stands_alone_cannot_be_compared(column: str, what: str) -> None:
    cells = [("R", "a"), ("S", "a")] if column == "technology" else [("R", "a"), ("R", "b")]
    package = _package(
        _patents([(*cell, year, 200) for cell in cells for year in range(2000, 2016)])
    )
    with pytest.raises(InputError, match=f"counts of a single {what}: niches need at least two"):
        niche_panel(package, CUTOFF, NicheQuestion())


def test_what_a_package_does_not_allow_is_said_in_one_sentence(demo_package: Package) -> None:
    with pytest.raises(MissingTableError, match="no table patents"):
        niche_panel(_package(), CUTOFF, NicheQuestion())
    with pytest.raises(UnknownCodeError, match="unknown indicator 'jobs'"):
        niche_panel(demo_package, CUTOFF, NicheQuestion(activity="cluster", indicator="jobs"))
    for cutoff in (1998, 2030):
        with pytest.raises(InputError, match="needs the 5 years up to it"):
            niche_panel(demo_package, cutoff, NicheQuestion())


class TestSignals:
    rng = np.random.default_rng(0)
    counts = rng.poisson(3.0, (12, 7)).astype(float)

    @pytest.mark.parametrize("matrix", [counts, counts.T], ids=["more regions", "more activities"])
    def test_reconstructions_are_the_truncated_singular_value_decomposition(
        self, matrix: Array
    ) -> None:
        left, values, right = np.linalg.svd(matrix, full_matrices=False)
        found = signals.reconstructions(matrix, (1, 3, 20))
        for rank, approximation in zip((1, 3, 20), found, strict=True):
            expected = (left[:, :rank] * values[:rank]) @ right[:rank]
            np.testing.assert_allclose(approximation, expected, atol=1e-12)

    @pytest.mark.parametrize("matrix", [counts, counts.T], ids=["more regions", "more activities"])
    def test_similarity_is_the_cosine_of_the_approximated_rows(self, matrix: Array) -> None:
        (approximation,) = signals.reconstructions(matrix, [3])
        lengths = np.linalg.norm(approximation, axis=1)
        expected = approximation @ approximation.T / np.outer(lengths, lengths)
        np.fill_diagonal(expected, -1.0)
        factors = signals.region_factors(matrix, 3)
        np.testing.assert_allclose(signals.similarity_of(factors), expected, atol=1e-12)
        some = np.array([4, 1])
        np.testing.assert_allclose(signals.similarity_of(factors, some), expected[some], atol=1e-12)

    def test_others_ratio_is_that_of_a_loop(self) -> None:
        expected = signals.expected_counts(self.counts)
        groups = np.array([0, 0, 0, 1, 1, 2, -1, -1, 1, 0, 2, 1])
        found = signals.others_ratio(self.counts, expected, groups)
        for row, group in enumerate(groups):
            others = (groups == group) & (np.arange(12) != row) & (group >= 0)
            ratio = (self.counts[others].sum(axis=0) + 1) / (expected[others].sum(axis=0) + 1)
            np.testing.assert_allclose(found[row], ratio)

    def test_neighbours_are_the_most_similar_and_never_the_region_itself(self) -> None:
        factors = signals.region_factors(self.counts, rank=7)
        similarity = signals.similarity_of(factors)
        weights = signals.neighbour_weights(factors, 3).toarray()
        np.testing.assert_allclose(weights.sum(axis=1), 1.0)
        for row in range(12):
            assert weights[row, row] == 0
            nearest = np.argsort(-similarity[row])[:3]
            assert set(np.flatnonzero(weights[row])) == set(nearest)
            expected = similarity[row, nearest] / similarity[row, nearest].sum()
            np.testing.assert_allclose(weights[row, nearest], expected)

    def test_neighbours_do_not_depend_on_the_block(self, monkeypatch: pytest.MonkeyPatch) -> None:
        factors = signals.region_factors(self.counts, rank=4)
        whole = signals.neighbour_weights(factors, 3).toarray()
        monkeypatch.setattr(signals, "BLOCK", 5)
        np.testing.assert_allclose(signals.neighbour_weights(factors, 3).toarray(), whole)

    @pytest.mark.parametrize("n_states", [6, 40], ids=["fewer states", "more states"])
    def test_a_ridge_transition_has_the_least_penalised_error(self, n_states: int) -> None:
        before, after = self.rng.normal(size=(n_states, 9)), self.rng.normal(size=(n_states, 4))
        now, penalty = self.rng.normal(size=(5, 9)), 0.7
        inputs, outcomes = before - before.mean(axis=0), after - after.mean(axis=0)
        ridge = penalty * np.square(inputs).sum() / 9
        # Least squares with a row for the penalty of each weight.
        rows = np.concatenate([inputs, np.sqrt(ridge) * np.eye(9)])
        aims = np.concatenate([outcomes, np.zeros((9, 4))])
        weights = np.linalg.lstsq(rows, aims, rcond=None)[0]
        expected = (now - before.mean(axis=0)) @ weights + after.mean(axis=0)
        found = signals.ridge_transition(before, after, now, penalty)
        np.testing.assert_allclose(found, expected, atol=1e-12)

    @pytest.mark.parametrize("transition", ["ridge", "kernel"])
    def test_transitions_learn_what_follows_what(self, transition: str) -> None:
        before = self.rng.integers(0, 2, (400, 5)).astype(float)
        after = np.roll(before, 1, axis=1)  # who has i has i + 1 afterwards
        now = self.rng.integers(0, 2, (50, 5)).astype(float)
        learned = (
            signals.ridge_transition(before, after, now, penalty=0.1)
            if transition == "ridge"
            else signals.kernel_transition(before, after, now, width=0.3, penalty=0.1)
        )
        np.testing.assert_array_equal(learned > 0.5, np.roll(now, 1, axis=1) == 1)

    def test_landmarks_at_all_states_are_the_kernel_itself(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, after = self.rng.normal(size=(30, 4)), self.rng.normal(size=(30, 3))
        now = self.rng.normal(size=(7, 4))
        whole = signals.kernel_transition(before, after, now, 0.3, 1.5)
        monkeypatch.setattr(signals, "STATES", 29)
        monkeypatch.setattr(signals, "LANDMARKS", 30)
        monkeypatch.setattr(signals, "BLOCK", 8)
        found = signals.kernel_transition(before, after, now, 0.3, 1.5)
        np.testing.assert_allclose(found, whole, atol=1e-6)

    def test_a_few_landmarks_continue_smooth_states_nearly_as_well(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, now = self.rng.normal(size=(300, 2)), self.rng.normal(size=(50, 2))
        after, later = np.tanh(before), np.tanh(now)
        monkeypatch.setattr(signals, "STATES", 299)
        monkeypatch.setattr(signals, "LANDMARKS", 60)
        found = signals.kernel_transition(before, after, now, 0.3, 0.1)
        assert np.abs(found - later).mean() < 0.05


def test_a_region_that_counted_many_and_then_has_no_row_has_not_reported() -> None:
    rows = [("R", "a", 2000, 100), ("S", "a", 2000, 99)]
    rows += [("R", "a", 2003, 100), ("S", "a", 2003, 99), ("T", "a", 2003, 500)]
    rows += [("U", "a", year, 5) for year in range(2000, 2005)]
    cube = yearly_counts(_package(_patents(rows)), "technology", None).cube[:, :, 0]
    unknown = np.nan
    np.testing.assert_array_equal(cube[:, 0], [100, unknown, unknown, 100, unknown])
    np.testing.assert_array_equal(cube[:, 1], [99, 0, 0, 99, 0])
    np.testing.assert_array_equal(cube[:, 2], [0, 0, 0, 500, unknown])


def test_the_unknown_is_filled_with_what_was_known_before_or_else_after() -> None:
    series = np.array(
        [[np.nan, 1, np.nan, np.nan, 4], [3, 2, np.nan, 5, np.nan], [np.nan] * 5], np.float32
    )
    cube = series.T[:, :, None]
    codes = np.array(["R", "S", "T"], dtype=object)
    counts = Counts(codes, np.array(["a"], dtype=object), np.arange(2000, 2005), cube)
    filled = counts.filled()
    expected = [[1, 1, np.nan, 1, 4], [3, 2, np.nan, 5, 5], [np.nan] * 5]  # none in 2002 at all
    np.testing.assert_array_equal(filled.cube[:, :, 0].T, expected)
    np.testing.assert_array_equal(filled.recorded(), counts.recorded())
    before = counts.until(2003).filled()
    np.testing.assert_array_equal(before.cube[:, :, 0].T, np.array(expected)[:, :4])
    assert filled.filled().cube[0, 0, 0] == 1


def test_a_row_that_is_missing_makes_no_momentum(demo_package: Package) -> None:
    rows = demo_package.tables["cluster_indicators"]
    region = str(rows["region_code"].iloc[-1])
    late = (rows["region_code"] == region) & (rows["year"] == CUTOFF)
    tables = {**demo_package.tables, "cluster_indicators": rows[~late]}
    withheld = dataclasses.replace(demo_package, tables=tables)
    whole, gap = (
        niche_panel(p, CUTOFF, NicheQuestion(activity="cluster")) for p in (demo_package, withheld)
    )
    at = list(whole.regions).index(region)
    for name in ("region_momentum", "next_expected_count", "shrunken_quotient_last_year"):
        np.testing.assert_allclose(
            gap.features[name][at], whole.features[name][at], atol=0.15, err_msg=name
        )
