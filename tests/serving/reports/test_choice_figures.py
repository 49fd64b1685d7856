"""The pictures of what a region should back."""

import pytest

from serving.links.contracts import ClusterMultipliers
from serving.reports.choice_figures import multipliers


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
