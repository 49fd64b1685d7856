"""Multipliers against Miller & Blair (2009) to the printed digits, and pymrio as an oracle."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pymrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.errors import InputError, MissingTableError, UnknownCodeError
from features.links import flow_table as ft
from features.links import multipliers as m
from features.package import Package, read

# Miller & Blair (2009), sec. 2.3.1: two sectors (Table 2.3), and with households (sec. 2.5).
Z = np.array([[150.0, 500.0], [200.0, 100.0]])
X = np.array([1000.0, 2000.0])
INCOME, CONSUMPTION, HOUSEHOLD_INCOME = np.array([300.0, 500.0]), np.array([50.0, 400.0]), 1000.0


def package(
    flows: np.ndarray = Z, output: np.ndarray = X, households: bool = False, **tables: pd.DataFrame
) -> Package:
    """The two-sector economy of nation N with a region R below it, and an orphan region O."""
    codes = ["1", "2"]
    if households:
        flows = np.block([[flows, CONSUMPTION[:, None]], [INCOME[None, :], np.full((1, 1), 50.0)]])
        output, codes = np.append(output, HOUSEHOLD_INCOME), [*codes, ft.HOUSEHOLDS]
    rows = [
        ("N", 2010, codes[i], codes[j], flows[i, j])
        for i in range(len(codes))
        for j in range(len(codes))
    ]
    base = {
        "regions": pd.DataFrame(
            {"region_code": ["N", "R", "O"], "parent_code": ["", "N", ""]}, dtype=str
        ),
        "cluster_flows": pd.DataFrame(
            rows, columns=["region_code", "year", "from_cluster_code", "to_cluster_code", "flow"]
        ),
        "cluster_output": pd.DataFrame(
            {"region_code": "N", "year": 2010, "cluster_code": codes, "output": output}
        ),
    }
    return Package("two", "Two sectors", "", {**base, **tables}, {})


def test_leontief_inverse_of_miller_and_blair() -> None:
    """Sec. 2.3.1: A, L to four digits, and the output that final demand (600, 1500) needs."""
    A = m.technical_coefficients(Z, X)
    np.testing.assert_allclose(A, [[0.15, 0.25], [0.20, 0.05]])
    L = m.leontief_inverse(A)
    np.testing.assert_array_equal(L.round(4), [[1.2541, 0.3300], [0.2640, 1.1221]])
    np.testing.assert_array_equal((L @ [600, 1500]).round(1), [1247.5, 1841.6])


def test_closing_to_households_of_miller_and_blair() -> None:
    """Sec. 2.5: the inverse of the model closed with respect to households, to three digits."""
    A = m.close_to_households(
        m.technical_coefficients(Z, X), INCOME / X, CONSUMPTION / HOUSEHOLD_INCOME, services=0.05
    )
    np.testing.assert_array_equal(
        m.leontief_inverse(A).round(3),
        [[1.365, 0.425, 0.251], [0.527, 1.348, 0.595], [0.570, 0.489, 1.289]],
    )


def test_output_and_income_multipliers_of_miller_and_blair() -> None:
    """Sec. 6.2.1 and 6.2.2: output 1.518 and 1.452; income .442 and .380, type I 1.47 and 1.52."""
    L = m.leontief_inverse(m.technical_coefficients(Z, X))
    np.testing.assert_array_equal(m.output_multipliers(L).round(3), [1.518, 1.452])
    earned = INCOME / X
    simple = m.factor_multipliers(L, earned)
    np.testing.assert_array_equal(simple.round(3), [0.442, 0.380])
    np.testing.assert_array_equal((simple / earned).round(2), [1.47, 1.52])


def test_type_two_of_miller_and_blair() -> None:
    """Sec. 6.2.1 and 6.2.2: truncated output 1.892 and 1.773; income type II 1.90 and 1.96.

    The latter are .570 / .3 and .489 / .25.
    """
    table = ft.input_output(package(households=True), "N")
    closed = m.type_two(table)
    np.testing.assert_array_equal(m.output_multipliers(closed).round(3), [1.892, 1.773])
    total = m.factor_multipliers(closed, INCOME / X)
    # the closed inverse's household row also counts what households pay each other, .05 of income
    np.testing.assert_array_equal((total / (1 - 0.05)).round(3), [0.570, 0.489])


def test_ghosh_inverse_of_miller_and_blair() -> None:
    """Sec. 12.1: allocation coefficients B and output inverse G of the same two sectors."""
    B = m.allocation_coefficients(Z, X)
    np.testing.assert_allclose(B, [[0.15, 0.50], [0.10, 0.05]])
    G = m.leontief_inverse(B)
    np.testing.assert_array_equal(G.round(3), [[1.254, 0.660], [0.132, 1.122]])
    np.testing.assert_allclose(m.forward_linkages(G), G.sum(axis=1) / (G.sum() / 2))


def test_backward_linkages_average_to_one() -> None:
    """Worked by hand: the column sums of the L of sec. 2.3.1 over their mean (sec. 12.2)."""
    L = m.leontief_inverse(m.technical_coefficients(Z, X))
    linkages = m.backward_linkages(L)
    assert linkages.mean() == pytest.approx(1)
    np.testing.assert_allclose(linkages, [1.518152 / 1.485149, 1.452145 / 1.485149], rtol=1e-5)


@given(arrays(float, (5, 5), elements=st.floats(0, 1)), arrays(float, 5, elements=st.floats(1, 99)))
def test_the_inverse_satisfies_the_accounts(shares: np.ndarray, output: np.ndarray) -> None:
    """The accounts x = Z i + f are x = L f for any table whose inputs stay below output."""
    A = 0.9 * shares / max(shares.sum(axis=0).max(), 1)
    demand = output - A @ output
    np.testing.assert_allclose(m.leontief_inverse(A) @ demand, output, rtol=1e-8)


def test_a_region_without_a_table_inherits_its_parents() -> None:
    assert ft.input_output(package(), "R").region_code == "N"
    np.testing.assert_array_equal(ft.input_output(package(), "R").flows, Z)


def test_strongest_flows_are_edges_between_clusters() -> None:
    edges = ft.strongest_flows(ft.input_output(package(), "N"))
    assert edges[["from_cluster_code", "to_cluster_code"]].to_numpy().tolist() == [
        ["1", "2"],
        ["2", "1"],
    ]
    np.testing.assert_allclose(edges["sales_share"], [0.5, 0.1])
    np.testing.assert_allclose(edges["input_share"], [0.25, 0.2])


def test_refusals_name_what_is_wrong() -> None:
    with pytest.raises(InputError, match="neither region O nor a parent"):
        ft.input_output(package(), "O")
    with pytest.raises(UnknownCodeError, match="unknown region 'Q'"):
        ft.input_output(package(), "Q")
    with pytest.raises(InputError, match="cluster 2 of region N in 2010 has no output"):
        ft.input_output(package(output=np.array([1000.0, 0.0])), "N")
    with pytest.raises(InputError, match=r"cluster 1 .* sum above one"):
        ft.input_output(package(output=np.array([300.0, 2000.0])), "N")
    with pytest.raises(InputError, match=r"cluster 1 .* \(supply shortfall"):
        ft.input_output(package(flows=np.array([[50.0, 1700], [0, 0]]), output=X * 0.85), "N")
    with pytest.raises(InputError, match="no household rows"):
        m.type_two(ft.input_output(package(), "N"))
    bare = package()
    tables = {name: rows for name, rows in bare.tables.items() if name != "cluster_flows"}
    with pytest.raises(MissingTableError, match="no table cluster_flows, needed for multipliers"):
        ft.input_output(Package("two", "", "", tables, {}), "N")
    with pytest.raises(InputError, match="without a row in cluster_output of 2010: 2"):
        ft.input_output(package(cluster_output=bare.tables["cluster_output"].iloc[:1]), "N")
    with pytest.raises(InputError, match="no Leontief inverse"):
        m.leontief_inverse(np.array([[0.5, 0.5], [0.5, 0.5]]))


def test_flows_and_output_of_different_years_are_no_table() -> None:
    later = package().tables["cluster_output"].assign(year=2012)
    with pytest.raises(InputError, match="of region N have no year in common"):
        ft.input_output(package(cluster_output=later), "N")
    elsewhere = later.assign(region_code="O")
    assert ft.pooled_table(package(cluster_output=elsewhere)) is None


def national_multipliers(package: Package, region_code: str) -> pd.DataFrame:
    """All multipliers of the table that a region has or inherits."""
    table = ft.input_output(package, region_code)
    return m.multiplier_table(table, m.factor_coefficients(package, table))


def test_an_absent_cluster_has_no_multipliers_and_counts_in_no_mean() -> None:
    """Without output and flows it is as if the table did not name it."""
    flows = np.array([[10.0, 20.0, 0.0], [15.0, 40.0, 0.0], [0.0, 0.0, 0.0]])
    both = ft.InputOutput("N", 2010, ("1", "2"), flows[:2, :2], np.array([100.0, 200.0]))
    with_third = ft.InputOutput("N", 2010, ("1", "2", "3"), flows, np.array([100.0, 200.0, 0.0]))
    found = m.multiplier_table(with_third, {}).set_index("cluster_code")
    assert found.loc["3"].isna().all()
    pd.testing.assert_frame_equal(
        found.loc[["1", "2"]], m.multiplier_table(both, {}).set_index("cluster_code")
    )
    # Inverse by hand: determinant .9 x .8 - .1 x .15 = .705.
    backward = np.array([0.8 + 0.15, 0.9 + 0.1]) / 0.705
    np.testing.assert_allclose(found["backward_linkage"][:2], backward / backward.mean())


def with_value_added(values: list[float], unit: str = "", output_unit: str = "") -> Package:
    """The two-sector economy with value added in region R, and the units that it states."""
    rows = pd.DataFrame(
        {"region_code": "R", "cluster_code": ["1", "2"], "year": 2010, "value": values}
    )
    units = {"indicator": ["value_added", "output"], "unit": [unit, output_unit]}
    return package(
        cluster_indicators=rows.assign(indicator="value_added"), indicators=pd.DataFrame(units)
    )


@pytest.mark.parametrize(
    ("unit", "output_unit"),
    [("", ""), ("million USD", "million current USD"), ("USD, mln", "million USD"), ("USD", "USD")],
)
def test_value_added_in_the_unit_of_output_gives_one(unit: str, output_unit: str) -> None:
    """Inputs and value added exhaust output: v'L = 1."""
    data = with_value_added([650.0, 1400.0], unit, output_unit)
    table = national_multipliers(data, "N")
    np.testing.assert_allclose(table["value_added_multiplier"], [1.0, 1.0])
    assert m.unit_problems(data, ft.input_output(data, "N")) == {}


