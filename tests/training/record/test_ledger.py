"""The ledger: outcomes by hand, by the definition of the labels, and the figures of both."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.niches.panel import labels, niche_panel
from features.niches.question import NicheQuestion
from features.package import Package
from tests.training import champions
from training.record import ledger

LATER = champions.package(later=True)


def outcomes(package: Package | None) -> "pd.Series[float]":
    calls = ledger.niche_calls(champions.niches(), package)
    return calls.set_index(["region_code", "activity_code"])["outcome"]


def test_every_call_is_kept_with_its_version_and_origin() -> None:
    champion = champions.niches(version=4)
    rows = ledger.niche_calls(champion)
    assert len(rows) == len(champion.tables["calls"])
    assert rows["outcome"].isna().all()
    first = rows.iloc[0]
    assert (first["name"], first["version"], first["model"]) == ("technology-niches", 4, "lightgbm")
    assert (first["package"], first["origin"], first["horizon"]) == ("tiny", 2010, 2)
    pd.testing.assert_series_equal(
        rows["probability"], champion.tables["calls"]["probability"], check_index=False
    )


def test_outcomes_by_hand() -> None:
    """In 2012 R1 has B1 (40 of 75) and no longer A2 (5 of 75, against 15 of 215 everywhere)."""
    found = outcomes(LATER)
    later = champions.COUNTS.assign(A2=[5, 0, 0, 10], B1=[40, 20, 30, 10])
    cells = champions.quotients(later).set_index(["region_code", "activity_code"])
    quotient = cells["location_quotient"].to_dict()
    assert quotient["R1", "B1"] == pytest.approx((40 / 75) / (100 / 215))
    assert found["R1", "B1"] == 1, "entered"
    assert found["R1", "B2"] == 0, "not entered"
    assert quotient["R1", "A2"] == pytest.approx((5 / 75) / (15 / 215))
    assert found["R1", "A2"] == 1, "lost"
    assert found["R1", "A1"] == 0, "kept"
    assert found.notna().all()


@pytest.mark.parametrize(
    "package",
    [
        champions.package(),  # ends at the cutoff
        replace(LATER, name="other"),
        replace(LATER, tables={**LATER.tables, "patents": champions.package().tables["patents"]}),
        replace(LATER, tables={k: v for k, v in LATER.tables.items() if k != "patents"}),
    ],
)
def test_what_a_package_cannot_judge_stays_unknown(package: Package) -> None:
    assert outcomes(package).isna().all()


def test_a_region_that_has_no_counts_later_stays_unknown() -> None:
    patents = LATER.tables["patents"]
    gone = (patents["region_code"] == "R2") & (patents["year"] == 2012)
    found = outcomes(replace(LATER, tables={**LATER.tables, "patents": patents[~gone]}))
    known = found.groupby("region_code").count()
    assert known["R2"] == 0
    assert known["R1"] == 4


def test_years_after_the_horizon_change_no_outcome() -> None:
    patents = LATER.tables["patents"]
    more = patents[patents["year"] == 2010].assign(year=2013, patents=999.0)
    tables = {**LATER.tables, "patents": pd.concat([patents, more], ignore_index=True)}
    pd.testing.assert_series_equal(outcomes(replace(LATER, tables=tables)), outcomes(LATER))


def test_outcomes_are_the_labels_that_the_models_learn_from(demo_package: Package) -> None:
    now, later = (niche_panel(demo_package, year, NicheQuestion()) for year in (2010, 2015))
    champion = replace(
        champions.niches(),
        package="demo",
        cutoff=2010,
        horizon=5,
        params={"window": 5, "threshold": 1.0, "activity": "technology", "indicator": ""},
    )
    found = ledger.specialised(demo_package, champion)
    cells = pd.MultiIndex.from_product([now.regions, now.activities])
    expected = pd.Series(labels(now, later).ravel(), index=cells).dropna()
    pd.testing.assert_series_equal(found.reindex(expected.index), expected)


def calls(outcome: list[float], stated: list[float], null: list[float]) -> pd.DataFrame:
    """One region's calls of one version."""
    rows = pd.DataFrame({"probability": stated, "null_probability": null, "outcome": outcome})
    rows["activity_code"] = [f"T{i}" for i in range(len(outcome))]
    return rows.assign(
        name="technology-niches",
        version=1,
        model="lightgbm",
        package="tiny",
        origin=2010,
        horizon=2,
        region_code="R1",
        call="entry",
        warning="",
    )


def test_figures_by_hand() -> None:
    """Of 20 calls five come true: all in the model's first ten, one in the null's first ten."""
    outcome = [1.0] * 5 + [0.0] * 15
    stated = [0.5] * 10 + [0.0] * 10
    null = [0.25] + [0.0] * 4 + [0.25] * 9 + [0.0] * 6
    (row,) = ledger.niche_figures(calls(outcome, stated, null)).to_dict(orient="records")
    assert (row["n"], row["known"]) == (20, 20)
    assert row["stated"] == row["came_true"] == 0.25
    assert row["hit_rate"] == 0.5
    assert row["null_hit_rate"] == 0.1
    assert row["lift"] == pytest.approx(5)
    assert row["brier"] == pytest.approx(10 * 0.25 / 20)
    assert row["null_brier"] == pytest.approx((0.5625 + 4 + 9 * 0.0625) / 20)
    assert row["ap"] == 0.5


