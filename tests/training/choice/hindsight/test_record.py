"""What the best of earlier origins came to: by hand, beside a plain loop, and its edges."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from training.choice.hindsight.at_origins import NO_DATA, OPTIONS, SCALES
from training.choice.hindsight.past import LeftOut, Past, past_of
from training.choice.hindsight.record import cluster_record, niche_record

DIRECTION = {"growth": 1, "complexity": 1, "risk": -1}


def options(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    columns = ["origin", "region_code", "code", "growth", "complexity", "risk", "outcome"]
    return pd.DataFrame(rows, columns=columns).assign(chance=1.0, base_rate=np.nan)


def tables(options: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Options with the scales of their origins: the 5th and 95th percentile."""
    rows = []
    for origin, part in options.groupby("origin"):
        for name in DIRECTION:
            known = part[name].dropna()
            ends = known.quantile([0.05, 0.95]) if len(known) else [np.nan] * 2
            rows.append((origin, name, *ends, "" if len(known) else NO_DATA, np.nan))
    columns = ["origin", "criterion", "low", "high", "reason", "year"]
    return {OPTIONS: options, SCALES: pd.DataFrame(rows, columns=columns)}


def past(options: pd.DataFrame, is_bounded: bool = False) -> Past:
    found = past_of(tables(options), DIRECTION, 5, is_bounded)
    assert found is not None
    return found


BY_HAND = [
    (2000, "A", "c1", 1.0, 0.0, 0.1, 4.0),
    (2000, "A", "c2", 2.0, 0.0, 0.2, 1.0),
    (2000, "A", "c3", 3.0, 0.0, 0.3, 2.0),
    (2000, "B", "c1", 5.0, 0.0, 0.4, 3.0),
    (2000, "B", "c2", 4.0, 0.0, 0.5, np.nan),
    (2000, "B", "c3", 3.0, 0.0, 0.6, 0.0),
    (2005, "A", "c1", 9.0, 0.0, 0.1, 7.0),
    (2005, "A", "c2", 2.0, 0.0, 0.2, 1.0),
    (2005, "B", "c1", 1.0, 0.0, 0.3, 5.0),
]


def test_the_best_by_forecast_growth_by_hand() -> None:
    """A in 2000: 2 - (4 + 1) / 2; B in 2000: 3 - 0, for c2 has no outcome; A in 2005: 7 - 1.

    B in 2005 has no other cluster: it cannot be judged.
    """
    found = cluster_record(past(options(BY_HAND)), {"growth": 1.0}, k=1)
    assert found is not None
    assert found.difference == pytest.approx((-0.5 + 3.0 + 6.0) / 3)
    assert (found.better, found.regions, found.origins) == (2, 2, [2000, 2005])
    assert found.left_out == ()


def test_an_option_without_an_outcome_keeps_its_place_among_the_best() -> None:
    """B in 2000: c1 and c2 are the best two, c2 unknown: 3 - 0, and not c3 in its stead."""
    found = cluster_record(past(options(BY_HAND[3:6])), {"growth": 1.0}, k=2)
    assert found is not None
    assert found.difference == pytest.approx(3.0)
    assert found.interval is None


def test_less_risk_is_better() -> None:
    found = cluster_record(past(options(BY_HAND[:3])), {"risk": 1.0}, k=1)
    assert found is not None
    assert found.difference == pytest.approx(4.0 - 1.5)


