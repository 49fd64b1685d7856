"""The scale of a series, by which all its forecasts are measured."""

import numpy as np
import pytest

from training.growth.global_model.base_forecasts import scales


def test_scales_by_hand() -> None:
    """Changes 1 and 3; never moved, at 50; nothing but zeros."""
    values = np.array([[1.0, 2.0, 5.0], [np.nan, 50.0, 50.0], [0.0, 0.0, 0.0]])
    found = scales(values)
    np.testing.assert_allclose(found[:2], [2.0, 1.0])
    assert 0 < found[2] < 1e-100


@pytest.mark.parametrize("unit", [1e-9, 1e15])
def test_the_unit_does_not_matter(unit: float) -> None:
    values = np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 3.0]])
    np.testing.assert_allclose(scales(values * unit), unit * scales(values))
