"""Series through renames, mergers and splits: worked by hand, and two properties."""

from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.errors import InputError, UnknownCodeError
from features.package import Package
from features.package.schema import TABLES
from features.sources.opening import unpacked
from features.sources.recoding.concordance import Concordance, read_concordance
from features.sources.recoding.recode import Recoded, recoded
from features.sources.recoding.shares import weighted

Rows = list[tuple[Any, ...]]


def package(**tables: Rows) -> Package:
    """A package of these rows; the codes of regions and clusters are those of the rows."""
    indicators = ["value_added", "unemployment_rate", "employment", "population"]
    frames = {name: frame(name, rows) for name, rows in tables.items()}
    frames.setdefault("regions", frame("regions", [("R", "Region", "")]))
    units = [(name, "%" if name.endswith("rate") else "million", "") for name in indicators]
    frames["indicators"] = frame("indicators", units)
    return Package("p", "P", "", frames, {})


def frame(name: str, rows: Rows) -> pd.DataFrame:
    columns = TABLES[name].column_names
    width = len(rows[0])
    extra = {"patents": ["citations"], "cluster_indicators": ["estimated"]}.get(name, [])
    return pd.DataFrame(rows, columns=[*columns, *extra][:width])


def clusters(*codes: str) -> Rows:
    return [(code, f"Name of {code}", "") for code in codes]


def values(*cells: tuple[Any, ...]) -> Rows:
    """Rows of value added in R from (cluster, year, value)."""
    return [("R", code, year, "value_added", value) for code, year, value in cells]


def carry(
    folder: Path, given_package: Package, table: str, table_text: str, **options: Any
) -> Recoded:
    """The package after the change that a table in a file describes."""
    place = Path(mkdtemp(dir=folder))
    (place / "t.csv").write_text(table_text)
    found = read_concordance(unpacked([place / "t.csv"], place), "old1", "new2")
    by = options.pop("by", "")
    return recoded(given_package, weighted(given_package, table, found, by), by, **options)


def cells(done: Recoded, name: str = "cluster_indicators") -> list[tuple[Any, ...]]:
    rows = done.content[name]
    assert isinstance(rows, pd.DataFrame)
    kept = rows.drop(columns=["region_code", "indicator"], errors="ignore")
    return sorted(tuple(row) for row in kept.itertuples(index=False))


def codes(done: Recoded, name: str = "clusters") -> list[tuple[Any, ...]]:
    rows = done.content[name]
    assert isinstance(rows, pd.DataFrame)
    return [tuple(row) for row in rows.itertuples(index=False)]


def test_a_rename_keeps_the_name_and_the_place(tmp_path: Path) -> None:
    given_package = package(
        clusters=clusters("A", "B"), cluster_indicators=values(("A", 2010, 1.0), ("B", 2010, 2.0))
    )
    done = carry(tmp_path, given_package, "clusters", "old1,new2\nA,X\n")
    assert codes(done) == [("X", "Name of A", ""), ("B", "Name of B", "")]
    assert cells(done) == [("B", 2010, 2.0), ("X", 2010, 1.0)]
    assert done.notes == ["1 code is renamed: A"]


def test_a_merger_is_unknown_where_a_part_is(tmp_path: Path) -> None:
    given_package = package(
        clusters=clusters("A", "B"),
        cluster_indicators=values(("A", 2010, 1.0), ("B", 2010, 2.0), ("A", 2011, 5.0)),
    )
    done = carry(tmp_path, given_package, "clusters", "from,to,title\nA,X,BOTH OF THEM\nB,X,\n")
    assert cells(done) == [("X", 2010, 3.0)]
    assert codes(done) == [("X", "X", "")]


def test_a_part_that_the_package_lacks_makes_the_sum_unknown(tmp_path: Path) -> None:
    given_package = package(
        clusters=clusters("A", "C"), cluster_indicators=values(("A", 2010, 1.0), ("C", 2010, 2.0))
    )
    done = carry(tmp_path, given_package, "clusters", "old1,new2\nA,X\nB,X\n")
    assert cells(done) == [("C", 2010, 2.0)]
    assert [code for code, *_ in codes(done)] == ["C"]
    assert "new codes left out, since parts of them are unknown: X" in done.notes