def test_value_added_of_another_year_is_at_most_what_the_inputs_leave() -> None:
    table = national_multipliers(with_value_added([800.0, 1500.0]), "N")
    np.testing.assert_allclose(table["value_added_multiplier"], [1.0, 1.0])


@pytest.mark.parametrize(
    ("factor", "unit", "reason"),
    [
        (0.001, "", "value_added of N in 2010 is 0.0683 % of output in 2010, which cannot be"),
        (1000.0, "", "value_added of N in 2010 is 6.83e+04 % of output in 2010, which cannot be"),
        (1.0, "billion USD", "value_added is in billion USD, output in million USD"),
        (1.0, "млрд руб.", "value_added is in млрд руб., output in million USD"),
    ],
)
def test_value_added_in_another_unit_than_output_has_no_multiplier(
    factor: float, unit: str, reason: str
) -> None:
    output_unit = "million USD" if unit else ""
    data = with_value_added([650 * factor, 1400 * factor], unit, output_unit)
    table = national_multipliers(data, "N")
    assert table[["value_added_multiplier", "value_added_type1"]].isna().all(axis=None)
    assert table["output_multiplier"].notna().all()
    problems = m.unit_problems(data, ft.input_output(data, "N"))
    assert problems == {
        "value_added": f"no multipliers of value_added: {reason}; give value_added, "
        "cluster_output and cluster_flows in the same unit"
    }


