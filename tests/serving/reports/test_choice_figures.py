"""The pictures of what a region should support."""

import pytest
from serving.reports.support_figures import multipliers

NAMES = ("output_multiplier_low", "output_multiplier", "output_multiplier_high")


@pytest.mark.parametrize(("half", "legends"), [(0.1, 1), (0.0, 0)])
def test_the_legend_of_multipliers_lies_outside_the_rows(half: float, legends: int) -> None:
    rows = [
        {
            "cluster_name": f"Cluster {place}",
            "national_output_multiplier": 2.0,
            **dict(zip(NAMES, (1.5 - half, 1.5, 1.5 + half), strict=True)),
        }
        for place in range(3)
    ]
    figure = multipliers(rows)
    (axes,) = figure.axes
    assert axes.get_legend() is None
    assert len(figure.legends) == legends
