"""What the pictures of an audit hold, read from the drawn figures."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from serving.growth.contracts import ForecastResponse
from serving.niches.contracts import NicheCall, RegionAudit
from serving.reports import audit_figures
from serving.reports.audit_figures import N_SHOWN, draw, quadrant
from serving.reports.report import Report, region_report
from serving.reports.titles import LABEL
from tests.training import champions


@pytest.fixture(scope="module")
def found() -> Report:
    return region_report("R1", champions.niches(), champions.growth())


def audit(report: Report) -> RegionAudit:
    (region,) = report.audit.audits
    return region


def texts(figure: Figure) -> list[str]:
    """Every text of a figure as it is drawn."""
    figure.canvas.draw()
    inside = [text.get_text() for axes in figure.axes for text in axes.texts]
    ticks = [
        tick.get_text()
        for axes in figure.axes
        for tick in [*axes.get_xticklabels(), *axes.get_yticklabels()]
    ]
    return [text.get_text() for text in figure.texts] + inside + ticks


def test_every_figure_is_drawn(found: Report) -> None:
    drawn = draw(found)
    assert set(drawn) == {"entries", "quadrant", "space", "risks", "reliability", "growth"}
    for figure in drawn.values():
        figure.canvas.draw()


def test_figures_without_calls_and_growth() -> None:
    calls = champions.niches().tables["calls"]
    champion = champions.niches(calls=pd.DataFrame(calls[calls["call"] == "exit"]))
    drawn = draw(region_report("R1", champion))
    assert set(drawn) == {"space", "risks", "reliability"}


def test_probabilities_ranges_and_the_null_lie_where_they_should(found: Report) -> None:
    (axes,) = draw(found)["entries"].axes
    dots, nulls = axes.lines
    calls = audit(found).likely_entries
    assert np.asarray(dots.get_xdata()).tolist() == [call.probability for call in calls]
    assert np.asarray(nulls.get_xdata()).tolist() == [call.null_probability for call in calls]
    segments = axes.collections[0].get_segments()  # type: ignore[attr-defined]
    assert [tuple(segment[:, 0]) for segment in segments] == [
        (call.probability_low, call.probability_high) for call in calls
    ]
    assert axes.get_xlim()[1] >= max(call.probability_high for call in calls)
    assert axes.get_ylim()[0] > axes.get_ylim()[1], "the likeliest is on top"


def test_the_quadrant_names_its_corners_and_the_likeliest(found: Report) -> None:
    shown = texts(quadrant(audit(found).likely_entries))
    for corner in audit_figures.QUADRANTS.values():
        assert corner in shown
    assert "B1  Sensors" in shown or "B1 Sensors" in shown


def test_a_candidate_of_unknown_complexity_has_no_place_in_the_quadrant(
    found: Report,
) -> None:
    (axes,) = quadrant(audit(found).likely_entries).axes
    candidates = axes.collections[0].get_offsets()
    assert len(np.asarray(candidates)) == 1, "B2 has no complexity"
    signs = {text.get_text() for text in axes.texts} - set(audit_figures.QUADRANTS.values())
    assert signs == {"1"} or signs == {"2"}


def test_the_space_shows_portfolio_candidates_and_risks(found: Report) -> None:
    (axes,) = draw(found)["space"].axes
    lines, others, own, *signs = axes.collections
    assert found.audit.details is not None
    n_links = len(found.audit.details.space.links)
    assert len(lines.get_segments()) == n_links  # type: ignore[attr-defined]
    assert len(np.asarray(others.get_offsets())) == 2
    assert len(np.asarray(own.get_offsets())) == 2
    assert len(signs) == 2 + 4, "ties, places, and the signs of two entries and two exits"
    marks = {text.get_text() for text in axes.texts}
    assert {"1", "2", "A", "B"} <= marks


def test_growth_has_the_fastest_on_top_and_leaves_unknown_growth_out(
    found: Report,
) -> None:
    (axes,) = draw(found)["growth"].axes
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["C1 Machinery"]
    assert axes.lines[0].get_xdata()[0] == pytest.approx(10.0)  # type: ignore[index]


def grown(found: Report, per_year: tuple[float, float, float]) -> ForecastResponse:
    """The forecasts with the growth of the first cluster, low, median and high, replaced."""
    assert found.growth is not None
    first = found.growth.forecasts[0]
    assert first.growth is not None
    low, median, high = per_year
    (interval,) = first.growth.intervals_per_year
    growth = first.growth.model_copy(
        update={
            "median_per_year": median,
            "intervals_per_year": [interval.model_copy(update={"lower": low, "upper": high})],
        }
    )
    return found.growth.model_copy(
        update={"forecasts": [first.model_copy(update={"growth": growth})]}
    )


def test_the_labels_of_growth_stand_where_they_say(found: Report) -> None:
    figure = audit_figures.growth(grown(found, (-6.0, 2.5, 11.0)))
    figure.canvas.draw()
    (axes,) = figure.axes
    told = [label.get_text().removesuffix(" %") for label in axes.get_xticklabels()]
    assert [float(text.replace("−", "-")) for text in told] == axes.get_xticks().tolist()
    assert "+2.5" in told


def test_the_largest_clusters_come_first(found: Report) -> None:
    assert found.growth is not None
    first, second = found.growth.forecasts
    sizes = (2.0, None, 0.0, 3.0)
    several = [first.model_copy(update={"last_value": size}) for size in sizes]
    part = found.growth.model_copy(update={"forecasts": several})
    assert [one.last_value for one in audit_figures.largest(part)] == [3.0, 2.0, 0.0, None]
    assert audit_figures.largest(found.growth) == [first, second]


def named(call: NicheCall, code: str, name: str) -> NicheCall:
    return call.model_copy(update={"activity_code": code, "activity_name": name})


def test_names_are_shortened_and_codes_not_said_twice(found: Report) -> None:
    call = audit(found).at_risk[0]
    assert audit_figures._label(named(call, "B01L", "CPC subclass B01L")) == "CPC subclass B01L"
    long = named(call, "X", "word " * 40)
    assert len(audit_figures._label(long)) <= LABEL


def test_letters_reach_as_far_as_the_signs() -> None:
    assert [audit_figures.letter(i) for i in (1, 2, 26)] == ["A", "B", "Z"]
    assert N_SHOWN <= 26


def test_where_no_two_activities_meet_there_is_no_space() -> None:
    champion = champions.niches()
    high = replace(champion, params={**champion.params, "threshold": 50.0})
    drawn = draw(region_report("R1", high))
    assert "space" not in drawn
    assert "entries" in drawn


def test_the_axis_of_growth_names_its_prices(found: Report) -> None:
    assert found.growth is not None
    about = found.growth.metadata.model_copy(update={"prices": "in current prices"})
    (axes,) = audit_figures.growth(found.growth.model_copy(update={"metadata": about})).axes
    assert axes.get_xlabel() == (
        "growth of value added a year to 2012, in current prices: median and 80 % interval"
    )