def test_splits_without_weights_are_equal_and_estimated(tmp_path: Path) -> None:
    given_package = package(
        clusters=clusters("A", "B"), cluster_indicators=values(("A", 2010, 6.0), ("B", 2010, 9.0))
    )
    done = carry(tmp_path, given_package, "clusters", "old1,new2\nA,X\nA,Y\nB,Y\n")
    assert cells(done) == [("X", 2010, 3.0, 1.0), ("Y", 2010, 12.0, 0.25)]
    assert "split into equal parts: A" in done.notes


@pytest.mark.parametrize("weights", [(0.25, 0.75), (25, 75)])
def test_weights_are_shares_of_the_old_code(tmp_path: Path, weights: tuple[float, float]) -> None:
    given_package = package(clusters=clusters("A"), cluster_indicators=values(("A", 2010, 8.0)))
    text = f"old1,new2,weight\nA,X,{weights[0]}\nA,Y,{weights[1]}\n"
    done = carry(tmp_path, given_package, "clusters", text)
    assert cells(done) == [("X", 2010, 2.0, 1.0), ("Y", 2010, 6.0, 1.0)]


def test_an_indicator_shares_by_the_first_year_with_all_new_codes(tmp_path: Path) -> None:
    years = {"A": {2010: 10.0}, "X": {2011: 3.0, 2012: 1.0, 2013: 9.0}, "Y": {2012: 3.0, 2013: 1.0}}
    jobs: Rows = [
        ("R", code, year, "employment", value)
        for code, series in years.items()
        for year, value in series.items()
    ]
    given_package = package(
        clusters=clusters("A", "X", "Y"), cluster_indicators=[*values(("A", 2010, 8.0)), *jobs]
    )
    done = carry(tmp_path, given_package, "clusters", "old1,new2\nA,X\nA,Y\n", by="employment")
    found = [row for row in cells(done) if row[1] == 2010]
    assert found == [
        *(("X", 2010, 2.0, 1.0), ("X", 2010, 2.5, 1.0)),
        *(("Y", 2010, 6.0, 1.0), ("Y", 2010, 7.5, 1.0)),
    ]
    assert "split by employment: A" in done.notes
    assert [code for code, *_ in codes(done)] == ["X", "Y"]


def test_a_merger_into_a_code_that_goes_on(tmp_path: Path) -> None:
    """B stands beside A to 2010; afterwards B is both."""
    given_package = package(
        clusters=clusters("A", "B"),
        cluster_indicators=values(("A", 2010, 1.0), ("B", 2010, 2.0), ("B", 2011, 4.0)),
    )
    for text in ("old1,new2\nA,B\nB,B\n", "old1,new2\nA,B\n"):
        done = carry(tmp_path, given_package, "clusters", text)
        assert cells(done) == [("B", 2010, 3.0), ("B", 2011, 4.0)]
        assert codes(done) == [("B", "Name of B", "")]


def test_a_split_of_a_code_that_goes_on(tmp_path: Path) -> None:
    """From 2011, when D begins, C is what remains of it; without D, C is split in all years."""
    rows = values(("C", 2010, 8.0), ("C", 2011, 6.0))
    text = "old1,new2\nC,C\nC,D\n"
    begun = package(
        clusters=clusters("C", "D"), cluster_indicators=[*rows, *values(("D", 2011, 3.0))]
    )
    done = carry(tmp_path, begun, "clusters", text)
    assert [row[:3] for row in cells(done)] == [
        *(("C", 2010, 4.0), ("C", 2011, 6.0), ("D", 2010, 4.0), ("D", 2011, 3.0))
    ]
    old = package(clusters=clusters("C"), cluster_indicators=rows)
    assert [row[2] for row in cells(carry(tmp_path, old, "clusters", text))] == [4, 3, 4, 3]
    done = carry(tmp_path, old, "clusters", text, until=2010)
    assert [row[:3] for row in cells(done)] == [
        ("C", 2010, 4.0),
        ("C", 2011, 6.0),
        ("D", 2010, 4.0),
    ]


