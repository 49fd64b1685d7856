"""Of codes that overlap a forest is kept, completed by remainders."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from features.sources.classifications.partition import (
    partition,
    remainder_code,
    remainder_name,
    remainders,
    without_in,
)

SETS = st.dictionaries(
    st.sampled_from(list("abcdefgh")), st.frozensets(st.integers(0, 6), max_size=7), min_size=1
)


@settings(max_examples=25)
@given(SETS, st.integers(0, 2**32 - 1))
def test_what_is_kept_is_a_forest_that_adds_up(
    members: dict[str, frozenset[int]], seed: int
) -> None:
    sets = {code: frozenset(map(str, held)) for code, held in members.items()}
    random = np.random.default_rng(seed)
    atoms = {str(it): random.integers(1, 50, 12) for it in range(7)}
    values = pd.DataFrame(
        {code: sum((atoms[it] for it in held), np.zeros(12)) for code, held in sets.items()}
    )
    values = values.where(random.random(values.shape) < 0.9)
    found = partition(sets, lambda _: 1, values)
    assert {*found.left_out} | {*found.parents} == {*sets} | {*found.remainders}
    kept = [it for it in found.parents if it in sets]
    for one in kept:
        for other in kept:
            a, b = sets[one], sets[other]
            assert one == other or not a & b or a < b or b < a
    completed = remainders(values, found, pd.Series(0.5, index=values.index))
    assert not completed.excess
    all_values = values.assign(**completed.known)
    for parent in {*completed.parents.values()} - {""}:
        children = [it for it, above in completed.parents.items() if above == parent]
        held = frozenset().union(*(sets[it] for it in children if it in sets))
        if held == sets[parent] or {*children} & {*completed.known}:
            rows = all_values[[parent, *children]].dropna()
            assert (rows[children].sum(axis=1) == rows[parent]).all()


def test_the_code_of_lower_level_is_kept_where_two_cross() -> None:
    sets = {"X": frozenset("ab"), "Y": frozenset("bc")}
    level = {"X": 5, "Y": 1}
    found = partition(sets, level.__getitem__, pd.DataFrame())
    assert found.parents == {"Y": ""}
    assert found.left_out == {"X": "aggregate: it cuts across Y"}


def test_codes_of_remainders_stay_short() -> None:
    assert remainder_code("B-E", ["C"]) == "B-E_X_C"
    parts = ["C10", "C11", "C12", "C28", "C30", "C31"]
    assert remainder_code("C", parts) == "C_X_C10-C12_C28_C30_C31"
    assert remainder_code("TOTAL", ["A", "B-E", "F", "G", "H", "I"]) == "TOTAL_X_A_B-E_F-I"
    short = {"BTE": "B-E", "C": "C"}.__getitem__
    assert remainder_name("BTE", ["C"], short) == "B-E without C"
    german = without_in(["Handel", "Verkehr und Lagerei"])
    assert remainder_name("BTE", ["C"], short, german) == "B-E ohne C"
    russian = without_in(["Торговля", "Деятельность в области IT"])
    assert remainder_name("BTE", ["C"], short, russian) == "B-E без C"
    assert without_in(["Wholesale and retail trade", "Fundus"]) == "without"
