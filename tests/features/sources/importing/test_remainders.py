"""Remainders of aggregates beside activities of other files."""

import pandas as pd

from features.sources.importing.remainders import without_overlap

CLUSTERS = pd.DataFrame(
    [("TOTAL", ""), ("A", "TOTAL"), ("TOTAL_X_A", "TOTAL"), ("C", "TOTAL")],
    columns=["cluster_code", "parent_code"],
)


def tables(*codes: tuple[str, str]) -> dict[str, pd.DataFrame]:
    rows = pd.DataFrame(codes, columns=["indicator", "cluster_code"]).assign(value=1.0)
    return {"clusters": CLUSTERS, "cluster_indicators": rows}


def test_a_remainder_that_holds_another_activity_is_left_out() -> None:
    found, (left,) = without_overlap(tables(("jobs", "A"), ("jobs", "C"), ("jobs", "TOTAL_X_A")))
    assert found["cluster_indicators"]["cluster_code"].tolist() == ["A", "C"]
    assert "TOTAL_X_A" not in set(found["clusters"]["cluster_code"])
    assert (left.count, "TOTAL_X_A" in left.what) == (1, True)


def test_a_remainder_stays_beside_the_activities_that_it_lacks() -> None:
    given = tables(("jobs", "A"), ("jobs", "TOTAL_X_A"), ("wages", "C"))
    found, left_out = without_overlap(given)
    assert found["cluster_indicators"].equals(given["cluster_indicators"])
    assert not left_out
