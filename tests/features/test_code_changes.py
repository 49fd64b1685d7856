"""Codes that begin or end: taken over from others, or by themselves."""

import numpy as np

from features.arrays import Array
from features.code_changes import counterparts

RNG = np.random.default_rng(4)
NOISE = RNG.uniform(0.98, 1.02, (2, 12, 6))
SIZES = RNG.lognormal(4, 1, (12, 6))


def years() -> tuple[Array, Array]:
    """Twelve codes in six cells, in two years with growth of 3 % and a little noise."""
    return SIZES * NOISE[0], SIZES * 1.03 * NOISE[1]


def test_a_code_that_is_split_off_is_found_with_the_one_that_it_came_from() -> None:
    before, after = years()
    before[5] = 0.0
    after[5] = 0.4 * after[2]
    after[2] *= 0.6
    assert counterparts(before, after, 5).tolist() == [2]


def test_a_code_that_ends_is_found_with_the_one_that_took_it_over() -> None:
    before, after = years()
    after[7] += after[1]
    after[1] = 0.0
    assert counterparts(before, after, 1).tolist() == [7]


def test_a_code_that_is_renamed_has_ended_and_begun() -> None:
    before, after = years()
    after[3], before[3], after[4] = after[4], 0.0, 0.0
    assert counterparts(before, after, 3).tolist() == [4]
    assert counterparts(before, after, 4).tolist() == [3]


def test_two_codes_may_become_one_new_and_one_may_become_two() -> None:
    before, after = years()
    before[0] = 0.0
    after[0] = after[1] + after[2]
    after[[1, 2]] = 0.0
    assert counterparts(before, after, 0).tolist() == [1, 2]
    assert counterparts(before, after, 1).tolist() == [0]
    before, after = after, before  # in time turned round
    assert counterparts(before, after, 0).tolist() == [1, 2]
    assert counterparts(before, after, 2).tolist() == [0]


def test_a_code_that_begins_or_ends_by_itself_has_no_counterparts() -> None:
    for code in range(12):
        before, after = years()
        before[code] = 0.0
        assert not counterparts(before, after, code).size
        before, after = years()
        after[code] = 0.0
        assert not counterparts(before, after, code).size


def test_an_equal_change_in_other_cells_is_no_counterpart() -> None:
    before, after = years()
    before[5] = 0.0
    after[5] = [100.0, 100.0, 100.0, 0.0, 0.0, 0.0]
    before[2] = after[2] = 200.0
    after[2, 3:] = 100.0
    assert not counterparts(before, after, 5).size
    after[2] = after[2, ::-1]
    assert counterparts(before, after, 5).tolist() == [2]


def test_the_unit_does_not_matter() -> None:
    before, after = years()
    before[5] = 0.0
    after[5] = 0.4 * after[2]
    after[2] *= 0.6
    for unit in (1e-9, 1e12):
        assert counterparts(before * unit, after * unit, 5).tolist() == [2]
