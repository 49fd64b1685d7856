"""Figures of a run: forecast fans, reliability, models side by side, feature importance."""

from textwrap import fill, shorten

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from features.package import Package
from training.backtest import HIGHER_IS_BETTER
from training.growth.intervals.conformal import interval_columns
from training.growth.order import end_columns
from training.provenance import is_demo
from training.registry.gate import BASELINES
from training.trained import Task, Trained

INK, MUTED, GRID = "#1d2733", "#6b7785", "#e3e7ec"
STRONG, SOFT, WARM = "#14559e", "#b9c4d0", "#c2571a"
BANDS = {0.95: "#dbe7f4", 0.8: "#b4cfea", 0.5: "#7fadd9"}
N_FANS, N_FEATURES = 6, 15
HEAD, FOOT = 0.5, 0.45  # inches over and under the panels, for the title and the source
DEMO_NOTE = "Demonstration with invented regions: not a real place."

MAIN_FIGURE: dict[Task, str] = {"growth": "owa", "niches": "ap"}
FIGURE_LABELS = {
    "owa": "OWA: error relative to naive = 1, lower is better",
    "ap": "average precision, higher is better",
}
ORDER_LABELS = {
    "rank_skill": "rank skill: 1 is the order that came true, 0 is chance",
    "top_tenth_lift": "growth of the tenth ranked first less that of all, % a year",
}


def draw(trained: Trained, package: Package, rows: pd.DataFrame) -> dict[str, Figure]:
    """All figures for which the tables of a trained model and its backtest have data.

    Parameters
    ----------
    package : Package
        Named under each figure as its source.
    rows : DataFrame
        As in ``training.backtest.Backtest``.

    Returns
    -------
    dict of str to Figure
        forecast_fans and order (growth), reliability (niches), rivals, feature_importance; those
        without data are left out.
    """
    figures = {}
    if rows.loc[rows["origin"] == "pooled", MAIN_FIGURE[trained.task]].notna().any():
        figures["rivals"] = rivals(trained, rows)
    if "rank_skill_low" in rows and rows["rank_skill_low"].notna().any():
        figures["order"] = order(trained, rows)
    if "forecasts" in trained.tables:
        figures["forecast_fans"] = forecast_fans(trained)
    if len(trained.tables.get("reliability", ())):
        figures["reliability"] = reliability(trained.tables["reliability"])
    if len(trained.importance):
        figures["feature_importance"] = feature_importance(trained.importance)
    for figure in figures.values():
        _sign(figure, trained, package)
    return figures


def forecast_fans(trained: Trained) -> Figure:
    """History, median and 50, 80 and 95 % intervals of the largest series of different regions."""
    forecasts, history = (_timed(trained, name) for name in ("forecasts", "history"))
    cutoff = history["year"].max() if "period" in history else trained.cutoff
    keys = ["region_code", "cluster_code"]
    last = history[history["year"] == cutoff].sort_values("value", ascending=False)
    shown = last.drop_duplicates("region_code").drop_duplicates("cluster_code").head(N_FANS)
    names = _names(trained, "region"), _names(trained, "cluster")
    title = f"Forecasts to {trained.cutoff + trained.horizon}"
    figure, panels = _panels(len(shown), columns=3, title=title, legend=0.35)
    for axes, key in zip(panels, shown[keys].itertuples(index=False), strict=True):
        past, future = (_series(table, key) for table in (history, forecasts))
        _fan(axes, past[past["year"] > cutoff - 20], future, cutoff)
        region, cluster = (name.get(code, code) for name, code in zip(names, key, strict=True))
        axes.set_title(
            f"{region}\n{shorten(cluster, 48, placeholder=' …')}", loc="left", fontsize=10
        )
    for axes in panels[::3]:
        axes.set_ylabel(_unit(trained))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(
        handles[::-1],
        labels[::-1],
        loc="lower left",
        bbox_to_anchor=(0.015, FOOT / figure.get_figheight()),
        ncols=len(labels),
        frameon=False,
        fontsize=9,
    )
    return figure


def _fan(axes: Axes, past: pd.DataFrame, future: pd.DataFrame, cutoff: float) -> None:
    """History and forecast of one series, from its last value."""
    last_value = past.loc[past["year"] == cutoff, "value"].to_numpy()

    def path(column: str) -> np.ndarray:
        return np.concatenate([last_value, future[column].to_numpy()])

    years = np.concatenate([np.full(len(last_value), cutoff), future["year"].to_numpy()])
    for level, colour in BANDS.items():
        low, high = interval_columns(level)
        axes.fill_between(
            years, path(low), path(high), color=colour, lw=0, label=f"{level:.0%} interval"
        )
    axes.plot(years, path("median"), color=STRONG, lw=2, label="median forecast")
    axes.plot(past["year"], past["value"], color=INK, lw=1.8, label="observed")
    axes.axvline(cutoff, color=MUTED, lw=1, ls=(0, (3, 3)), label="cutoff")
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))


