"""How much of their errors the series of a region have in common."""

import numpy as np
import pytest

from training.growth.intervals.common import MOST, common_share


def errors_of(common: float, seed: int = 1) -> tuple[np.ndarray, list[np.ndarray], np.ndarray]:
    """Errors of 30 series in 60 regions at 40 origins whose common part has a known share."""
    rng = np.random.default_rng(seed)
    origins, regions, _ = np.indices((40, 60, 30))
    shared = rng.normal(0, np.sqrt(common), (40, 60, 1))
    errors = shared + rng.normal(0, np.sqrt(1 - common), (40, 60, 30))
    return errors.ravel(), [origins.ravel(), np.ones(errors.size, dtype=int)], regions.ravel()


@pytest.mark.parametrize("share", [0.0, 0.2, 0.7])
def test_the_share_of_the_common_part_is_found(share: float) -> None:
    found = common_share(*errors_of(share))
    assert found == pytest.approx(share, abs=0.03)


def test_equal_errors_are_all_in_common_and_the_unit_does_not_matter() -> None:
    errors, cells, regions = errors_of(0.3)
    assert common_share(1e6 * errors, cells, regions) == pytest.approx(
        common_share(errors, cells, regions)
    )
    equal = np.repeat(errors[::30], 30)
    assert common_share(equal, cells, regions) == MOST


def test_totals_count_for_nothing_and_single_series_tell_nothing() -> None:
    errors, cells, regions = errors_of(0.3)
    totals = np.arange(errors.size) % 2 == 0
    wild = np.where(totals, 5.0, errors)
    without = common_share(wild, cells, np.where(totals, -1, regions))
    only = common_share(errors[~totals], [cell[~totals] for cell in cells], regions[~totals])
    assert without == pytest.approx(only, abs=0.02)
    one = np.arange(errors.size) % 30 == 0
    assert common_share(errors[one], [cell[one] for cell in cells], regions[one]) is None
    assert common_share(np.empty(0), [np.empty(0, int)] * 2, np.empty(0, int)) is None