def random_options(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    keys = [
        (year, f"R{region}", f"c{code:02d}")
        for year in (2001, 2003, 2006)
        for region in range(6)
        for code in range(int(rng.integers(2, 9)))
    ]
    values = rng.normal(size=(len(keys), 4)).round(2)
    values[rng.random(values.shape) < 0.15] = np.nan
    table = options([(*key, *row) for key, row in zip(keys, values, strict=True)])
    table.loc[table["origin"] == 2003, "complexity"] = np.nan
    return table.sample(frac=1, random_state=seed)


def naive_gaps(
    table: pd.DataFrame, weights: dict[str, float], k: int
) -> dict[tuple[int, str], float]:
    """The same by loops over origins, regions, options and criteria."""
    gaps: dict[tuple[int, str], float] = {}
    for origin, of_origin in table.groupby("origin"):
        used = {n: w for n, w in weights.items() if of_origin[n].notna().any()}
        for region, of_region in of_origin.groupby("region_code"):
            scores: dict[str, float] = {}
            for row in of_region.itertuples():
                score = 0.0
                for name, weight in used.items():
                    low, high = np.nanquantile(of_origin[name] * DIRECTION[name], [0.05, 0.95])
                    value = getattr(row, name) * DIRECTION[name]
                    part = 0.5 if np.isnan(value) else (value - low) / (high - low)
                    score += weight / sum(used.values()) * part
                scores[str(row.code)] = score
            order = sorted(scores, key=lambda code: (-scores[code], code))
            outcome = of_region.set_index("code")["outcome"].reindex(order)
            best, others = outcome.iloc[:k].dropna(), outcome.iloc[k:].dropna()
            if len(best) and len(others):
                gaps[int(str(origin)), str(region)] = best.mean() - others.mean()
    return gaps


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "weights", [{"growth": 2.0, "risk": 1.0}, {"growth": 1.0, "complexity": 3.0}, {"risk": 5.0}]
)
def test_it_equals_a_plain_loop(seed: int, weights: dict[str, float]) -> None:
    table = random_options(seed)
    found, naive = cluster_record(past(table), weights, 2), naive_gaps(table, weights, 2)
    assert found is not None
    assert found.difference == pytest.approx(np.mean(list(naive.values())), abs=1e-5)
    by_region = pd.Series(naive).groupby(level=1).mean()
    assert (found.better, found.regions) == ((by_region > 0).sum(), len(by_region))
    gone = LeftOut("complexity", NO_DATA, None, (2003,))
    assert found.left_out == ((gone,) if "complexity" in weights else ())
    assert found.interval is not None
    assert found.interval[0] < found.difference < found.interval[1]


def test_the_interval_is_that_of_a_bootstrap_over_regions_and_origins() -> None:
    """All regions fare alike within an origin: more regions do not narrow it, as over groups."""
    rows = [
        (year, f"R{region:02d}", code, float(code == "c1"), 0.0, 0.5, gap * (code == "c1"))
        for year, gap in ((2000, -3.0), (2005, 0.0), (2010, 6.0))
        for region in range(40)
        for code in ("c1", "c2")
    ]
    found = cluster_record(past(options(rows)), {"growth": 1.0}, k=1)
    assert found is not None
    assert found.difference == pytest.approx(1.0)
    assert found.interval is not None
    assert found.interval[0] < -1.5
    assert found.interval[1] > 3.5


def test_an_origin_without_any_criterion_asked_for_is_left_out() -> None:
    table = random_options(0)
    found = cluster_record(past(table), {"complexity": 1.0}, 2)
    assert found is not None
    assert found.origins == [2001, 2006]
    table["complexity"] = np.nan
    assert cluster_record(past(table), {"complexity": 1.0}, 2) is None
    assert cluster_record(past(table), {"growth": 1.0}, 100) is None


def test_without_known_outcomes_there_is_no_past() -> None:
    table = options(BY_HAND).assign(outcome=np.nan)
    assert past_of(tables(table), DIRECTION, 5) is None
    assert past_of({}, DIRECTION, 5) is None


NICHES = options(
    [
        (2000, "A", "n1", 0.0, 1.0, 0.0, 1.0),
        (2000, "A", "n2", 0.0, 0.0, 0.0, 0.0),
        (2000, "A", "n3", 0.0, 0.5, 0.0, np.nan),
        (2000, "A", "n4", 0.0, 9.0, 0.0, 1.0),
        (2000, "B", "n1", 0.0, 0.0, 0.0, 0.0),
        (2000, "B", "n2", 0.0, 1.0, 0.0, 1.0),
    ]
).assign(
    chance=[0.30, 0.40, 0.35, 0.05, 0.60, 0.20],
    base_rate=[0.1, 0.1, 0.1, 0.1, 0.04, 0.04],
)


