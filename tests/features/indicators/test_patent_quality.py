"""Patent quality: normalised by hand, by a loop, and from the past alone."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features import demo
from features.indicators.patent_quality import WINSOR, Quality, normalise, patent_quality
from features.package import Package
from features.package.contract.columns import PATENT_QUALITY

TECHNOLOGIES = np.array(["A1", "A2", "B1"], dtype=object)
REGIONS = np.array(["R1", "R2"], dtype=object)
ROWS = pd.DataFrame(
    [
        ("R1", "A1", 2000, 1.0, 4.0, 10.0),
        ("R2", "A1", 2000, 3.0, 2.0, np.nan),
        ("R1", "A2", 2000, 4.0, 8.0, 20.0),
        ("R1", "B1", 2000, 2.0, 1.0, 5.0),
        ("R1", "A1", 2001, 5.0, 3.0, 30.0),
        ("N", "A1", 2000, 9.0, 99.0, 99.0),
    ],
    columns=["region_code", "technology_code", "year", "patents", "scope", "claims"],
)


def packaged(patents: pd.DataFrame) -> Package:
    technologies = pd.DataFrame(
        {
            "technology_code": ["A", "A1", "A2", "B1"],
            "technology_name": "",
            "parent_code": ["", "A", "A", ""],
        }
    )
    return Package("small", "small", "", {"patents": patents, "technologies": technologies}, {})


def quality_of(patents: pd.DataFrame) -> Quality:
    found = patent_quality(packaged(patents), REGIONS, TECHNOLOGIES)
    assert found is not None
    return found


def test_worked_by_hand() -> None:
    """In 2000 the field A has 4 of 8 patents at a scope of 8, and 4 of 5 at 20 claims.

    A1 has one patent at 4/8 and three at 2/8, hence 5/16; of its claims one at 10/20. The sum of
    all regions, N, does not count. The composite index has scope in the place of generality.
    """
    found = quality_of(ROWS).at(2000, 5)
    np.testing.assert_allclose(found["scope"], [5 / 16, 1, 1])
    np.testing.assert_allclose(found["claims"], [0.5, 1, 1])
    np.testing.assert_allclose(found["quality"], [13 / 32, 1, 1])


def test_a_window_adds_up_years_by_their_patents() -> None:
    """A1 alone in the field in 2001: five patents at 1, beside four at 5/16."""
    found = quality_of(ROWS)
    np.testing.assert_allclose(found.at(2001, 2)["scope"][0], (5 + 4 * 5 / 16) / 9)
    np.testing.assert_allclose(found.at(2001, 1)["scope"], [1, np.nan, np.nan])


def test_citations_are_awaited() -> None:
    rows = ROWS.rename(columns={"scope": "citations"})
    found = quality_of(rows)
    assert found.at(2004, 5)["citations"].isna().all()
    np.testing.assert_allclose(found.at(2005, 5)["citations"], [5 / 16, 1, 1])
    np.testing.assert_allclose(found.at(2004, 5)["quality"], found.at(2004, 5)["claims"])


def test_what_is_not_told_is_none() -> None:
    bare = ROWS[["region_code", "technology_code", "year", "patents"]]
    for rows in (bare, bare.assign(claims=np.nan), bare.assign(length=3.0)):
        assert patent_quality(packaged(rows), REGIONS, TECHNOLOGIES) is None


def test_the_highest_hundredth_counts_as_the_percentile() -> None:
    values = np.arange(1.0, 101.0)
    scaled = normalise(values, np.ones(100), np.zeros(100, dtype=np.intp))
    np.testing.assert_allclose(scaled, np.minimum(values / 98, 1))


CELLS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.one_of(st.just(np.nan), st.floats(0, 50)),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=30,
)


@given(CELLS)
def test_agrees_with_a_loop(cells: list[tuple[int, float, int]]) -> None:
    cohort, value, weight = (np.array(column) for column in zip(*cells, strict=True))
    expected = np.full(len(cells), np.nan)
    for one in set(cohort):
        known = [i for i in range(len(cells)) if cohort[i] == one and weight[i] > 0]
        patents = sorted(value[i] for i in known if np.isfinite(value[i]) for _ in range(weight[i]))
        if not patents:
            continue
        top = patents[int(np.ceil(WINSOR * len(patents) - 1e-9)) - 1]
        for i in known:
            expected[i] = min(value[i], top) / top if top > 0 else value[i] * 0
    found = normalise(value.astype(float), weight.astype(float), cohort)
    np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize("factor", [0.1, 7.0])
def test_the_level_of_a_cohort_does_not_matter(factor: float) -> None:
    """So that citations which are still to come, for a whole year alike, do not."""
    late = ROWS["year"] == 2001
    rows = ROWS.assign(scope=ROWS["scope"].where(~late, factor * ROWS["scope"]))
    np.testing.assert_allclose(quality_of(rows).at(2001, 5), quality_of(ROWS).at(2001, 5))


def test_nothing_later_than_the_cutoff_is_read(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    regions, technologies = (
        rows[name].unique().astype(object) for name in ("region_code", "technology_code")
    )
    later = rows["year"] > demo.CUTOFF
    changed = rows.copy()
    changed.loc[later, [*(set(PATENT_QUALITY) & set(rows)), "patents"]] *= 3
    # citations of the last five years are to come yet
    awaited = rows["year"] > demo.CUTOFF - 5
    changed.loc[awaited, "citations"] += 7
    tables = {**demo_package.tables, "patents": changed}
    found = [
        patent_quality(package, regions, technologies)
        for package in (demo_package, dataclasses.replace(demo_package, tables=tables))
    ]
    first, second = (quality.at(demo.CUTOFF, 5) for quality in found if quality is not None)
    assert first.notna().all().all()
    pd.testing.assert_frame_equal(first, second)
