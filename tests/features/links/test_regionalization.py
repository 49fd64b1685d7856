"""Location quotients and regional coefficients: worked by hand, and their properties."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.errors import InputError
from features.links import multipliers as m
from features.links import regionalization as r
from features.links.flow_table import InputOutput
from features.package import Package, read
from tests.features.links.test_multipliers import X, Z, package

REGION, NATION = np.array([30.0, 10.0]), np.array([100.0, 300.0])
A = m.technical_coefficients(Z, X)
sizes = arrays(float, 4, elements=st.floats(0.1, 100))
coefficients = arrays(float, (4, 4), elements=st.floats(0, 0.24))


def with_sizes() -> Package:
    """The two-sector nation with the region R of REGION and its complement S."""
    rows = [
        (region, cluster, 2010, "value_added", value)
        for region, values in (("R", REGION), ("S", NATION - REGION))
        for cluster, value in zip(("1", "2"), values, strict=True)
    ]
    columns = ["region_code", "cluster_code", "year", "indicator", "value"]
    regions = pd.DataFrame({"region_code": ["N", "R", "S"], "parent_code": ["", "N", "N"]})
    return package(cluster_indicators=pd.DataFrame(rows, columns=columns), regions=regions)


def test_quotients_by_hand() -> None:
    """SLQ_1 = (30/40)/(100/400) = 3, SLQ_2 = (10/40)/(300/400) = 1/3; lambda = log2(1.1)^.5."""
    np.testing.assert_allclose(r.simple_quotients(REGION, NATION), [3.0, 1 / 3])
    np.testing.assert_allclose(
        r.cross_industry_quotients(np.array([3.0, 1 / 3])), [[3.0, 9.0], [1 / 9, 1 / 3]]
    )
    np.testing.assert_allclose(r.slq(REGION, NATION), [[1.0, 1.0], [1 / 3, 1 / 3]])
    np.testing.assert_allclose(r.cilq(REGION, NATION), [[1.0, 1.0], [1 / 9, 1 / 3]])
    size = 0.37081  # sqrt(0.1375035)
    np.testing.assert_allclose(
        r.flq(REGION, NATION, 0.5), [[1.0, 1.0], [size / 9, size / 3]], rtol=1e-4
    )
    # log2(1 + 3) = 2 for the buyer that the region is specialised in, 1 for the other
    np.testing.assert_allclose(
        r.aflq(REGION, NATION, 0.5), [[2.0, 1.0], [2 * size / 9, size / 3]], rtol=1e-4
    )


@given(coefficients, sizes, sizes, st.floats(0, 0.99))
def test_flq_never_exceeds_the_nation(
    A: np.ndarray, region: np.ndarray, rest: np.ndarray, delta: float
) -> None:
    regional = r.regional_coefficients(A, region, region + rest, "flq", delta)
    assert (regional <= A + 1e-15).all()
    assert (regional.sum(axis=1) <= A.sum(axis=1) + 1e-12).all()
    assert (
        m.output_multipliers(m.leontief_inverse(regional))
        <= m.output_multipliers(m.leontief_inverse(A)) + 1e-9
    ).all()


def multiplier_range(A: np.ndarray, region: np.ndarray, nation: np.ndarray) -> np.ndarray:
    """Output multipliers by FLQ (n_deltas, n), one row per delta."""
    regional = (r.regional_coefficients(A, region, nation, "flq", delta) for delta in r.DELTAS)
    return np.stack([m.output_multipliers(m.leontief_inverse(B)) for B in regional])


@given(coefficients, sizes, sizes)
def test_flq_falls_with_delta_and_stays_below_cilq(
    A: np.ndarray, region: np.ndarray, rest: np.ndarray
) -> None:
    multipliers = multiplier_range(A, region, region + rest)
    assert multipliers.shape == (4, 4)
    assert (np.diff(multipliers, axis=0) <= 1e-12).all()
    assert (r.flq(region, region + rest) <= r.cilq(region, region + rest)).all()
    assert (r.aflq(region, region + rest) >= r.flq(region, region + rest)).all()


@given(sizes, st.floats(0.01, 1))
def test_a_scaled_down_nation_has_quotients_of_one(nation: np.ndarray, scale: float) -> None:
    np.testing.assert_allclose(r.simple_quotients(nation * scale, nation), 1)
    np.testing.assert_allclose(r.flq(nation, nation), 1)


def test_regional_multipliers_range_over_delta() -> None:
    result = r.regional_multipliers(with_sizes(), "R").set_index("cluster_code")
    expected = multiplier_range(A, REGION, NATION)
    np.testing.assert_allclose(result["output_multiplier_low"], expected.min(axis=0))
    np.testing.assert_allclose(result["output_multiplier_high"], expected.max(axis=0))
    np.testing.assert_array_equal(result["national_output_multiplier"].round(3), [1.518, 1.452])
    assert (result["source_region"] == "N").all()


def test_a_region_with_its_own_table_has_one_multiplier() -> None:
    result = r.regional_multipliers(with_sizes(), "N")
    assert (result["output_multiplier_low"] == result["output_multiplier_high"]).all()
    assert (result["output_multiplier"] == result["national_output_multiplier"]).all()


def test_a_withheld_cluster_has_no_multiplier() -> None:
    whole = with_sizes()
    rows = whole.tables["cluster_indicators"]
    withheld = rows[~((rows["region_code"] == "R") & (rows["cluster_code"] == "2"))]
    result = r.regional_multipliers(
        Package("two", "", "", {**whole.tables, "cluster_indicators": withheld}, {}), "R"
    )
    np.testing.assert_array_equal(result["output_multiplier"].isna(), [False, True])


def test_households_come_with_the_region() -> None:
    two, closing = with_sizes(), package(households=True).tables
    flows = {name: closing[name] for name in ("cluster_flows", "cluster_output")}
    closed = Package("two", "", "", {**two.tables, **flows}, {})
    result = r.regional_multipliers(closed, "R")
    assert (result["output_multiplier_type2"] > result["output_multiplier"]).all()
    np.testing.assert_array_equal(
        r.regional_multipliers(closed, "N")["output_multiplier_type2"].round(3), [1.892, 1.773]
    )


def test_refusals() -> None:
    with pytest.raises(InputError, match="unknown method 'ras': use one of slq, cilq, flq, aflq"):
        r.regional_coefficients(A, REGION, NATION, "ras")
    with pytest.raises(InputError, match=r"delta is 1\.5"):
        r.regional_coefficients(A, REGION, NATION, "flq", 1.5)
    with pytest.raises(InputError, match="has a known, positive size"):
        r.regional_coefficients(A, np.zeros(2), NATION)
    heavy = InputOutput("N", 2010, ("1", "2"), np.array([[60.0, 0], [39, 0]]), np.full(2, 100.0))
    with pytest.raises(InputError, match=r"cluster 1 .* sum above one"):
        r.regional_table(heavy, np.array([90.0, 80.0]), np.array([100.0, 300.0]), "aflq", 0.0)


@pytest.mark.real_data
def test_every_state_has_multipliers_below_the_nation(real_data: Callable[[str], Path]) -> None:
    states = read(real_data("us-states"))
    for region_code in ("CA", "AK", "WY"):
        result = r.regional_multipliers(states, region_code).dropna(subset="output_multiplier")
        assert len(result) >= 60
        assert (
            result["output_multiplier_high"] <= result["national_output_multiplier"] + 1e-9
        ).all()
        assert (result["output_multiplier_low"] >= 1).all()
