"""Growth of totals, as forecast: of whom it is, and where there is none to put a path beside."""

from dataclasses import replace

import numpy as np
import pytest

from features.errors import InputError
from tests.training.growth.live.test_borrow import peers
from training.growth.live.what_if import Level, Paths, effect, total_growth

KNOWN = peers([1.1, 1.2, 1.3, 1.4])


def test_it_is_that_of_the_sums() -> None:
    assert total_growth(KNOWN, "cluster", "C0")[0] == pytest.approx((11 + 39) / 40)
    assert total_growth(KNOWN, "region", "R1")[0] == pytest.approx((39 + 56) / 70)
    assert total_growth(KNOWN, "nation")[0] == pytest.approx((11 + 24 + 39 + 56) / 100)


@pytest.mark.parametrize(("level", "code"), [("nation", ""), ("region", "R0"), ("cluster", "C1")])
def test_without_series_that_go_on_or_a_positive_sum_there_is_none(level: Level, code: str) -> None:
    ended = replace(KNOWN, ladders=np.full_like(KNOWN.ladders, np.nan))
    name = f"{level} {code}".strip()
    with pytest.raises(
        InputError, match=f"growth of the {name} cannot be set: .* are all discontinued"
    ):
        total_growth(ended, level, code)
    negative = replace(KNOWN, last=-KNOWN.last)
    with pytest.raises(InputError, match=f"growth of the {name} cannot be set: .* more than 0"):
        total_growth(negative, level, code)


def test_totals_of_which_nothing_is_supposed_need_no_growth() -> None:
    shrunk = replace(KNOWN, last=np.array([10.0, 20, -90, 40]))
    last = np.array([5.0])
    moved = effect(shrunk, [("R0", "C9")], last, Paths([], {"R0": [3.0]}, {}))
    np.testing.assert_allclose(moved, [[5 * (1.03 - 35 / 30)]])
    with pytest.raises(InputError, match="of the nation cannot be set"):
        effect(shrunk, [("R0", "C9")], last, Paths([1.0], {"R0": [3.0]}, {}))