def reliability(table: pd.DataFrame) -> Figure:
    """Observed shares against predicted probabilities, with 90 % ranges of chance."""
    calls = list(table["call"].unique())
    figure, panels = _panels(
        len(calls), columns=2, title="Do the probabilities come true?", height=4
    )
    for axes, call in zip(panels, calls, strict=True):
        bins = table[table["call"] == call].sort_values("predicted")
        low, high = _wilson(bins["observed"].to_numpy(), bins["n"].to_numpy())
        top = 1.03 * max(bins["predicted"].max(), high.max())
        axes.plot([0, top], [0, top], color=SOFT, lw=1.5, label="perfect")
        axes.vlines(
            bins["predicted"], low, high, color=STRONG, lw=1.5, alpha=0.5, label="90 % range"
        )
        axes.plot(bins["predicted"], bins["observed"], "o-", color=STRONG, lw=1.2, label="observed")
        axes.set(xlim=(0, top), ylim=(0, top), xlabel="predicted probability")
        axes.set_ylabel("observed share")
        axes.set_title(f"{call}, {int(bins['n'].sum()):,} cells", loc="left", fontsize=11)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
        axes.set_aspect("equal")
    panels[0].legend(frameon=False, loc="upper left")
    return figure


def _wilson(share: np.ndarray, n: np.ndarray, z: float = 1.645) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval of a share (1927, JASA 22), 90 % by default."""
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return centre - half, centre + half


def rivals(trained: Trained, rows: pd.DataFrame) -> Figure:
    """The main figure of every model on the same out-of-time rows, best first."""
    name = MAIN_FIGURE[trained.task]
    pooled = rows[rows["origin"] == "pooled"].dropna(subset=name)
    calls = list(pooled["call"].unique()) if "call" in pooled else [""]
    origins = ", ".join(str(origin) for origin in rows["origin"].unique() if origin != "pooled")
    n_bars = pooled["model"].nunique()
    figure, panels = _panels(
        len(calls),
        columns=2,
        title=f"{trained.model} beside simpler models, forecasts made in {origins}",
        height=1.2 + 0.36 * n_bars,
    )
    for axes, call in zip(panels, calls, strict=True):
        models = pooled[pooled["call"] == call] if call else pooled
        models = models.sort_values(name, ascending=name in HIGHER_IS_BETTER)
        _bars(axes, models["model"], models[name], models["model"] == trained.model, "{:.3f}")
        rate = models["base_rate"].mean() if "base_rate" in models else np.nan
        if np.isfinite(rate):
            axes.axvline(rate, color=WARM, lw=1.2, label=f"share of all cells, {rate:.3f}")
            axes.legend(frameon=False, loc="lower right", fontsize=9)
        axes.set_xlabel(FIGURE_LABELS[name])
        verdict = _verdict(trained, models)
        axes.set_title(f"{call}: {verdict}" if call else verdict, loc="left", fontsize=11)
    return figure


def order(trained: Trained, rows: pd.DataFrame) -> Figure:
    """How well each model told which series would grow faster, with 90 % intervals, best first."""
    pooled = rows[(rows["origin"] == "pooled") & rows["rank_skill_low"].notna()]
    pooled = pooled.sort_values("rank_skill")
    figure, panels = _panels(
        len(ORDER_LABELS),
        columns=2,
        title="Does what is forecast to grow faster grow faster?",
        height=1.2 + 0.36 * len(pooled),
    )
    places = np.arange(len(pooled))
    for axes, (name, label) in zip(panels, ORDER_LABELS.items(), strict=True):
        low, high = (pooled[end] for end in end_columns(name))
        colours = np.where(pooled["model"] == trained.model, STRONG, SOFT)
        axes.hlines(places, low, high, color=colours, lw=3)
        axes.scatter(pooled[name], places, color=colours, s=36, zorder=3)
        axes.axvline(0, color=MUTED, lw=1)
        axes.set_yticks(places, pooled["model"].map(_words))
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(label)
    return figure


def _verdict(trained: Trained, models: pd.DataFrame) -> str:
    """How the model compares with the best baseline, in words."""
    figures = models.set_index("model")[MAIN_FIGURE[trained.task]]
    simple = figures[figures.index.isin(BASELINES[trained.task]) & (figures.index != trained.model)]
    if trained.model not in figures or simple.empty:
        return ""
    if trained.task == "niches":
        lift, best = figures[trained.model] / simple.max(), _words(str(simple.idxmax()))
        return f"{lift:.1f} × the best null, {best}"
    change, best = figures[trained.model] / simple.min() - 1, str(simple.idxmin())
    return f"error {abs(change):.0%} {'above' if change > 0 else 'below'} the best baseline, {best}"


def feature_importance(importance: pd.DataFrame) -> Figure:
    """The features with the largest share of the trees' gain."""
    top = importance.nlargest(N_FEATURES, "gain").sort_values("gain")
    figure, (axes,) = _panels(
        1, columns=1, title="Most important features", height=1.2 + 0.3 * len(top)
    )
    _bars(axes, top["feature"], top["gain"], pd.Series(True, index=top.index), "{:.1%}")
    axes.set_xlabel("share of the total gain")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    return figure