def test_rates_of_merged_codes_are_means_by_size_or_unknown(tmp_path: Path) -> None:
    regions = [("N", "Nation", ""), ("A", "a", "N"), ("B", "b", "N")]
    rows: Rows = [("A", 2010, "unemployment_rate", 10.0), ("B", 2010, "unemployment_rate", 4.0)]
    rows += [("N", 2010, "unemployment_rate", 6.0)]
    people: Rows = [("A", 2010, "population", 1.0), ("B", 2010, "population", 3.0)]
    given_package = package(regions=regions, region_indicators=[*rows, *people])
    text = "old1,new2\nA,X\nB,X\n"
    done = carry(tmp_path, given_package, "regions", text)
    assert codes(done, "regions") == [("N", "Nation", ""), ("X", "X", "N")]
    assert codes(done, "region_indicators") == [
        ("N", 2010, "unemployment_rate", 6.0),
        ("X", 2010, "population", 4.0),
    ]
    assert done.notes[-1].startswith("region_indicators: rates of merged codes are unknown (unemp")
    done = carry(tmp_path, given_package, "regions", text, by="population")
    assert ("X", 2010, "unemployment_rate", 5.5) in codes(done, "region_indicators")


def test_a_part_of_a_code_has_its_rate_as_an_estimate(tmp_path: Path) -> None:
    given_package = package(
        regions=[("A", "a", "")], region_indicators=[("A", 2010, "unemployment_rate", 7.0)]
    )
    done = carry(tmp_path, given_package, "regions", "old1,new2\nA,X\nA,Y\n")
    assert codes(done, "region_indicators") == [
        *(("X", 2010, "unemployment_rate", 7.0, 1.0), ("Y", 2010, "unemployment_rate", 7.0, 1.0)),
    ]


def test_patents_add_up_and_their_quality_is_a_mean(tmp_path: Path) -> None:
    technologies = clusters("A", "B", "C")
    patents = [("R", "A", 2010, 1.0, 8.0), ("R", "B", 2010, 3.0, 4.0), ("R", "A", 2011, 2.0, 1.0)]
    patents += [("R", "B", 2012, 1.0, float("nan")), ("R", "A", 2012, 1.0, 1.0)]
    given_package = package(technologies=technologies, patents=patents)
    done = carry(tmp_path, given_package, "technologies", "old1,new2\nA,X\nB,X\n")
    # A cell without a row is no patent; a mean with an unknown part is unknown.
    assert codes(done, "patents")[:2] == [("R", "X", 2010, 4.0, 5.0), ("R", "X", 2011, 2.0, 1.0)]
    assert codes(done, "patents")[2][3] == 2.0
    assert np.isnan(codes(done, "patents")[2][4])


def test_patents_of_regions_need_all_large_parts(tmp_path: Path) -> None:
    patents = [("A", "T", 2010, 500.0), ("B", "T", 2010, 200.0), ("A", "T", 2011, 400.0)]
    patents += [("C", "T", 2010, 50.0), ("D", "T", 2011, 3.0), ("C", "T", 2011, 60.0)]
    given_package = package(
        regions=[(code, code, "") for code in "ABCD"], technologies=clusters("T"), patents=patents
    )
    text = "old1,new2\nA,X\nB,X\nC,Y\nD,Y\n"
    done = carry(tmp_path, given_package, "regions", text)
    assert codes(done, "patents") == [
        *(("X", "T", 2010, 700.0), ("Y", "T", 2010, 50.0), ("Y", "T", 2011, 63.0)),
    ]


def test_flows_are_carried_on_both_sides(tmp_path: Path) -> None:
    flows = [("R", 2010, "A", "A", 1.0), ("R", 2010, "A", "B", 2.0), ("R", 2010, "C", "A", 4.0)]
    output = [("R", 2010, "A", 10.0), ("R", 2010, "B", 20.0), ("R", 2010, "C", 30.0)]
    given_package = package(
        clusters=clusters("A", "B", "C"), cluster_flows=flows, cluster_output=output
    )
    done = carry(tmp_path, given_package, "clusters", "old1,new2\nA,X\nB,X\nC,P\nC,Q\n")
    assert sorted(codes(done, "cluster_flows")) == [
        *(("R", 2010, "P", "X", 2.0), ("R", 2010, "Q", "X", 2.0), ("R", 2010, "X", "X", 3.0)),
    ]
    assert sorted(codes(done, "cluster_output")) == [
        *(("R", 2010, "P", 15.0), ("R", 2010, "Q", 15.0), ("R", 2010, "X", 30.0)),
    ]


