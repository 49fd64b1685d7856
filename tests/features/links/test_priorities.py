"""Priorities: a weight holds for what lies below its code, the nearest one above wins."""

import pandas as pd

from features.links.priorities import priorities
from features.package import Package

CLUSTERS = pd.DataFrame(
    {
        "cluster_code": ["M", "M1", "M11", "M12", "S", "S1"],
        "parent_code": ["", "M", "M1", "M1", "", "S"],
    }
)


def named(**weights: float) -> pd.DataFrame:
    return pd.DataFrame({"kind": "cluster", "code": list(weights), "weight": weights.values()})


def package(**tables: pd.DataFrame) -> Package:
    return Package("p", "", "", tables, {})


def test_the_nearest_weight_above_holds() -> None:
    found = priorities(package(clusters=CLUSTERS, priorities=named(M=1.0, M12=3.0)), "cluster")
    assert found.to_dict() == {"M": 1.0, "M1": 1.0, "M11": 1.0, "M12": 3.0}


def test_a_weight_of_zero_is_a_weight() -> None:
    found = priorities(package(clusters=CLUSTERS, priorities=named(M=1.0, M1=0.0)), "cluster")
    assert found.to_dict() == {"M": 1.0, "M1": 0.0, "M11": 0.0, "M12": 0.0}


def test_without_priorities_of_the_kind_nothing_is_covered() -> None:
    assert priorities(package(clusters=CLUSTERS), "cluster").empty
    assert priorities(package(clusters=CLUSTERS, priorities=named(M=1.0)), "technology").empty