def _bars(
    axes: Axes, names: pd.Series, values: pd.Series, strong: "pd.Series[bool]", label: str
) -> None:
    """Horizontal bars, the last on top, each with its value at the end."""
    colours = np.where(strong, STRONG, SOFT)
    bars = axes.barh(names.map(_words), values, color=colours, height=0.7)
    axes.bar_label(bars, fmt=label, padding=4, color=INK, fontsize=9)
    axes.margins(x=0.15)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)


def _panels(
    n: int, columns: int, title: str, height: float = 3.2, legend: float = 0.0
) -> tuple[Figure, list[Axes]]:
    """A figure with n panels of `height` inches each, and `legend` inches under them."""
    columns = min(columns, n)
    n_rows = -(-n // columns)
    width, total = max(4.6 * columns, 7.5), height * n_rows + legend + FOOT + HEAD
    foot, head = (FOOT + legend) / total, HEAD / total
    layout = ConstrainedLayoutEngine(rect=(0.01, foot, 0.98, 1 - foot - head))
    figure = Figure(figsize=(width, total), layout=layout, facecolor="white")
    figure.text(0.02, 1 - 0.3 * head, title, va="top", fontsize=14, fontweight="bold", color=INK)
    panels = [figure.add_subplot(n_rows, columns, number + 1) for number in range(n)]
    for axes in panels:
        style(axes)
        axes.tick_params(labelsize=9)
        axes.grid(color=GRID, lw=0.8)
    return figure, panels


def style(axes: Axes) -> None:
    """Give a panel quiet axes."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(SOFT)
    axes.tick_params(colors=MUTED, labelcolor=INK)
    axes.xaxis.label.set_color(MUTED)
    axes.yaxis.label.set_color(MUTED)
    axes.set_axisbelow(True)


def _sign(figure: Figure, trained: Trained, package: Package) -> None:
    """Write under the figure: data, cutoff, model, and whether the regions are invented."""
    demo = is_demo(package)
    source = f"Source: {package.title}; cutoff {trained.cutoff}, model {trained.model}."
    width, height = figure.get_size_inches()
    text = fill(f"{DEMO_NOTE} {source}" if demo else source, int(13 * width))
    figure.text(0.02, 0.08 / height, text, fontsize=8, color=MUTED, va="bottom")


def growth_tick(value: float, position: float) -> str:
    """The label of a tick of growth, per cent; matplotlib also gives its position."""
    return f"{value:+g} %".replace("-", "−") if value else "0 %"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _names(trained: Trained, kind: str) -> dict[str, str]:
    table = trained.tables[f"{kind}s"]
    return dict(zip(table[f"{kind}_code"], table[f"{kind}_name"], strict=True))


def _timed(trained: Trained, name: str) -> pd.DataFrame:
    """A table of series with time in years, fractional for quarters and months."""
    table = trained.tables[name]
    if "period" not in table:
        return table
    parts = (table["period"] - 1) / int(trained.params["periods_per_year"])
    return table.assign(year=table["year"] + parts)


def _series(table: pd.DataFrame, key: tuple[str, str]) -> pd.DataFrame:
    region, cluster = key
    chosen = (table["region_code"] == region) & (table["cluster_code"] == cluster)
    return table[chosen].sort_values("year")


def _unit(trained: Trained) -> str:
    indicators = trained.tables["indicators"].set_index("indicator")
    indicator = str(trained.params["indicator"])
    return f"{_words(indicator)}, {indicators['unit'].to_dict()[indicator]}"