def test_niches_by_chance_alone_by_hand() -> None:
    """The likeliest two of A are n2 (not entered) and n3 (unknown); of B n1 and n2."""
    found = niche_record(past(NICHES, is_bounded=True), {"growth": 0.0}, 2, 0.1)
    assert found is not None
    assert (found.entered, found.of) == (1, 3)
    assert found.base_rate == pytest.approx((0.1 + 2 * 0.04) / 3)


def test_niches_by_chance_times_usefulness_and_the_floor() -> None:
    """Complexity puts n1 before n2 in A; n4 stays under the floor, however complex it is."""
    found = niche_record(past(NICHES, is_bounded=True), {"complexity": 1.0}, 1, 0.1)
    assert found is not None
    assert (found.entered, found.of) == (2, 2)
    found = niche_record(past(NICHES, is_bounded=True), {"complexity": 1.0}, 1, 0.25)
    assert found is not None
    assert (found.entered, found.of) == (1, 2)
    assert niche_record(past(NICHES, is_bounded=True), {"complexity": 1.0}, 1, 0.7) is None


def test_the_rate_of_entries_lies_in_its_interval() -> None:
    rng = np.random.default_rng(1)
    table = random_options(1)
    table = table.assign(
        chance=rng.random(len(table)),
        outcome=(rng.random(len(table)) < 0.4).astype(float),
        base_rate=0.2,
    )
    found = niche_record(past(table, is_bounded=True), {"growth": 1.0}, 3, 0.1)
    assert found is not None
    assert found.interval is not None
    assert 0 < found.interval[0] < found.entered / found.of < found.interval[1] < 1


def test_a_unit_changes_nothing() -> None:
    table = random_options(3)
    weights = {"growth": 2.0, "complexity": 1.0, "risk": 1.0}
    other = table.assign(growth=table["growth"] * 1000 + 7)
    assert cluster_record(past(table), weights, 2) == cluster_record(past(other), weights, 2)


def test_an_answer_takes_the_same_resamples_each_time() -> None:
    one, two = past(random_options(2)), past(random_options(2))
    np.testing.assert_array_equal(one.resamples, two.resamples)


def test_of_equal_scores_the_first_by_code_are_the_best() -> None:
    codes = [f"c{number:02d}" for number in range(40)]
    rows = [(2000, "A", code, 1.0, 0.0, 0.5, float(code < "c02")) for code in codes]
    found = cluster_record(past(options(rows)), {"growth": 1.0, "risk": 1.0}, k=2)
    assert found is not None
    assert found.difference == pytest.approx(1.0)


def test_of_niches_of_equal_score_the_likelier_is_chosen() -> None:
    """The first two are of no use, so that both score 0; the third is below the floor."""
    rows = [(2000, "A", f"t{i}", 0.0, float(i == 2), 0.0, float(i == 1)) for i in range(3)]
    made = options(rows).assign(chance=[0.2, 0.6, 0.05], base_rate=0.3)
    found = niche_record(past(made, is_bounded=True), {"complexity": 1.0}, k=1, floor=0.1)
    assert found is not None
    assert (found.entered, found.of) == (1, 1)


def test_the_best_are_not_compared_where_they_are_nearly_all_clusters() -> None:
    rows = [(2000, "A", f"c{n}", float(-n), 0.0, 0.1, float(n)) for n in range(6)]
    assert cluster_record(past(options(rows)), {"growth": 1.0}, k=4) is not None
    assert cluster_record(past(options(rows)), {"growth": 1.0}, k=5) is None


def test_an_interval_that_is_shown_as_none_is_no_record() -> None:
    rows = [(2000, r, f"c{n}", float(-n), 0.0, 0.1, 0.01 * n) for r in "AB" for n in range(3)]
    assert cluster_record(past(options(rows)), {"growth": 1.0}, k=1) is None
    larger = [(*row[:-1], 100 * n) for n, row in enumerate(rows)]
    assert cluster_record(past(options(larger)), {"growth": 1.0}, k=1) is not None
