"""Values a hundred times their neighbours are named; noise and growth are not."""

import numpy as np
import pandas as pd
import pytest

from features.package.suspicions.values import outlying_values


def rows_of(*series: list[float]) -> pd.DataFrame:
    """Rows of several series, the years from 2000 on, in a mixed order."""
    rows = [
        (f"R{n}", 2000 + year, value)
        for n, values in enumerate(series)
        for year, value in enumerate(values)
    ]
    table = pd.DataFrame(rows, columns=["region_code", "year", "value"])
    return table.sample(frac=1, random_state=1)


def found(rows: pd.DataFrame) -> dict[tuple[str, int], float]:
    ratio = outlying_values(rows, ["region_code"], "value")
    at = rows.loc[ratio.index]
    return {
        (code, year): round(float(times), 4)
        for code, year, times in zip(at["region_code"], at["year"], ratio, strict=True)
    }


@pytest.mark.parametrize("place", [0, 1, 5, 9])
@pytest.mark.parametrize("times", [100.0, 1000.0, 0.01, 0.001])
def test_a_slip_anywhere_in_a_series(place: int, times: float) -> None:
    slipped = [100.0] * 10
    slipped[place] *= times
    assert found(rows_of(slipped, [100.0] * 10)) == {("R0", 2000 + place): times}


def test_a_change_of_unit_is_named_where_it_begins() -> None:
    changed = [100.0] * 5 + [100_000.0] * 5
    assert ("R0", 2005) in found(rows_of(changed))


def test_growth_noise_zeros_and_losses_are_no_slips() -> None:
    noise = np.random.default_rng(1).lognormal(0, 3, 40).tolist()
    growth = (100 * 1.5 ** np.arange(20)).tolist()
    losses = [5.0, -500.0, 5.0, 5.0, 0.0, 5.0]
    assert found(rows_of(growth, losses)) == {}
    assert len(found(rows_of(noise))) <= 2


def test_small_numbers_beside_large_ones_are_noise() -> None:
    assert found(rows_of([1000.0] * 8, [1000.0] * 8, [0.01, 0.01, 0.01, 2.0])) == {}


def test_quarters_stand_in_their_order() -> None:
    quarters = pd.DataFrame(
        {
            "region_code": "R0",
            "year": np.repeat([2000, 2001], 4),
            "period": [1, 2, 3, 4] * 2,
            "value": [10.0, 10.0, 10.0, 10.0, 10.0, 2000.0, 10.0, 10.0],
        }
    )
    assert outlying_values(quarters, ["region_code"], "value").to_dict() == {5: 200.0}
