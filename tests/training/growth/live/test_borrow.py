"""Borrowed growth: whose it is, and how the pool of forecasts comes about."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from features.errors import InputError
from training.growth.intervals.quantiles import LADDER
from training.growth.live.borrow import Peers, applied, lenders, pooled_growth

MIDDLE = len(LADDER) // 2


def peers(growth: Sequence[float], spread: float = 0.1) -> Peers:
    """Series R0-C0, R0-C1, R1-C0, R1-C1, ...; C0 and C1 are of sector S; last values 10, 20, ..."""
    n = len(growth)
    last = np.linspace(10.0, 10.0 * n, n)
    ladders = last[:, None] * (np.array(growth)[:, None] + spread * norm.ppf(LADDER))
    return Peers(
        regions=np.array([f"R{k // 2}" for k in range(n)], dtype=object),
        clusters=np.array([f"C{k % 2}" for k in range(n)], dtype=object),
        sectors=np.array(["S"] * n, dtype=object),
        leaf=np.ones(n, dtype=bool),
        last=last,
        ladders=ladders[:, None],
    )


def names_of(found: list[tuple[str, np.ndarray]]) -> list[str]:
    return [name for name, _ in found]


def test_who_lends() -> None:
    known = peers([1.1] * 6)
    codes = {"region": "R1", "cluster": "C1", "sector": "S"}
    found = lenders(known, codes, "", place=3)
    assert names_of(found) == ["cluster C1", "region R1"]
    assert [places.tolist() for _, places in found] == [[1, 5], [2]]
    new = {"region": "R1", "cluster": "C9", "sector": "S"}
    assert names_of(lenders(known, new, "", None)) == ["sector S", "region R1"]
    assert names_of(lenders(known, new, "C0", None)) == ["cluster C0", "region R1"]
    assert names_of(lenders(known, new, "R2", None)) == ["sector S", "region R2"]
    stranger = {"region": "R9", "cluster": "C9", "sector": "C9"}
    assert names_of(lenders(known, stranger, "", None)) == ["all series"]


def test_nobody_lends_where_nothing_is_positive() -> None:
    known = replace(peers([1.1] * 4), last=np.zeros(4))
    with pytest.raises(InputError, match="cannot borrow growth: no other series"):
        lenders(known, {"region": "R1", "cluster": "C1", "sector": "S"}, "", None)


@pytest.mark.parametrize("source", ["C1", "R1"])
def test_a_source_that_cannot_lend_is_named(source: str) -> None:
    """Its series have no forecast, as those that ended; or the only one is the borrower's own."""
    known = peers([1.1] * 6)
    of_source = (known.clusters == source) | (known.regions == source)
    ended = replace(known, ladders=np.where(of_source[:, None, None], np.nan, known.ladders))
    codes = {"region": "R2", "cluster": "C0", "sector": "S"}
    assert lenders(known, codes, source, None)
    with pytest.raises(InputError, match=f"^cannot borrow growth from {source}: "):
        lenders(ended, codes, source, None)
    own = replace(known, last=np.where(of_source & (np.arange(6) != 3), 0.0, known.last))
    with pytest.raises(InputError, match=f"^cannot borrow growth from {source}: "):
        lenders(own, codes, source, place=3)


def test_a_single_lender_lends_its_own_forecast() -> None:
    known = peers([1.2])
    growth = pooled_growth(known, [np.array([0])])
    inside = slice(2, -2)  # the outermost quantiles stand for the tails as a whole
    np.testing.assert_allclose(growth[0, inside], 1.2 + 0.1 * norm.ppf(LADDER[inside]), atol=0.03)
    assert growth[0, MIDDLE] == pytest.approx(1.2)


def test_groups_count_the_same_and_their_difference_widens() -> None:
    known = peers([1.0, 1.0, 1.0, 1.4])
    together = pooled_growth(known, [np.array([0, 1, 2, 3])])[0]
    balanced = pooled_growth(known, [np.array([0, 1, 2]), np.array([3])])[0]
    draws = np.random.default_rng(0)
    mixed = np.where(draws.random(200_000) < 0.5, 1.0, 1.4) + 0.1 * draws.normal(size=200_000)
    np.testing.assert_allclose(balanced[3:-3], np.quantile(mixed, LADDER[3:-3]), atol=0.05)
    assert balanced[MIDDLE] > together[MIDDLE]
    alone = pooled_growth(known, [np.array([3])])[0]
    assert balanced[-3] - balanced[2] > 1.3 * (alone[-3] - alone[2])


def test_growth_is_applied_to_values_of_any_sign() -> None:
    growth = pooled_growth(peers([1.1, 1.2]), [np.array([0, 1])])
    np.testing.assert_allclose(applied(growth, 50.0, 1.0), 50 * growth)
    assert applied(growth, -50.0, 1.0)[0, MIDDLE] > -50
    none = applied(growth, 0.0, 30.0)[0]
    assert none[MIDDLE] == 0 < none[-1]
    for last in (50.0, -50.0, 0.0):
        assert (np.diff(applied(growth, last, 30.0), axis=1) >= 0).all()