def test_links_and_priorities_follow_their_codes(tmp_path: Path) -> None:
    given_package = package(
        regions=[(code, code, "") for code in "ABC"],
        neighbours=[("A", "B", 1.0), ("A", "C", 2.0), ("B", "C", 3.0), ("C", "A", 4.0)],
        priorities=[("cluster", "A", 1.0), ("technology", "A", 3.0), ("technology", "B", 1.0)],
        technologies=clusters("A", "B"),
        patents=[("A", "A", 2010, 1.0)],
    )
    text = "old1,new2\nA,X\nB,X\n"
    done = carry(tmp_path, given_package, "regions", text)
    assert sorted(codes(done, "neighbours")) == [("C", "X", 4.0), ("X", "C", 5.0)]
    done = carry(tmp_path, given_package, "technologies", text)
    assert codes(done, "priorities") == [("cluster", "A", 1.0), ("technology", "X", 2.0)]


def test_outlines_stay_with_regions_that_are_the_same(tmp_path: Path) -> None:
    square = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    features = [
        {
            "type": "Feature",
            "properties": {"region_code": code},
            "geometry": {"type": "Polygon", "coordinates": [square]},
        }
        for code in "ABCD"
    ]
    given_package = package(
        regions=[(code, code, "") for code in "ABCD"],
        region_indicators=[(code, 2010, "population", 1.0) for code in "ABCD"],
    )
    shapes = {"type": "FeatureCollection", "features": features}
    given_package = Package("p", "P", "", given_package.tables, {}, {}, shapes)
    done = carry(tmp_path, given_package, "regions", "old1,new2\nA,X\nB,X\nC,Z\n")
    kept: Any = done.content["region_shapes"]
    assert [it["properties"]["region_code"] for it in kept["features"]] == ["Z", "D"]


def test_codes_above_the_table_go_where_their_parts_go(tmp_path: Path) -> None:
    given_package = package(
        clusters=clusters("33", "44"),
        cluster_indicators=values(("33", 2010, 8.0), ("44", 2010, 1.0)),
    )
    text = "old1,new2\n3311,3311\n3312,3321\n3313,3412\n3314,3413\n4411,4412\n"
    done = carry(tmp_path, given_package, "clusters", text)
    assert cells(done) == [
        *(("33", 2010, 4.0, 1.0), ("34", 2010, 4.0, 1.0), ("44", 2010, 1.0, 0.0)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", "t.csv has no columns old1 and new2: name the columns of old and new"),
        ("old1,new2,weight\nA,X,.2\nA,Y,.3\n", "the weights of A do not add up to 1"),
        ("old1,new2,weight\nA,X,.2\nA,Y,\n", "has weights for some rows only of A"),
        ("old1,new2,weight\nA,X,-1\nA,Y,2\n", "has negative weights for A"),
        ("old1,new2\nQ,X\n", "no code of clusters is an old code of the table: p has A"),
    ],
)
def test_refusals(tmp_path: Path, text: str, expected: str) -> None:
    given_package = package(clusters=clusters("A"), cluster_indicators=values(("A", 2010, 8.0)))
    with pytest.raises(InputError, match=expected):
        carry(tmp_path, given_package, "clusters", text)


def test_an_unknown_indicator_is_refused(tmp_path: Path) -> None:
    given_package = package(clusters=clusters("A"), cluster_indicators=values(("A", 2010, 8.0)))
    with pytest.raises(UnknownCodeError, match="unknown indicator 'jobs': available: value_added"):
        carry(tmp_path, given_package, "clusters", "old1,new2\nA,X\nA,Y\n", by="jobs")