def test_a_later_table_stays_out_of_an_earlier_cutoff() -> None:
    with pytest.raises(InputError, match="for these years"):
        ft.input_output(package().until(2009), "N")


def test_factors_take_the_nearest_year_and_leave_the_unknown_unknown() -> None:
    rows = pd.DataFrame(
        [
            ("R", "1", 2008, "value_added", 650.0),
            ("R", "2", 2008, "value_added", 1400.0),
            ("R", "1", 2001, "value_added", 1.0),
            ("R", "2", 2010, "wages", 500.0),
        ],
        columns=["region_code", "cluster_code", "year", "indicator", "value"],
    )
    table = national_multipliers(package(cluster_indicators=rows), "N")
    assert (table["value_added_year"] == 2008).all()
    # value added per unit of final demand is 1 where there are no imports
    np.testing.assert_allclose(table["value_added_multiplier"], [1.0, 1.0])
    np.testing.assert_allclose(table["value_added_type1"], [1 / 0.65, 1 / 0.7])
    assert table["income_multiplier"].isna().all()  # cluster 1's wages are not known


@pytest.mark.real_data
@pytest.mark.filterwarnings("ignore::DeprecationWarning:pymrio")
def test_world_multipliers_equal_the_oracle(real_data: Callable[[str], Path]) -> None:
    world = read(real_data("world"))
    regions = world.tables["cluster_output"]["region_code"].unique()
    assert len(regions) == 41
    for region_code in regions:
        table = ft.input_output(world, region_code)
        flows = pd.DataFrame(table.flows, table.cluster_codes, table.cluster_codes)
        A = pymrio.calc_A(flows, pd.Series(table.output, table.cluster_codes))
        oracle = pymrio.calc_L(A).to_numpy()
        ours = national_multipliers(world, region_code)
        assert len(ours) == 35
        traded = table.flows.sum(axis=0) + table.flows.sum(axis=1)
        is_absent = (table.output == 0) & (traded == 0)
        expected = np.where(is_absent, np.nan, oracle.sum(axis=0))
        np.testing.assert_allclose(ours["output_multiplier"], expected, atol=1e-8, rtol=0)


def test_a_region_that_lacks_a_cluster_counts_with_its_own_nearest_year() -> None:
    rows = pd.DataFrame(
        [
            ("R", "1", 2010, "value_added", 400.0),
            ("R", "2", 2010, "value_added", 1400.0),
            ("S", "1", 2009, "value_added", 250.0),  # withheld in 2010
            ("S", "1", 2005, "value_added", 9.0),
        ],
        columns=["region_code", "cluster_code", "year", "indicator", "value"],
    )
    regions = pd.DataFrame({"region_code": ["N", "R", "S"], "parent_code": ["", "N", "N"]})
    data = package(cluster_indicators=rows, regions=regions)
    (found,) = m.factor_coefficients(data, ft.input_output(data, "N")).values()
    assert found[0] == 2010
    np.testing.assert_allclose(found[1], [650 / 1000, 1400 / 2000])
