"""Totals beside their parts are found where the sum is exact, and nowhere else."""

import numpy as np
import pytest

from features.package.suspicions.totals import hidden_totals, sizes_of


def parts(n_rows: int = 60, n_columns: int = 8, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(3, 1, (n_rows, n_columns))


def totals(*columns: np.ndarray, leaf: np.ndarray | None = None) -> dict[int, list[int]]:
    values = np.column_stack(columns)
    return hidden_totals(values, np.ones(values.shape[1], dtype=bool) if leaf is None else leaf)


def test_the_sum_of_all_others() -> None:
    size = parts()
    assert totals(size.sum(axis=1), size) == {0: list(range(1, 9))}


def test_the_sum_of_some_and_a_total_of_totals() -> None:
    size = parts()
    some, all_of = size[:, 2:6].sum(axis=1), size.sum(axis=1)
    assert totals(size, some, all_of) == {8: [2, 3, 4, 5], 9: list(range(8))}


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_a_rounded_total(decimals: int) -> None:
    size = parts()
    assert totals(size.round(decimals), size.sum(axis=1).round(decimals)).keys() == {8}


def test_with_few_rows_only_the_sum_of_all_others_is_certain() -> None:
    size = parts(n_rows=8, n_columns=20)
    assert totals(size, size.sum(axis=1)) == {20: list(range(20))}


def test_a_total_that_lacks_some_rows() -> None:
    size = parts()
    total = size.sum(axis=1)
    total[:20] = np.nan
    assert totals(size, total).keys() == {8}


def test_one_row_that_differs_makes_it_no_total() -> None:
    size = parts()
    total = size.sum(axis=1)
    total[3] *= 1.1
    assert totals(size, total) == {}


def test_a_declared_parent_and_a_sum_of_two_are_not_reported() -> None:
    size = parts()
    leaf = np.array([True] * 8 + [False])
    assert totals(size, size.sum(axis=1), leaf=leaf) == {}
    assert totals(size, size[:, 0] + size[:, 1]) == {}


def test_counts_and_like_columns_are_no_totals() -> None:
    counts = np.random.default_rng(2).poisson(0.5, (300, 40)).astype(float)
    assert totals(counts) == {}
    assert totals(np.ones((40, 6)) * np.arange(1, 7)) == {}


def test_the_largest_cells_are_enough() -> None:
    size = parts(n_rows=500)
    values = np.column_stack([size, size.sum(axis=1)])
    cell, place = np.indices(values.shape).reshape(2, -1)
    largest = sizes_of(cell, place, values.ravel())
    assert largest.shape == (40, 9)
    assert hidden_totals(largest, np.ones(9, dtype=bool)).keys() == {8}


def test_among_many_columns_the_sum_of_all_others_is_found_in_few_rows() -> None:
    values = np.random.default_rng(0).integers(0, 50, (1500, 400)).astype(float)
    values = np.column_stack([values, values.sum(axis=1)])
    cell, place = np.divmod(np.arange(values.size), 401)
    sizes = sizes_of(cell, place, values.ravel())
    assert len(sizes) == 4 * (300 + 1)
    assert list(hidden_totals(sizes, np.ones(401, dtype=bool))) == [400]
