"""Warnings of a package by file, column and row; none for a good package."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features import package
from features.demo import write as write_demo
from features.package import Package
from features.package.problems import first_of

CYRILLIC = "\u041d1"
NAMES = {"regions": "region", "clusters": "cluster"}


def codes(kind: str, listed: list[str], parents: dict[str, str]) -> pd.DataFrame:
    name = NAMES[kind]
    above = [parents.get(code, "") for code in listed]
    return pd.DataFrame(
        {f"{name}_code": listed, f"{name}_name": listed, "parent_code": above}, dtype=str
    )


def country(
    regions: list[str], clusters: list[str], parents: dict[str, str] | None = None
) -> dict[str, pd.DataFrame]:
    """Tables with value added of every region and cluster from 2000 to 2015."""
    rng, rows = np.random.default_rng(3), []
    for region in regions:
        for cluster in clusters:
            growth = rng.normal(0.02, 0.02, 16).cumsum()
            values = rng.lognormal(5, 1) * np.exp(growth)
            rows += [
                (region, cluster, 2000 + n, "value_added", round(float(value), 4))
                for n, value in enumerate(values)
            ]
    return {
        "regions": codes("regions", regions, parents or {}),
        "clusters": codes("clusters", clusters, parents or {}),
        "indicators": pd.DataFrame(
            {"indicator": ["value_added"], "unit": "million", "description": "value added"}
        ),
        "cluster_indicators": pd.DataFrame(
            rows, columns=["region_code", "cluster_code", "year", "indicator", "value"]
        ),
    }


REGIONS, CLUSTERS = ["R1", "R2", "R3", "R4"], ["C1", "C2", "C3"]


def inspected(tables: dict[str, pd.DataFrame], folder: Path) -> tuple[Package, list[str]]:
    package.write(tables, folder / "mine", "mine", "Mine")
    read, warnings = package.inspect(folder / "mine")
    return read, first_of(warnings)[0]


def test_a_good_package_has_no_warnings(tmp_path: Path) -> None:
    assert inspected(country(REGIONS, CLUSTERS), tmp_path)[1] == []
    write_demo(tmp_path / "demo")
    assert package.inspect(tmp_path / "demo")[1] == []


def test_look_alike_codes(tmp_path: Path) -> None:
    told = inspected(country(["H1", CYRILLIC, "h1", "R4"], CLUSTERS), tmp_path)[1]
    assert told == [
        f"regions.csv, column region_code, row 3: {CYRILLIC!r} (U+041D U+0031) looks like 'H1' "
        "(U+0048 U+0031) in row 2",
        "regions.csv, column region_code, row 4: 'h1' (U+0068 U+0031) looks like 'H1' "
        "(U+0048 U+0031) in row 2",
    ]


def test_codes_that_are_the_same_text_are_one_code(tmp_path: Path) -> None:
    tables = country(["\u04011", "R2", "R3"], CLUSTERS)
    rows = tables["cluster_indicators"]
    rows["region_code"] = rows["region_code"].replace("\u04011", "\u0415\u03081")
    read, told = inspected(tables, tmp_path)
    assert told == []
    assert read.tables["cluster_indicators"]["region_code"].iloc[0] == "\u04011"
    with pytest.raises(package.PackageError, match="row 3: the key \u04011 is already in row 2"):
        inspected(country(["\u04011", "\u0415\u03081", "R3"], CLUSTERS), tmp_path)


def test_an_unknown_code_that_looks_known_is_shown_with_its_difference(tmp_path: Path) -> None:
    tables = country(["H1", "R2", "R3"], CLUSTERS)
    rows = tables["cluster_indicators"]
    rows.loc[0, "region_code"] = CYRILLIC
    with pytest.raises(package.PackageError) as error:
        inspected(tables, tmp_path)
    assert error.value.problems == [
        f"cluster_indicators.csv, column region_code, row 2: {CYRILLIC!r} is not in the table "
        "regions (U+041D U+0031; it looks like 'H1', U+0048 U+0031)"
    ]


def test_stray_year_and_slipped_value(tmp_path: Path) -> None:
    tables = country(REGIONS, CLUSTERS)
    rows = tables["cluster_indicators"]
    rows.loc[15, "year"] = date.today().year + 25
    rows["value"] = rows["value"].mask(rows.index == 40, 1000 * rows["value"])
    told = inspected(tables, tmp_path)[1]
    assert [text.split(": ")[0] for text in told] == [
        "cluster_indicators.csv, column year, row 17",
        "cluster_indicators.csv, column value, row 42",
    ]
    assert "is in the future; the last year of other series is 2015" in told[0]
    assert "times the values of the years around it (R1, C3, value_added, 2008)" in told[1]


def test_totals_among_clusters_and_among_regions(tmp_path: Path) -> None:
    tables = country(REGIONS, CLUSTERS)
    rows = tables["cluster_indicators"]
    for code, other in (("cluster_code", "region_code"), ("region_code", "cluster_code")):
        total = rows.groupby([other, "year", "indicator"], as_index=False)["value"].sum()
        rows = pd.concat([rows, total.assign(**{code: "ALL"})], ignore_index=True)[list(rows)]
    tables |= {
        "cluster_indicators": rows,
        "regions": codes("regions", [*REGIONS, "ALL"], {}),
        "clusters": codes("clusters", [*CLUSTERS, "ALL"], {}),
    }
    told = inspected(tables, tmp_path)[1]
    assert told == [
        "regions.csv, column region_code, row 6: 'ALL' equals the sum of R1, R2, R3 and 1 more in "
        "all rows of value_added but is not their parent_code: it is read as their total",
        "clusters.csv, column cluster_code, row 5: 'ALL' equals the sum of C1, C2, C3 in all rows "
        "of value_added but is not their parent_code: it is read as their total",
    ]


@pytest.mark.parametrize(("factor", "share"), [(1000, "0.05"), (0.001, "50,000")])
def test_value_added_and_output_in_different_units(
    tmp_path: Path, factor: float, share: str
) -> None:
    tables = country(REGIONS, CLUSTERS, dict.fromkeys(REGIONS, "N"))
    tables["regions"] = codes("regions", [*REGIONS, "N"], dict.fromkeys(REGIONS, "N"))
    rows = tables["cluster_indicators"]
    added = rows[rows["year"] == 2015].groupby("cluster_code")["value"].sum()
    tables["cluster_output"] = pd.DataFrame(
        {
            "region_code": "N",
            "year": 2015,
            "cluster_code": added.index,
            "output": 2 * factor * added,
        }
    )
    tables["cluster_flows"] = pd.DataFrame(
        {"region_code": "N", "year": 2015, "from_cluster_code": "C1", "to_cluster_code": "C2",
         "flow": [1.0]}
    )  # fmt: skip
    told = inspected(tables, tmp_path)[1]
    assert told == [
        f"cluster_output.csv, column output, row 2: value_added of N in 2015 is {share} % of its "
        "output, not 2 to 100 %: the two seem to be in different units"
    ]


def test_quarters_are_compared_with_output_by_their_mean(tmp_path: Path) -> None:
    tables = country(REGIONS, CLUSTERS)
    rows = tables["cluster_indicators"]
    rows = pd.concat([rows.assign(period=quarter) for quarter in (1, 2, 3, 4)])
    tables["cluster_indicators"] = rows[
        ["region_code", "cluster_code", "year", "period", "indicator", "value"]
    ]
    last = rows[(rows["year"] == 2015) & (rows["period"] == 4) & (rows["region_code"] == "R1")]
    tables["cluster_output"] = pd.DataFrame(
        {
            "region_code": "R1",
            "year": 2015,
            "cluster_code": last["cluster_code"],
            "output": 2 * last["value"],
        }
    )
    assert inspected(tables, tmp_path)[1] == []


def test_stated_units_that_differ(tmp_path: Path) -> None:
    tables = country(REGIONS, CLUSTERS)
    tables["cluster_output"] = pd.DataFrame(
        {"region_code": "R1", "year": 2015, "cluster_code": CLUSTERS, "output": [900.0] * 3}
    )
    tables["indicators"] = pd.DataFrame(
        {"indicator": ["value_added", "output"], "unit": ["billion USD", "million USD"],
         "description": "as named"}
    )  # fmt: skip
    assert (
        "indicators.csv, column unit, row 3: output is in million USD, value_added in billion USD: "
        "give both in the same unit"
    ) in inspected(tables, tmp_path)[1]
