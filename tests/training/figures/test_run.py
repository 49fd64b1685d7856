"""Figures are drawn from tables and rows alone, say their source, and own up to a demo."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from matplotlib.figure import Figure

from features.package import Package
from tests.training.examples import growth_example, niche_example
from training.figures import run

REAL = Package("states", "States of somewhere", "a" * 64, {}, {})
DEMO = Package("demo", "A demo country", "a" * 64, {}, {})


def words(figure: Figure) -> str:
    """All text of a figure, axes included."""
    texts = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        texts += [axes.get_title(loc="left"), axes.get_xlabel(), axes.get_ylabel()]
        texts += [text.get_text() for text in [*axes.texts, *axes.get_yticklabels()]]
    return "\n".join(texts).replace("\n", " ")


@pytest.mark.parametrize(
    ("value", "label"), [(2.5, "+2.5 %"), (-1.0, "−1 %"), (0.0, "0 %"), (10.0, "+10 %")]
)
def test_ticks_of_growth_are_not_rounded(value: float, label: str) -> None:
    assert run.growth_tick(value, 0.0) == label


def test_growth_figures() -> None:
    example = growth_example()
    drawn = run.draw(example.trained, REAL, example.rows)
    assert set(drawn) == {"forecast_fans", "rivals", "order", "feature_importance"}
    assert "value added, million" in words(drawn["forecast_fans"])
    assert "Machinery" in words(drawn["forecast_fans"])
    assert "lag 1" in words(drawn["feature_importance"])
    assert "error 24% below the best baseline, theta" in words(drawn["rivals"])


def test_niche_figures() -> None:
    example = niche_example()
    drawn = run.draw(example.trained, REAL, example.rows)
    assert set(drawn) == {"reliability", "rivals"}, "there is no importance to draw"
    assert "entry: 2.0 × the best null, density" in words(drawn["rivals"])
    assert "entry, 1,030 cells" in words(drawn["reliability"])


def test_what_is_not_known_is_not_drawn() -> None:
    example = niche_example()
    tables = {**example.trained.tables, "reliability": example.trained.tables["reliability"][:0]}
    trained = replace(example.trained, tables=tables)
    assert run.draw(trained, REAL, example.rows.assign(ap=np.nan)) == {}


def test_every_figure_names_its_source_and_owns_up_to_a_demo() -> None:
    example = growth_example()
    for figure in run.draw(example.trained, REAL, example.rows).values():
        assert "States of somewhere; cutoff 2010, model hybrid" in words(figure)
        assert "invented" not in words(figure)
    for figure in run.draw(example.trained, DEMO, example.rows).values():
        assert "Demonstration with invented regions" in words(figure)


def test_the_fan_starts_at_the_last_known_value() -> None:
    example = growth_example()
    figure = run.forecast_fans(example.trained)
    median = next(line for line in figure.axes[0].lines if line.get_label() == "median forecast")
    assert np.asarray(median.get_xdata()).tolist() == list(range(2010, 2016))
    assert np.asarray(median.get_ydata()).tolist() == [100, 101, 102, 103, 104, 105]


def test_the_best_model_is_on_top() -> None:
    example = growth_example()
    (axes,) = run.rivals(example.trained, example.rows).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["naive", "theta", "hybrid"]


def test_a_worse_model_is_not_flattered() -> None:
    example = growth_example(errors={"naive": 10.0, "theta": 6.0, "hybrid": 9.0})
    assert "above the best baseline, theta" in words(run.rivals(example.trained, example.rows))


@pytest.mark.parametrize("n_series", [1, 2])
def test_few_series_draw_too(n_series: int) -> None:
    trained = growth_example().trained
    regions = trained.tables["regions"]["region_code"][:n_series]
    tables = {
        name: table[table["region_code"].isin(regions)] if "region_code" in table else table
        for name, table in trained.tables.items()
    }
    run.forecast_fans(replace(trained, tables=tables)).savefig(BytesIO())


def test_wilson_interval_as_published() -> None:
    """Newcombe (1998, Statistics in Medicine 17), table I: 15 of 148, 95 %: 0.0624 to 0.1605."""
    low, high = run._wilson(np.array([15 / 148]), np.array([148]), z=1.959964)
    assert (low[0], high[0]) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_a_name_with_dollars_is_no_formula() -> None:
    figure = Figure()
    figure.suptitle(r"$\frac{1$ & Sons, $5 & up")
    figure.savefig(BytesIO(), format="png")
