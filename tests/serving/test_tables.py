"""Tables by column, by code and by where the rows of a key are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.errors import InputError
from serving.tables import Named, by_code, by_column, number, pair_spans, region_spans, table_of
from tests.serving.conftest import REGIONS, champion, growth_trained

KEYS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1, max_size=20)


@given(KEYS)
def test_spans_hold_the_rows_of_their_key(keys: list[tuple[str, str]]) -> None:
    rows = pd.DataFrame(sorted(keys), columns=["region_code", "cluster_code"])
    for (region, cluster), (first, last) in pair_spans(rows).items():
        mine = (rows["region_code"] == region) & (rows["cluster_code"] == cluster)
        assert np.flatnonzero(mine).tolist() == list(range(first, last))
    for region, (first, last) in region_spans(rows).items():
        mine = rows["region_code"] == region
        assert np.flatnonzero(mine).tolist() == list(range(first, last))
    assert set(pair_spans(rows)) == set(keys)


def test_equal_texts_of_a_column_are_one_string() -> None:
    texts = ["".join(["Food ", "and drink"]) for _ in range(3)]
    columns = by_column(pd.DataFrame({"name": texts, "n": [1, 2, 3]}))
    assert columns["name"].tolist() == texts
    assert len({id(text) for text in columns["name"]}) == 1
    assert columns["n"].tolist() == [1, 2, 3]


def test_codes_keep_the_order_of_the_package() -> None:
    found = by_code(REGIONS, "region")
    assert list(found) == ["R0", "R1", "R2", "R3"]
    assert found["R1"] == Named("Brelavia", "R0")


def test_a_table_that_is_not_there_is_named() -> None:
    one = champion(growth_trained())
    assert table_of(one, "regions") is REGIONS
    with pytest.raises(InputError, match="cluster-growth version 1 has no table calls"):
        table_of(one, "calls")


@pytest.mark.parametrize(("value", "expected"), [(1, 1.0), (np.nan, None), (-np.inf, None)])
def test_what_is_no_number_is_null(value: float, expected: float | None) -> None:
    assert number(value) == expected