def test_headers_name_their_schemes_in_many_ways(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "2017 NAICS Code,2017 NAICS Title,2022 NAICS Code,2022 NAICS Title\n1,One,2,TWO\n"
    )
    (tmp_path / "out").mkdir()
    files = unpacked([tmp_path / "t.csv"], tmp_path / "out")
    for old, new, expected in (
        ("NAICS2017", "naics2022", ("1", "2")),
        ("NAICS 2022", "NAICS 2017", ("2", "1")),
    ):
        found = read_concordance(files, old, new)
        assert tuple(found.pairs.iloc[0][["from", "to"]]) == expected  # type: ignore[union-attr]


def test_codes_by_year_and_codes_without_a_successor(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "Code 2016;Code 2021;Share\nA1;X1;40%\nA1;X2;60%\nB1;;\n;X3;\nC1;X1;100,0\n"
    )
    found = read_concordance(unpacked([tmp_path / "t.csv"], tmp_path), "NUTS2016", "NUTS2021")
    assert isinstance(found, Concordance)
    assert found.ended == {"A1", "B1", "C1"}
    rows = found.pairs.drop(columns="estimated").itertuples(index=False)
    assert [tuple(row) for row in rows] == [("A1", "X1", 0.4), ("A1", "X2", 0.6), ("C1", "X1", 1.0)]


OLD, NEW = ["A", "B", "C", "D"], ["A", "B", "X", "Y", "Z"]


@st.composite
def concordances(draw: st.DrawFn) -> str:
    """Every old code goes to one to three new ones, with weights or without."""
    lines = ["old1,new2,weight"]
    weighted_table = draw(st.booleans())
    for old in OLD:
        targets = draw(st.lists(st.sampled_from(NEW), min_size=1, max_size=3, unique=True))
        sizes = [draw(st.integers(1, 9)) for _ in targets]
        for target, size in zip(targets, sizes, strict=True):
            lines.append(f"{old},{target},{size / sum(sizes) if weighted_table else ''}")
    return "\n".join(lines)


@given(text=concordances(), numbers=st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=8))
@settings(max_examples=5)
def test_totals_are_conserved(
    tmp_path_factory: pytest.TempPathFactory, text: str, numbers: list[float]
) -> None:
    places = [(code, year) for code in OLD for year in (2010, 2011)]
    given_package = package(
        clusters=clusters(*OLD),
        cluster_indicators=values(*((*at, x) for at, x in zip(places, numbers, strict=True))),
        cluster_output=[
            ("R", year, code, abs(x)) for (code, year), x in zip(places, numbers, strict=True)
        ],
    )
    done = carry(tmp_path_factory.mktemp("t"), given_package, "clusters", text)
    for name, column in (("cluster_indicators", "value"), ("cluster_output", "output")):
        before = given_package.tables[name].groupby("year")[column].sum()
        after: Any = done.content[name]
        np.testing.assert_allclose(after.groupby("year")[column].sum(), before, atol=1e-6)
    shares: Any = done.content["cluster_indicators"]
    assert shares.get("estimated", pd.Series([0.0])).between(0, 1).all()


@given(new=st.permutations([*OLD, "X", "Y"]), year=st.integers(2000, 2020))
@settings(max_examples=3)
def test_there_and_back_over_a_bijection_is_exact(
    tmp_path_factory: pytest.TempPathFactory, new: list[str], year: int
) -> None:
    pairs = list(zip(OLD, new, strict=False))
    given_package = package(
        clusters=[("A", "A", "D"), ("B", "Name", "D"), ("C", "c", "A"), ("D", "d", "")],
        cluster_indicators=values(("C", year, 1 / 3), ("A", year, 0.1), ("B", 2000, 7.0)),
        cluster_flows=[("R", year, "A", "C", 0.7), ("R", year, "C", "B", 0.1)],
        priorities=[("cluster", "B", 0.3), ("technology", "B", 2.0)],
    )
    text = "\n".join(f"{a},{b}" for a, b in [("old1", "new2"), *pairs])
    back = "\n".join(f"{b},{a}" for a, b in [("new2", "old1"), *pairs])
    folder = tmp_path_factory.mktemp("t")
    there: Any = carry(folder, given_package, "clusters", text).content
    again = carry(folder, Package("p", "P", "", there, {}), "clusters", back)
    for name, rows in given_package.tables.items():
        found: Any = again.content[name]
        pd.testing.assert_frame_equal(found.reset_index(drop=True), rows, check_exact=True)
