"""The indicator table: by hand on a tiny package, by loops, by sums, and as a command."""

import ast
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features import package
from features.errors import InputError, UnknownCodeError
from features.indicators.catalogue import INDICATORS
from features.indicators.observation import Observation
from features.indicators.table import TableQuestion, indicator_table
from features.package import Package
from tests.features.test_main import main

ROOT = Path(__file__).parents[3]
VALUE_ADDED: dict[int, list[list[float]]] = {
    2010: [[100.0, 50], [100, 150]],
    2015: [[130.0, 60], [110, 140]],
}
"""Regions R1, R2 by clusters C1, C2: 400 grow to 440, C1 by a fifth, C2 not at all."""
PATENTS = [("R1", "T1"), ("R1", "T2"), ("R2", "T2"), ("R2", "T3"), ("R3", "T3"), ("R3", "T3")]
"""Six patents each in 2015."""


def tables() -> dict[str, pd.DataFrame]:
    cells = [
        (region, cluster, year, "value_added", VALUE_ADDED[year][r][c])
        for year in VALUE_ADDED
        for r, region in enumerate(["R1", "R2"])
        for c, cluster in enumerate(["C1", "C2"])
    ]
    total = ("N", "C1", 2015, "value_added", 240.0)
    patents = pd.DataFrame(PATENTS, columns=["region_code", "technology_code"])
    patents = patents.value_counts(sort=False).mul(6.0).rename("patents").reset_index()
    return {
        "regions": pd.DataFrame(
            [("N", "Nation", ""), *((code, code, "N") for code in ("R1", "R2", "R3"))],
            columns=["region_code", "region_name", "parent_code"],
        ),
        "clusters": pd.DataFrame(
            [("C1", "One", ""), ("C2", "Two", "")],
            columns=["cluster_code", "cluster_name", "parent_code"],
        ),
        "technologies": pd.DataFrame(
            [(code, code, "") for code in ("T1", "T2", "T3")],
            columns=["technology_code", "technology_name", "parent_code"],
        ),
        "indicators": pd.DataFrame(
            [("value_added", "million", "value added"), ("population", "persons", "population")],
            columns=["indicator", "unit", "description"],
        ),
        "cluster_indicators": pd.DataFrame(
            [*cells, total],
            columns=["region_code", "cluster_code", "year", "indicator", "value"],
        ),
        "region_indicators": pd.DataFrame(
            [("R1", 2015, "population", 100.0), ("R2", 2015, "population", 200.0)],
            columns=["region_code", "year", "indicator", "value"],
        ),
        "patents": patents.assign(year=2015)[["region_code", "technology_code", "year", "patents"]],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("table") / "tiny"
    package.write(tables(), folder, "tiny", "A tiny package")
    return folder


@pytest.fixture(scope="module")
def tiny(folder: Path) -> Package:
    return package.read(folder)


@pytest.fixture(scope="module")
def table(tiny: Package) -> pd.DataFrame:
    return indicator_table(tiny, TableQuestion())[0]


def without(data: Package, *names: str) -> Package:
    kept = {name: rows for name, rows in data.tables.items() if name not in names}
    return Package(data.name, data.title, data.sha256, kept, data.metadata)


def value(table: pd.DataFrame, name: str, region: str, code: str) -> float:
    activity = "technology" if code.startswith("T") else "cluster"
    rows = table[(table["indicator"] == name) & (table["activity"] == activity)]
    rows = rows[(rows["region_code"] == region) & (rows["activity_code"] == code)]
    return float(rows["value"].iloc[0]) if len(rows) else np.nan


@pytest.mark.parametrize(
    ("name", "region", "code", "expected"),
    [
        ("value", "R1", "C1", 130),
        ("share_of_region", "R1", "C1", 130 / 190),
        ("share_of_activity", "R1", "C1", 130 / 240),
        ("location_quotient", "R1", "C1", (130 / 190) / (240 / 440)),
        ("location_quotient", "R3", "T3", 2),
        ("specialised", "R1", "C1", 1),
        ("specialised", "R2", "C1", 0),
        ("growth", "R1", "C1", 0.3),
        ("log_growth", "R1", "C1", np.log(1.3)),
        ("midpoint_growth", "R1", "C1", 60 / 230),
        ("share_growth", "R1", "C1", (130 / 240) / (100 / 200) - 1),
        ("national_effect", "R1", "C1", 10),
        ("industry_mix_effect", "R1", "C1", 10),
        ("regional_effect", "R1", "C1", 10),
        ("competitive_effect", "R1", "C1", 7.5),
        ("allocation_effect", "R1", "C1", 2.5),
        ("relatedness_density", "R1", "T3", 1),
        ("relatedness_density", "R1", "T2", 0.5),
        ("relatedness_density", "R3", "T1", 0),
        ("relatedness_density_conditional", "R3", "T2", (1 / 2) / (1 + 1 / 2)),
        ("relatedness_density_taxonomy", "R3", "T2", 0.5),
        ("relatedness_density_cosine", "R3", "T2", (1 / 2) / (1 / np.sqrt(2) + 1 / 2)),
        ("relatedness_density_pearson", "R3", "T2", -0.5 / (0.5 + 0.5)),
        ("relatedness_density_sapling", "R3", "T2", -0.25 / (0.25 + 0.25)),
        ("region_value", "R1", "", 190),
        ("region_growth", "R1", "", 190 / 150 - 1),
        ("region_national_effect", "R1", "", 15),
        ("region_industry_mix_effect", "R1", "", 5),
        ("region_regional_effect", "R1", "", 20),
        ("diversity", "R1", "", 1),
        ("krugman_index", "R1", "", 2 * (130 / 190 - 240 / 440)),
        ("herfindahl_index", "R1", "", (130 / 190) ** 2 + (60 / 190) ** 2),
        ("shannon_entropy", "R1", "", np.log(190) - (130 * np.log(130) + 60 * np.log(60)) / 190),
        ("activity_value", "", "C1", 240),
        ("activity_growth", "", "C1", 0.2),
        ("ubiquity", "", "T2", 2),
        ("concentration_herfindahl", "", "T2", 0.5),
        ("concentration_entropy", "", "T2", np.log(2)),
        ("concentration_krugman", "", "T1", 2 * (1 - 12 / 36)),
    ],
)
def test_worked_by_hand(
    table: pd.DataFrame, name: str, region: str, code: str, expected: float
) -> None:
    assert value(table, name, region, code) == pytest.approx(expected, rel=1e-12)


def test_inequality_worked_by_hand(table: pd.DataFrame) -> None:
    share, people = np.array([190, 250]) / 440, np.array([1, 2]) / 3
    relative = share / people
    theil = (share * np.log(relative)).sum()
    assert value(table, "theil_total", "", "") == pytest.approx(theil)
    assert value(table, "theil_between", "", "") == pytest.approx(0, abs=1e-12)
    assert value(table, "theil_within", "", "") == pytest.approx(theil)
    effect = np.log(relative) - theil
    assert value(table, "inequality_effect", "R2", "") == pytest.approx(effect[1])
    # C1 grew by 30 in R1 and by 10 in R2
    assert value(table, "inclusion", "", "C1") == pytest.approx(-(3 * effect[0] + effect[1]) / 4)


def test_groups_of_regions_are_those_of_their_parents(tiny: Package) -> None:
    regions = tiny.tables["regions"].assign(parent_code=["", "N", "", "N"])
    grouped = Package("grouped", "", "", {**tiny.tables, "regions": regions}, {})
    found = indicator_table(grouped, TableQuestion(names=("theil_total", "theil_between")))[0]
    assert value(found, "theil_between", "", "") == value(found, "theil_total", "", "") > 0


def test_complexity_is_the_second_eigenvector(table: pd.DataFrame) -> None:
    M = np.array([[1.0, 1, 0], [0, 1, 1], [0, 0, 1]])
    values, vectors = np.linalg.eig(M / M.sum(axis=1)[:, None] @ (M / M.sum(axis=0)).T)
    second = vectors[:, np.argsort(values)[1]].real
    eci = (second - second.mean()) / second.std()
    eci *= np.sign(eci @ (M.sum(axis=1) - M.sum() / 3))
    found = table[table["indicator"] == "eci"]
    # of technologies alone: the two clusters share no region, and so have no common scale
    assert list(found["activity"]) == ["technology"] * 3
    np.testing.assert_allclose(found["value"], eci)


def test_parents_and_what_is_unknown_have_no_rows(table: pd.DataFrame, tiny: Package) -> None:
    assert "N" not in set(table["region_code"])
    assert table["value"].notna().all()
    rows = tiny.tables["cluster_indicators"]
    unknown = rows[~((rows["region_code"] == "R1") & (rows["cluster_code"] == "C1"))]
    gap = Package("gap", "", "", {**tiny.tables, "cluster_indicators": unknown}, {})
    found = indicator_table(gap, TableQuestion())[0]
    cell = found[(found["region_code"] == "R1") & (found["activity_code"] == "C1")]
    assert cell.empty
    assert value(found, "region_value", "R1", "") == 60
    assert value(found, "share_of_activity", "R2", "C1") == 1


def test_an_activity_that_nobody_has_reported_has_no_rows(tiny: Package) -> None:
    rows = tiny.tables["cluster_indicators"]
    ended = rows[~((rows["cluster_code"] == "C2") & (rows["year"] == 2015))]
    data = Package("ended", "", "", {**tiny.tables, "cluster_indicators": ended}, {})
    found, _ = indicator_table(data, TableQuestion((2015, 2015)))
    assert "C2" not in set(found["activity_code"])
    assert value(found, "ubiquity", "", "C1") == 2


def test_no_row_is_there_twice(table: pd.DataFrame) -> None:
    key = ["region_code", "activity", "activity_code", "year", "indicator"]
    assert list(table.columns) == [*key, "value"]
    assert not table.duplicated(key).any()


def test_location_quotients_by_loops(demo_package: Package) -> None:
    found = indicator_table(demo_package, TableQuestion((2012, 2012), names=("location_quotient",)))
    rows = found[0][found[0]["activity"] == "technology"]
    data = demo_package.tables["patents"]
    data = data[(data["year"] == 2012) & data["technology_code"].isin(rows["activity_code"])]
    data = data[data["region_code"].isin(rows["region_code"])]
    of_region = data.groupby("region_code")["patents"].sum()
    of_technology = data.groupby("technology_code")["patents"].sum()
    counts = data.set_index(["region_code", "technology_code"])["patents"]
    for row in rows.iloc[::37].itertuples():
        count = counts.get((row.region_code, row.activity_code), 0.0)
        share = of_technology.get(row.activity_code, 0.0) / of_region.sum()
        whole = of_region.get(row.region_code, 0.0)
        expected = count / whole / share if whole and share else 0.0
        assert row.value == pytest.approx(expected, rel=1e-9)


def test_what_must_add_up(demo_package: Package) -> None:
    found, _ = indicator_table(demo_package, TableQuestion((2012, 2012), span=3))
    wide = found.pivot(
        index=["activity", "region_code", "activity_code"], columns="indicator", values="value"
    )
    effects = wide["national_effect"] + wide["industry_mix_effect"] + wide["regional_effect"]
    change = wide["value"] - wide["value"] / (1 + wide["growth"])
    both = change.notna() & (wide["growth"] > -1)
    np.testing.assert_allclose(effects[both], change[both], rtol=1e-6, atol=1e-6)
    parts = wide["competitive_effect"] + wide["allocation_effect"]
    split = parts.notna()
    np.testing.assert_allclose(parts[split], wide["regional_effect"][split], rtol=1e-6, atol=1e-6)
    sums = wide["share_of_region"].groupby(["activity", "region_code"]).sum()
    np.testing.assert_allclose(sums[sums > 0], 1)
    specialised = wide["specialised"].groupby(["activity", "region_code"]).sum()
    diversity = wide["diversity"].droplevel("activity_code").dropna()
    np.testing.assert_array_equal(specialised.reindex(diversity.index), diversity)
    theil = wide["theil_between"] + wide["theil_within"]
    np.testing.assert_allclose(theil.dropna(), wide["theil_total"].dropna())
    assert set(found["indicator"]) == {
        name for name, entry in INDICATORS.items() if entry.needs != "quality"
    } | set(found["indicator"][found["indicator"].str.startswith("patent_")])


def test_later_years_change_nothing(demo_package: Package) -> None:
    question = TableQuestion((2010, 2010))
    whole, _ = indicator_table(demo_package, question)
    past, _ = indicator_table(demo_package.until(2010), question)
    pd.testing.assert_frame_equal(past, whole)


def test_patents_of_a_window_are_added_up(demo_package: Package) -> None:
    names = ("value",)
    window, _ = indicator_table(demo_package, TableQuestion((2012, 2012), names=names, window=3))
    years, _ = indicator_table(demo_package, TableQuestion((2010, 2012), names=names))
    window = window[window["activity"] == "technology"]
    years = years[years["activity"] == "technology"]
    sums = years.groupby(["region_code", "activity_code"])["value"].sum()
    keys = pd.MultiIndex.from_frame(window[["region_code", "activity_code"]])
    np.testing.assert_allclose(window["value"], sums.reindex(keys))


def test_patent_quality_where_patents_have_it(tiny: Package) -> None:
    patents = tiny.tables["patents"].assign(claims=[2.0, 8, 4, 8, 4])
    data = Package("quality", "", "", {**tiny.tables, "patents": patents}, {})
    found, notes = indicator_table(data, TableQuestion(names=("patent_claims", "patent_quality")))
    # each technology is a field of its own: claims over those of its best patents
    assert value(found, "patent_claims", "", "T2") == pytest.approx((8 + 4) / 2 / 8)
    assert value(found, "patent_claims", "", "T1") == 1
    assert value(found, "patent_quality", "", "T2") == pytest.approx(0.75)
    assert notes == []


def test_a_region_that_has_not_reported_its_patents_is_unknown(tiny: Package) -> None:
    rows = tiny.tables["patents"]
    before = rows.assign(year=2014, patents=100.0)
    late = rows[rows["region_code"] != "R3"]
    patents = pd.concat([before, late], ignore_index=True)
    data = Package("late", "", "", {**tiny.tables, "patents": patents}, {})
    found = indicator_table(data, TableQuestion((2014, 2015), names=("value", "region_growth")))[0]
    found = found[found["activity"] == "technology"]
    assert set(found["region_code"][found["year"] == 2014]) == {"R1", "R2", "R3"}
    assert set(found["region_code"][found["year"] == 2015]) == {"R1", "R2"}
    zero = found[(found["year"] == 2015) & (found["activity_code"] == "T1")]
    assert zero.set_index("region_code")["value"].to_dict() == {"R1": 6, "R2": 0}


def test_what_is_missing_is_noted_and_the_rest_works(tiny: Package) -> None:
    found, notes = indicator_table(without(tiny, "patents"), TableQuestion())
    assert set(found["activity"]) == {"cluster"}
    assert notes == ["no indicators by technology: tiny has no table patents"]
    found, notes = indicator_table(
        without(tiny, "cluster_indicators", "region_indicators"), TableQuestion()
    )
    assert set(found["activity"]) == {"technology"}
    assert notes == [
        "no indicators by cluster: tiny has no table cluster_indicators",
        "no growth by technology: patents has no values of 2010",
        "no inequality in 2015: region_indicators has no population of that year",
        "no patent quality: patents has none of citations, claims, family_size, scope, "
        "generality, originality",
    ]
    _, notes = indicator_table(tiny, TableQuestion((2010, 2010), names=("value",)))
    assert notes == ["no indicators by technology for 2010: patents has values of 2015 to 2015"]
    with pytest.raises(InputError, match="neither cluster_indicators nor patents"):
        indicator_table(without(tiny, "patents", "cluster_indicators"), TableQuestion())


def test_the_only_indicator_of_clusters_is_used_and_noted(tiny: Package) -> None:
    rows = tiny.tables["cluster_indicators"].assign(indicator="jobs")
    jobs = Package("jobs", "", "", {**tiny.tables, "cluster_indicators": rows}, {})
    found, notes = indicator_table(jobs, TableQuestion(names=("value",)))
    pd.testing.assert_frame_equal(found, indicator_table(tiny, TableQuestion(names=("value",)))[0])
    assert notes == ["clusters are measured by jobs, the only indicator of cluster_indicators"]
    assert indicator_table(jobs, TableQuestion(indicator="jobs", names=("value",)))[1] == []
    both = pd.concat([rows, rows.assign(indicator="wages")], ignore_index=True)
    several = Package("several", "", "", {**tiny.tables, "cluster_indicators": both}, {})
    with pytest.raises(InputError, match=r"choose one with --indicator NAME \(jobs, wages\)"):
        indicator_table(several, TableQuestion())


def test_unknown_codes_name_the_nearest(tiny: Package) -> None:
    with pytest.raises(UnknownCodeError, match=r"unknown region 'R11': did you mean R1"):
        indicator_table(tiny, TableQuestion(region="R11"))
    with pytest.raises(UnknownCodeError, match=r"'diversty': did you mean .*diversity"):
        indicator_table(tiny, TableQuestion(names=("diversty",)))
    with pytest.raises(UnknownCodeError, match="unknown indicator 'jobs'"):
        indicator_table(tiny, TableQuestion(indicator="jobs"))
    with pytest.raises(InputError, match=r"^N has no values of its own .* one of R1, R2, R3$"):
        indicator_table(tiny, TableQuestion(region="N"))
    with pytest.raises(InputError, match=r"for 2020: .* 2010 to 2015; .* of 2015 to 2015"):
        indicator_table(tiny, TableQuestion((2020, 2020)))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_command_writes_the_whole_table(
    folder: Path,
    tiny: Package,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    suffix: str,
) -> None:
    file = tmp_path / f"out.{suffix}"
    assert main(monkeypatch, "indicators", folder, "--region", "R1", "--out", file) == 0
    expected, _ = indicator_table(tiny, TableQuestion(region="R1"))
    assert f"{len(expected)} rows written to" in capsys.readouterr().out
    if suffix == "parquet":
        found = pd.read_parquet(file)
    else:
        found = pd.read_csv(file, dtype={"activity_code": str}, keep_default_na=False)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_the_command_shows_a_row_of_each_indicator(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(monkeypatch, "indicators", folder, "--year", "2010-2015", "--only", "value") == 0
    printed = capsys.readouterr()
    lines = [line.split() for line in printed.out.splitlines()]
    assert ["value", "cluster", "R1", "C1", "2010", "100", "8"] in lines
    assert ["value", "technology", "R1", "T1", "2015", "6", "9"] in lines
    assert "17 rows in all" in printed.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--out", "table.xlsx"), "--out table.xlsx: the name must end with .csv or .parquet"),
        (("--year", "last"), "--year takes a year or years, such as 2015 or 2005-2015, not 'last'"),
        (("--year", "2015-2010"), "--year 2015-2010: the first year is after the last"),
        (("--region", "R9"), "unknown region 'R9'"),
    ],
)
def test_bad_options_end_with_2(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    assert main(monkeypatch, "indicators", folder, *arguments) == 2
    assert capsys.readouterr().err.startswith(f"error: {message}")


def test_every_public_function_of_indicators_has_a_user() -> None:
    used: set[str] = set()
    files = [
        file for name in ("features", "training", "serving") for file in (ROOT / name).rglob("*.py")
    ]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name):
                used.add(node.id)
            elif isinstance(node, ast.Attribute):
                used.add(node.attr)
    for file in (ROOT / "features" / "indicators").glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                assert node.name in used, f"{file.name}: nothing calls {node.name}"


