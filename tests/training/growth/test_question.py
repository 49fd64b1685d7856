"""A growth question checks itself, and its panels are built once and from the past alone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features import demo
from features.errors import InputError
from features.growth.panel import growth_panel
from features.niches.counts import CountHistory
from features.package import Package
from training.growth import task as growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion


def test_a_question_checks_itself_and_gives_params() -> None:
    with pytest.raises(InputError, match="horizon must be at least 1 year, not 0"):
        GrowthQuestion(0)
    assert GrowthQuestion(3, "jobs").params() == {"indicator": "jobs", "horizon": 3}
    deflated = GrowthQuestion(3, deflator="cpi").params()
    assert deflated == {"indicator": "value_added", "horizon": 3, "deflator": "cpi"}


def test_a_training_counts_patents_once_and_builds_a_panel_once(
    demo_package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    original = CountHistory.__init__

    def counted(self: CountHistory, *arguments: object) -> None:
        built.append("patents")
        original(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(CountHistory, "__init__", counted)
    panels = GrowthPanels(demo_package, GrowthQuestion())
    for origin in growth.default_origins(panels, demo.CUTOFF):
        panels.at(origin)
    assert panels.at(demo.CUTOFF) is panels.at(demo.CUTOFF)
    assert built == ["patents"]


def test_a_panel_is_that_of_a_package_that_ends_at_the_cutoff(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    late = rows["region_code"].isin(sorted(rows["region_code"].unique())[:3])
    late |= rows["technology_code"] == rows["technology_code"].iloc[0]
    patents = rows[~late | (rows["year"] > demo.CUTOFF)]
    package = replace(demo_package, tables={**demo_package.tables, "patents": patents})
    found = GrowthPanels(package, GrowthQuestion()).at(demo.CUTOFF)
    expected = growth_panel(package.until(demo.CUTOFF), demo.CUTOFF)
    pd.testing.assert_frame_equal(found.keys, expected.keys)
    np.testing.assert_array_equal(found.values, expected.values)
    for name, values in expected.patents.items():
        np.testing.assert_array_equal(found.patents[name], values, err_msg=name)
