"""The picture of drivers: bars that end at the forecast, and nothing where nothing is told."""

import pytest
from matplotlib.patches import Rectangle

from serving.growth.contracts import ClusterForecast, Driver, Growth
from serving.reports.driver_figure import COLOURS, growth_drivers
from training.growth.explain.drivers import DRIVERS


def cluster(code: str, **growth: float) -> ClusterForecast:
    median = sum(growth.values()) if growth else 1.0
    return ClusterForecast(
        region_code="R1",
        region_name="Rivermouth",
        cluster_code=code,
        cluster_name=f"Cluster {code}",
        last_value=100.0,
        growth=Growth(median=median, median_per_year=median, intervals=[]),
        points=[],
        history=[],
        drivers=[
            Driver(driver=name, phrase=name, contribution=value, growth=value)
            for name, value in growth.items()
        ],
    )


def test_gains_end_to_the_right_and_losses_to_the_left_and_the_mark_at_their_sum() -> None:
    slow = cluster("A", national=2.0, sector=-1.5, momentum=-0.5)
    figure = growth_drivers([slow, cluster("B", national=2.0, region=1.0)])
    assert figure is not None
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["B Cluster B", "A Cluster A"]
    bars = [one for one in axes.patches if isinstance(one, Rectangle) and one.get_width()]
    ends = {
        row: (
            min(min(bar.get_x(), bar.get_x() + bar.get_width()) for bar in own),
            max(max(bar.get_x(), bar.get_x() + bar.get_width()) for bar in own),
        )
        for row in (0, 1)
        if (own := [bar for bar in bars if round(bar.get_y() + bar.get_height() / 2) == row])
    }
    assert ends[0] == pytest.approx((0.0, 3.0))
    assert ends[1] == pytest.approx((-2.0, 2.0))
    marks = [line for line in axes.lines if line.get_label() == "median forecast"]
    assert list(marks[0].get_xdata()) == pytest.approx([3.0, 0.0])  # type: ignore[arg-type]
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert set(labels) == {"median forecast", "nation", "sector", "region", "own momentum"}


def test_there_is_no_picture_without_drivers_or_growth() -> None:
    unknown = cluster("B", national=1.0).model_copy(update={"growth": None})
    assert growth_drivers([cluster("A"), unknown]) is None


def test_every_driver_but_the_rest_has_a_colour_of_its_own() -> None:
    assert set(COLOURS) == {driver.name for driver in DRIVERS} - {"rest"}
    assert len(set(COLOURS.values())) == len(COLOURS)