def test_an_observation_without_anything_is_unknown_throughout() -> None:
    nothing = np.full((2, 3), np.nan)
    quality = pd.DataFrame(
        np.nan, index=range(3), columns=[name[7:] for name in INDICATORS if name[:7] == "patent_"]
    )
    observation = Observation(nothing, nothing, np.full(2, np.nan), np.zeros(2, int), quality)
    shapes = {"cell": (2, 3), "region": (2,), "activity": (3,), "nation": (1,)}
    for entry in INDICATORS.values():
        assert np.shape(entry.function(observation)) == shapes[entry.level], entry.name


@pytest.mark.real_data
def test_a_year_of_real_data_takes_seconds(real_data: Callable[[str], Path]) -> None:
    data = package.read(real_data("us-states"))
    start = time.process_time()
    found, _ = indicator_table(data, TableQuestion((2007, 2007)))
    assert time.process_time() - start < 30
    assert len(found) > 500_000
    nation = found[(found["region_code"] == "") & (found["activity_code"] == "")]
    assert set(nation["indicator"]) == {"theil_total", "theil_between", "theil_within"}
    eci = found[(found["indicator"] == "eci") & (found["activity"] == "cluster")]
    assert eci["value"].mean() == pytest.approx(0, abs=1e-9)
    assert len(eci) == 51
