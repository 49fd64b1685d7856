"""The pictures of what a region should back."""

from dataclasses import replace

import pytest
from matplotlib.patches import Rectangle

from serving.choice.answers import rank_options
from serving.choice.contracts import OptionsRequest
from serving.choice.lookup import choice_lookup
from serving.links.contracts import ClusterMultipliers
from serving.links.lookup import link_lookup
from serving.reports.choice_figures import clusters, multipliers, niches
from tests.serving.conftest import champion, growth_trained, niches_trained


@pytest.mark.parametrize(("half", "legends"), [(0.1, 1), (0.0, 0)])
def test_the_legend_of_multipliers_lies_outside_the_rows(half: float, legends: int) -> None:
    rows = [
        ClusterMultipliers(
            cluster_code=f"C{place}",
            cluster_name=f"Cluster {place}",
            national_output_multiplier=2.0,
            output_multiplier_low=1.5 - half,
            output_multiplier=1.5,
            output_multiplier_high=1.5 + half,
        )
        for place in range(3)
    ]
    figure = multipliers(rows)
    (axes,) = figure.axes
    assert axes.get_legend() is None
    assert len(figure.legends) == legends


def test_bars_of_contributions_end_at_the_scores() -> None:
    """Those below 0 lie to the left of the line, the others to the right."""
    lookup = choice_lookup(link_lookup(champion(growth_trained()), champion(niches_trained())))
    ends = {"multiplier": (1.0, 2.0), "externalities": (0.9, 1.9)}
    lookup = replace(lookup, scale={**lookup.scale, "cluster": ends})
    even = rank_options(lookup, OptionsRequest(region_codes=["R1"]))
    weights = {"multiplier": 1.0, "externalities": 1.0}
    answer = rank_options(lookup, OptionsRequest(region_codes=["R1"], weights=weights))
    region = answer.regions[0]
    for figure, options in (
        (clusters(answer), region.clusters),
        (niches(even), even.regions[0].niches),
    ):
        bars = [bar for bar in figure.axes[0].patches if isinstance(bar, Rectangle)]
        for place, option in enumerate(options):
            row = [bar for bar in bars if round(bar.get_y() + bar.get_height() / 2) == place]
            spans = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in row]
            assert sum(end - start for start, end in spans) == pytest.approx(option.score)
            assert all(start >= 0 if end >= start else start <= 0 for start, end in spans)
    assert any(value < 0 for one in region.clusters for value in one.contributions.values())
