"""Regions and clusters whose codes split, merge or begin: what they are in totals and features."""

import numpy as np
import pandas as pd
import pytest

from features.arrays import Array
from features.growth.code_changes import code_changes, whole
from features.growth.features import growth_features
from features.growth.panel import GrowthPanel

NAN = np.nan
N_REGIONS, N_CLUSTERS, N_YEARS, YEAR = 6, 4, 12, 7
REGION, CLUSTER = (np.ravel(x) for x in np.indices((N_REGIONS, N_CLUSTERS)))


def country() -> Array:
    """Series (region by region) that grow 2 % a year with a little noise."""
    rng = np.random.default_rng(1)
    size = rng.lognormal(4, 0.7, (len(REGION), 1))
    return size * 1.02 ** np.arange(N_YEARS) * rng.uniform(0.98, 1.02, (len(REGION), N_YEARS))


def split(values: Array) -> Array:
    """Region 5 begins in a year with 40 % of region 2."""
    values = values.copy()
    new, old = REGION == 5, REGION == 2
    values[new, :YEAR] = NAN
    values[new, YEAR:] = 0.4 * values[old, YEAR:]
    values[old, YEAR:] *= 0.6
    return values


def merged(values: Array) -> Array:
    """Region 5 ends before a year, and region 2 has its values from then on."""
    values = values.copy()
    values[REGION == 2, YEAR:] += values[REGION == 5, YEAR:]
    values[REGION == 5, YEAR:] = NAN
    return values


def late(values: Array) -> Array:
    """Region 5 is reported from a year on."""
    values = values.copy()
    values[REGION == 5, :YEAR] = NAN
    return values


def parts(values: Array) -> Array:
    filled = pd.DataFrame(values).ffill(axis=1).to_numpy()
    return whole(filled, code_changes(values, REGION, CLUSTER), values)


@pytest.mark.parametrize("change", [split, merged])
def test_totals_of_codes_that_change_are_the_sums_of_each_year(change: object) -> None:
    values = change(country())  # type: ignore[operator]
    np.testing.assert_allclose(parts(values).sum(axis=0), np.nansum(values, axis=0))


def test_a_region_that_begins_by_itself_makes_no_total_jump() -> None:
    values = late(country())
    found = parts(values)
    assert (found[REGION == 5, :YEAR] == values[REGION == 5, YEAR, None]).all()
    changes = code_changes(values, REGION, CLUSTER)
    assert not (changes.begun.any() or changes.ended.any() or changes.handed.any())


def test_clusters_that_change_are_followed_as_regions_are() -> None:
    values = split(country())
    turned = values.reshape(N_REGIONS, N_CLUSTERS, -1).transpose(1, 0, 2).reshape(values.shape)
    cluster, region = (np.ravel(x) for x in np.indices((N_CLUSTERS, N_REGIONS)))
    for codes in ((region, cluster), (cluster, region)):
        changes = code_changes(turned, *codes)
        np.testing.assert_array_equal(changes.begun, region == 5)


def test_what_changed_is_told_by_series_and_year() -> None:
    changes = code_changes(split(country()), REGION, CLUSTER)
    np.testing.assert_array_equal(changes.begun, REGION == 5)
    np.testing.assert_array_equal(changes.handed.any(axis=1), np.isin(REGION, (2, 5)))
    assert np.flatnonzero(changes.handed.any(axis=0)).tolist() == [YEAR]
    changes = code_changes(merged(country()), REGION, CLUSTER)
    np.testing.assert_array_equal(changes.ended, REGION == 5)
    assert not changes.begun.any()


def test_a_total_of_others_is_no_part_of_a_change() -> None:
    values = split(country())
    region = np.where(REGION == 5, -1, REGION)
    assert not code_changes(values, region, np.where(REGION == 5, -1, CLUSTER)).begun.any()


def features_of(values: Array) -> dict[str, Array]:
    keys = pd.DataFrame({"region_code": REGION.astype(str), "cluster_code": CLUSTER.astype(str)})
    groups = {
        "nation": np.zeros(len(REGION), dtype=np.intp),
        "region": REGION,
        "cluster": CLUSTER,
        "sector": CLUSTER,
    }
    panel = GrowthPanel(keys, 2000 + np.arange(N_YEARS), values, groups, {})
    filled = pd.DataFrame(values).ffill(axis=1).to_numpy()
    scale = np.nanmean(np.abs(np.diff(filled)), axis=1)
    found = growth_features(panel, filled, scale, np.arange(len(values)))
    return dict(zip(found.names, found.fixed.T, strict=True)) | {
        f"rate_{name}": rate for name, rate in found.rates.items()
    }


@pytest.mark.parametrize("change", [split, merged])
def test_growth_of_the_rest_of_a_cluster_sees_no_change_of_codes(change: object) -> None:
    before, after = features_of(country()), features_of(change(country()))  # type: ignore[operator]
    others = ~np.isin(REGION, (2, 5))
    for name in ("rate_cluster", "rate_nation"):
        np.testing.assert_allclose(after[name][others], before[name][others], atol=0.003)


@pytest.mark.parametrize("factor", [1000.0, 1e-3])
@pytest.mark.parametrize("year", [0, 5, -2, -1])
def test_no_feature_of_others_follows_a_value_in_another_unit(factor: float, year: int) -> None:
    values = country()
    wrong = values.copy()
    wrong[0, year] *= factor
    before, after = features_of(values), features_of(wrong)
    for name in before:
        scale = np.nanstd(before[name]) + 1e-9
        moved = np.abs(after[name][1:] - before[name][1:])
        assert np.nanmax(moved) < 2 * scale + 0.25, name


def test_the_rest_beside_a_giant_is_added_up_exactly() -> None:
    values = country()
    alone = features_of(values)["rate_region"]
    values[0] = 1e18 * 1.5 ** np.arange(N_YEARS)
    np.testing.assert_allclose(features_of(values)["rate_region"][0], alone[0])


def test_a_late_series_counts_with_its_first_value_before_it() -> None:
    values = country()
    values[3, :4] = NAN
    assert (parts(values)[3, :4] == values[3, 4]).all()