def test_unknown_outcomes_are_counted_but_not_judged() -> None:
    (row,) = ledger.niche_figures(
        calls([1.0, 0.0, np.nan], [0.9, 0.1, 0.5], [0.5, 0.5, 0.5])
    ).to_dict(orient="records")
    assert (row["n"], row["known"]) == (3, 2)
    assert row["came_true"] == 0.5
    assert row["stated"] == pytest.approx(0.5)


def test_nothing_known_gives_no_figure_and_no_warning() -> None:
    (row,) = ledger.niche_figures(calls([np.nan], [0.5], [0.5])).to_dict(orient="records")
    assert row["known"] == 0
    for figure in ("stated", "came_true", "hit_rate", "lift", "ap", "ece", "brier", "null_brier"):
        assert np.isnan(row[figure]), figure


def test_versions_calls_and_small_regions_are_apart() -> None:
    both = [ledger.niche_calls(champions.niches(version=v), LATER) for v in (1, 2)]
    rows = ledger.niche_figures(pd.concat(both))
    keys = set(rows[["version", "call", "regions"]].itertuples(index=False, name=None))
    kinds = (
        champions.niches()
        .tables["calls"]
        .assign(regions=lambda c: np.where(c["warning"] == "", "large", "small"))
    )
    expected = set(kinds[["call", "regions"]].itertuples(index=False, name=None))
    assert keys == {(version, *kind) for version in (1, 2) for kind in expected}
    assert rows["n"].sum() == 2 * len(kinds)


def test_forecasts_with_outcomes_by_hand() -> None:
    rows = ledger.growth_calls(champions.growth(), LATER)
    first = rows[rows["cluster_code"] == "C1"].set_index("year")
    assert first.loc[2011, "outcome"] == 110
    assert first.loc[2012, "outcome"] == 150
    assert first["last_value"].tolist() == [100, 100]
    assert first["inside_80"].tolist() == [1, 0]
    other = rows[rows["cluster_code"] == "C2"]
    assert other["outcome"].isna().all()
    assert other["inside_95"].isna().all()
    assert len(rows) == 4


def test_growth_figures_by_hand() -> None:
    rows = ledger.growth_figures(ledger.growth_calls(champions.growth(), LATER))
    row, first, second = rows.to_dict(orient="records")
    assert (row["year"], first["year"], second["year"]) == ("all", "2011", "2012")
    assert (first["n"], first["known"], first["coverage_80"]) == (2, 1, 1.0)
    assert (second["n"], second["known"], second["coverage_80"]) == (2, 1, 0.0)
    assert first["smape"] == 0
    assert (row["n"], row["known"]) == (4, 2)
    assert row["smape"] == pytest.approx((0 + 200 * 29 / 271) / 2)
    assert row["null_smape"] == pytest.approx((200 * 10 / 210 + 200 * 50 / 250) / 2)
    assert row["lift"] == pytest.approx(row["null_smape"] / row["smape"])
    assert row["coverage_80"] == 0.5


def test_growth_without_outcomes_gives_no_figure_and_no_warning() -> None:
    for package in (None, replace(LATER, name="other")):
        rows = ledger.growth_figures(ledger.growth_calls(champions.growth(), package))
        assert rows["known"].tolist() == [0, 0, 0]
        assert rows[["smape", "lift", "coverage_80"]].isna().all(axis=None)


def test_a_series_without_a_last_value_is_known_but_compared_with_no_null() -> None:
    rows = ledger.growth_calls(champions.growth(), LATER)
    none = rows.assign(last_value=rows["last_value"].where(rows["year"] != 2012))
    row, _, second = ledger.growth_figures(none).to_dict(orient="records")
    assert (row["known"], row["coverage_80"], row["smape"]) == (2, 0.5, 0)
    assert (second["known"], second["coverage_80"]) == (1, 0.0)
    assert np.isnan(second["smape"])


def test_small_p_values_are_a_share_of_what_is_known() -> None:
    rows = ledger.growth_calls(champions.growth(), LATER)
    small = rows.assign(p_value=rows["p_value"].where(rows["year"] != 2011, 0.04))
    small["p_value"] = small["p_value"].where(rows["year"] != 2012, 0.06)
    shares = ledger.growth_figures(small).set_index("year")["p_below_05"]
    assert shares.to_dict() == {"all": 0.5, "2011": 1.0, "2012": 0.0}


def test_recorded_outcomes_count_where_the_package_has_none() -> None:
    recorded = pd.DataFrame(
        {
            "region_code": "R1",
            "cluster_code": ["C1", "C2"],
            "year": 2011,
            "outcome": [1.0, 77.0],
        }
    )
    alone = ledger.growth_calls(champions.growth(), None, recorded)
    cells = alone.set_index(["cluster_code", "year"])["outcome"]
    assert cells.dropna().to_dict() == {("C1", 2011): 1.0, ("C2", 2011): 77.0}
    both = ledger.growth_calls(champions.growth(), LATER, recorded)
    cells = both.set_index(["cluster_code", "year"])["outcome"]
    assert cells.dropna().to_dict() == {
        ("C1", 2011): 110.0, ("C1", 2012): 150.0, ("C2", 2011): 77.0,
    }  # fmt: skip
    assert (both["p_value"].isna() == both["outcome"].isna()).all()


def test_forecasts_stay_unknown_where_a_package_has_no_clusters() -> None:
    tables = {k: v for k, v in LATER.tables.items() if k != "cluster_indicators"}
    calls = ledger.growth_calls(champions.growth(), replace(LATER, tables=tables))
    assert calls["outcome"].isna().all()
