"""Each check finds what was done to good data, where it is, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features import package as packages
from features.package import Package
from features.package.problems import lines
from features.quality import CHECKS, quality
from features.quality.findings import times
from features.quality.grids import grids
from features.quality.withheld import withheld_findings
from tests.features.quality.country import (
    REGIONS,
    YEARS,
    changed,
    country,
    found,
    only,
    patents,
    scaled,
    with_totals,
    without,
)

STEADY = dict.fromkeys(range(1990, 2016), 40.0)


def test_good_data_have_no_findings(demo_package: Package) -> None:
    assert found(country()) == []
    assert found(with_totals(country())) == []
    assert found(patents(STEADY)) == []
    assert found(demo_package) == []


def test_every_kind_of_finding_is_a_check() -> None:
    kinds = [check.kind for check in CHECKS]
    assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.assign(value=0.0),
        lambda rows: rows.assign(value=-rows["value"]),
        lambda rows: rows.assign(value=5.0),
        lambda rows: rows[rows["year"] == 2005],
        lambda rows: rows.head(1),
    ],
    ids=["zeros", "negative", "constant", "one year", "one row"],
)
def test_odd_but_valid_values_are_no_findings(
    change: Callable[[pd.DataFrame], pd.DataFrame],
) -> None:
    assert found(changed(country(), change)) == []


# Coverage


def test_coverage_counts_known_series_by_year() -> None:
    package = changed(country(), without("year == 2003 and region_code == 'R01'"))
    rows = quality(package).coverage.set_index("year")
    assert (rows["known"][2003], rows["series"][2003]) == (110, 120)
    assert rows["share"][2004] == 1.0
    assert rows.index.tolist() == list(YEARS)


def test_coverage_of_patents_counts_regions() -> None:
    package = changed(patents(STEADY), without("year == 2001 and region_code == 'R02'"), "patents")
    rows = quality(package).coverage.set_index("year")
    assert (rows["known"][2001], rows["series"][2001]) == (5, 6)


def test_years_without_any_value() -> None:
    finding = only(changed(country(), without("year in (2004, 2005, 2009)")))
    assert (finding.kind, finding.severity, finding.count) == ("coverage", "warning", 3)
    assert finding.text == "value_added has no value for 2004 to 2005 and 2009."


def test_values_every_five_years() -> None:
    finding = only(changed(country(), lambda rows: rows[rows["year"] % 5 == 0]))
    assert finding.text == "value_added has values only every 5 years."


def test_an_incomplete_last_year() -> None:
    finding = only(changed(country(), without("year == 2015 and cluster_code <= 'C04'")))
    assert finding.place == {"indicator": "value_added", "year": 2015}
    assert finding.text == "value_added has fewer series in 2015: 72 in 2015, 120 in 2014."
    assert finding.advice == "If 2015 is not complete yet, train with --cutoff 2014."


def test_a_record_that_becomes_fuller_is_a_note() -> None:
    finding = only(changed(country(), without("year < 2005 and region_code > 'R06'")))
    assert (finding.severity, finding.place["year"]) == ("note", 2005)
    assert finding.text == "value_added has 120 series from 2005 on and 60 in 2004."


def test_a_stray_year_does_not_stretch_the_coverage() -> None:
    def stray(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(year=rows["year"].mask(rows.index == 15, 2090))

    assert [grid.years.tolist() for grid in grids(changed(country(), stray))] == [list(YEARS)]


# Breaks


@pytest.mark.parametrize(
    ("where", "column", "code"),
    [
        ("region_code == 'R05'", "region_code", "R05"),
        ("cluster_code == 'C03'", "cluster_code", "C03"),
    ],
)
def test_a_break_of_a_region_or_a_cluster(where: str, column: str, code: str) -> None:
    finding = only(changed(country(), scaled(0.5, f"{where} and year >= 2008")))
    assert (finding.kind, finding.severity) == ("level", "warning")
    assert finding.place == {"indicator": "value_added", column: code, "year": 2008}
    assert finding.figure == pytest.approx(0.5, rel=0.1)


def test_a_break_of_the_whole_indicator() -> None:
    finding = only(changed(country(), scaled(1000, "year >= 2010")))
    assert (finding.kind, finding.severity, finding.place["year"]) == ("level", "serious", 2010)
    assert finding.figure == pytest.approx(1000, rel=0.1)


def test_a_crisis_that_passes_and_a_slip_are_no_breaks() -> None:
    crisis = changed(country(), scaled(0.6, "region_code == 'R05' and year == 2008"))
    assert "level" not in {finding.kind for finding in found(crisis)}
    where = "region_code == 'R05' and cluster_code == 'C01' and year >= 2008"
    assert "level" not in {
        finding.kind for finding in found(changed(country(), scaled(1000, where)))
    }


# Outliers


def test_an_outlier_is_named_with_its_neighbours() -> None:
    where = "region_code == 'R11' and cluster_code == 'C05' and year == 2007"
    finding = only(changed(country(), scaled(8, where)))
    place = {"indicator": "value_added", "region_code": "R11", "cluster_code": "C05", "year": 2007}
    assert (finding.kind, finding.place, finding.count) == ("outlier", place, 1)
    assert finding.figure == pytest.approx(8, rel=0.15)


def test_what_all_regions_share_is_no_outlier() -> None:
    package = changed(country(), scaled(8, "cluster_code == 'C05' and year == 2007"))
    assert "outlier" not in {finding.kind for finding in found(package)}


def test_small_counts_do_not_hide_an_outlier_of_a_large_one() -> None:
    """A flood of 2,400 patents where five regions had 10 instead of 2 in the same year."""
    package = patents(dict.fromkeys(range(1990, 2016), 400.0), technologies=2)
    rows = package.tables["patents"]
    is_small = ~rows["region_code"].isin(REGIONS[:1])
    rows.loc[is_small, "patents"] = rows["patents"] % 3 + 1
    rows.loc[is_small & (rows["year"] == 2007), "patents"] *= 5
    flood = ~is_small & (rows["technology_code"] == "T1") & (rows["year"] == 2007)
    rows.loc[flood, "patents"] *= 6
    outlier = next(finding for finding in found(package) if finding.kind == "outlier")
    assert outlier.place == {
        "indicator": "patents",
        "region_code": REGIONS[0],
        "technology_code": "T1",
        "year": 2007,
    }


# Totals


def test_parts_that_miss_their_total() -> None:
    package = changed(with_totals(country()), scaled(1.2, "region_code == 'N' and year == 2010"))
    finding = only(package)
    assert (finding.kind, finding.severity, finding.count) == ("totals", "warning", 10)
    assert (finding.place["region_code"], finding.place["year"]) == ("N", 2010)
    assert finding.figure == pytest.approx(1 / 1.2 - 1)
    assert finding.text.startswith("In 10 of 320 totals of value_added, the regions below differ")


def test_parts_that_lack_throughout_are_one_note() -> None:
    package = changed(with_totals(country()), without("region_code in ['R01', 'R06', 'R12']"))
    rows, units = package.tables["cluster_indicators"], package.tables["indicators"]
    both = {
        "cluster_indicators": pd.concat([rows, rows.assign(indicator="jobs")], ignore_index=True),
        "indicators": pd.concat([units, units.assign(indicator="jobs")], ignore_index=True),
    }
    finding = only(replace(package, tables={**package.tables, **both}))
    assert (finding.kind, finding.severity, finding.count) == ("totals", "note", 2)
    assert finding.figure is not None
    share = f"{100 * finding.figure:.0f} %"
    assert finding.text == (
        f"S (region S) has 5 regions below it, which hold {share} of its value_added and {share} "
        "of its jobs: its total counts more than its parts. Likewise N (region N)."
    )


@pytest.mark.parametrize("where", ["year >= 2001", "cluster_code < 'C07'"])
def test_parts_that_lack_in_some_cells_are_no_note(where: str) -> None:
    some = scaled(1.2, f"region_code in ['N', 'S'] and {where}")
    assert only(changed(with_totals(country()), some)).severity == "serious"


def test_parts_above_a_total_that_lacks_parts_stay_a_finding() -> None:
    cut = changed(with_totals(country()), scaled(2.0, "region_code in ['N', 'S']"))
    assert only(cut).severity == "note"
    slip = "region_code == 'N' and cluster_code == 'C02' and year == 2005"
    above = [it for it in found(changed(cut, scaled(0.001, slip))) if it.kind == "totals"]
    assert sorted(finding.severity for finding in above) == ["note", "serious"]
    assert "C02" in above[0].text
    assert above[0].text.endswith(" 500 times the total.")


def test_large_and_small_ratios_are_words() -> None:
    assert [times(ratio) for ratio in (1401.2, 140123.0, 2.5, 0.4, 0.9996, 0.00001)] == [
        "1,400 times",
        "140,000 times",
        "2.5 times",
        "40 % of",
        "100 % of",
        "0.001 % of",
    ]


def test_totals_with_an_unknown_part_are_not_compared() -> None:
    assert "totals" not in {
        finding.kind
        for finding in found(
            changed(
                with_totals(country()), without("region_code == 'R03' and cluster_code == 'C01'")
            )
        )
    }


def test_chained_volumes_and_means_need_not_add_up() -> None:
    package = changed(with_totals(country()), scaled(1.2, "region_code == 'N'"))
    volumes = changed(package, lambda rows: rows.assign(price_basis="constant"), "indicators")
    assert only(volumes).severity == "note"
    rates = changed(package, lambda rows: rows.assign(unit="EUR per hour"), "indicators")
    assert found(rates) == []


# Unknown cells


def test_small_regions_that_lack_values() -> None:
    small, clusters = REGIONS[:4], ["C02", "C04", "C06", "C08", "C10"]
    package = changed(country(), without(f"region_code in {small} and cluster_code in {clusters}"))
    finding = only(package)
    assert (finding.kind, finding.count) == ("withheld", 4 * 5 * len(YEARS))
    assert finding.figure == pytest.approx(0.5)
    assert "50 % in the smallest third of the regions and 0 % in the largest" in finding.text


def test_cells_unknown_by_chance_are_ordinary() -> None:
    good = country()
    for seed in range(30):
        keep = np.repeat(np.random.default_rng(seed).random(120) > 0.25, len(YEARS))
        rows = good.tables["cluster_indicators"][keep]
        tables = {**good.tables, "cluster_indicators": rows}
        assert withheld_findings(grids(replace(good, tables=tables))) == []


# Codes


def renamed(old: str, new: str, year: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        moved = (rows["cluster_code"] == old) & (rows["year"] >= year)
        return rows.assign(cluster_code=rows["cluster_code"].mask(moved, new))

    return change


def with_cluster(package: Package, code: str) -> Package:
    row = pd.DataFrame([(code, "New", "")], columns=list(package.tables["clusters"]))
    return changed(package, lambda rows: pd.concat([rows, row]), "clusters")


def test_a_renamed_code_has_its_candidate() -> None:
    package = with_cluster(changed(country(), renamed("C07", "X7", 2006)), "X7")
    finding = only(package)
    assert (finding.kind, finding.place["year"], finding.count) == ("recoding", 2006, 2)
    assert finding.text.startswith("C07 (cluster C07) ends after 2005 and X7 (New) begins in 2006")
    assert "smartspec recode" in finding.advice


def test_a_split_code_has_its_candidate_once_for_all_indicators() -> None:
    def split(rows: pd.DataFrame) -> pd.DataFrame:
        moved = rows[(rows["cluster_code"] == "C07") & (rows["year"] >= 2006)]
        left = rows.assign(
            value=rows["value"].mask(rows.index.isin(moved.index), 0.6 * rows["value"])
        )
        rows = pd.concat([left, moved.assign(cluster_code="X7", value=0.4 * moved["value"])])
        return pd.concat([rows, rows.assign(indicator="jobs")])

    findings = found(with_cluster(changed(country(), split), "X7"))
    assert [it.kind for it in findings] == ["recoding"]
    assert findings[0].text.startswith(
        "X7 (New) begins in 2006, while C07 (cluster C07) falls by about as much in the same cells"
    )


def test_a_code_that_begins_by_itself_is_ordinary() -> None:
    package = changed(country(), without("cluster_code == 'C07' and year < 2006"))
    assert found(package) == []


def test_a_technology_that_another_takes_over() -> None:
    def merged(rows: pd.DataFrame) -> pd.DataFrame:
        late = (rows["technology_code"] == "T3") & (rows["year"] >= 2004)
        rows = rows.assign(technology_code=rows["technology_code"].mask(late, "T4"))
        return rows.groupby(["region_code", "technology_code", "year"], as_index=False).sum()

    findings = found(changed(patents(STEADY), merged, "patents"))
    (finding,) = (it for it in findings if it.kind == "recoding")
    assert finding.place == {"indicator": "patents", "technology_code": "T3", "year": 2004}
    assert "while T4 (technology T4) rises" in finding.text


# Patents


def test_last_years_far_below_the_trend() -> None:
    counts = {year: 40.0 * 1.03 ** (year - 1990) for year in range(1990, 2013)}
    finding = only(patents(counts | {2013: 60.0, 2014: 40.0, 2015: 12.0}))
    assert (finding.kind, finding.severity, finding.place["year"]) == (
        "truncation",
        "serious",
        2013,
    )
    assert finding.advice.startswith("Train niches with --cutoff 2012")


def test_a_steady_decline_is_no_truncation() -> None:
    counts = {year: 40.0 * 0.95 ** (year - 1990) for year in range(1990, 2016)}
    assert found(patents(counts)) == []


# Warnings about rows


def test_warnings_become_findings_with_their_place() -> None:
    fault = lines("patents.csv", [7, 9, 11, 13], ["a", "b", "c", "d"], "year")
    (finding,) = quality(country(), [type(fault)(**{**vars(fault), "kind": "year"})]).findings
    assert (finding.kind, finding.count) == ("year", 4)
    assert finding.place == {"column": "year", "row": 7}
    assert finding.text == "In patents.csv, row 7: a; row 9: b; row 11: c; and 1 more."


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("us-states", {"outlier"}),
        ("world", {"slip", "level", "outlier"}),
        ("ru", {"slip", "outlier", "withheld"}),
        ("nz-steps", {"slip", "level", "outlier"}),
    ],
)
def test_real_packages_have_few_findings(
    real_data: Callable[[str], Path], name: str, kinds: set[str]
) -> None:
    read, warnings = packages.inspect(real_data(name))
    findings = quality(read, warnings).findings
    assert {finding.kind for finding in findings} == kinds
    assert len(findings) <= 7
