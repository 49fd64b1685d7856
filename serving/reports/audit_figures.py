"""The pictures of a technology audit, drawn from the audit alone."""

from collections.abc import Callable, Sequence
from textwrap import shorten
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from features.formats import percent
from training.figures import run
from training.figures.drivers import growth_drivers
from training.figures.run import GRID, INK, MUTED, growth_tick
from training.figures.signs import draw_signs

Audit = dict[str, Any]

ENTRY, RISK, OWN = "#1f6f78", "#b4532a", "#33475b"
PALE, LINK = "#cfd6db", "#dde2e6"
N_SHOWN = 12
"""Candidates and risks that are numbered in the figures and listed in the report."""
N_CLUSTERS = 15
TOGETHER = 0.6
"""Distance from the middle, over that of all activities, up to which a group keeps together."""
LABEL = 40
"""Letters of a name beside a figure."""

Mark = Callable[[int], str]
"""What stands for the first, second, ... call: a number or a letter."""

Group = tuple[str, str, Sequence[Audit], Mark]
"""Title, colour, calls, and what stands for each of them."""

QUADRANTS = {
    (1, 1): "close and complex: build on it",
    (0, 1): "complex, but far: a bold step",
    (1, 0): "close, but simple: within reach",
    (0, 0): "far and simple: little to gain",
}
"""Right or left and upper or lower; after Balland, Boschma, Crespo & Rigby (2019), Regional
Studies 53(9), fig. 1: high road, casino, slow road, dead end."""


def draw(audit: Audit) -> dict[str, Figure]:
    """Every figure that the audit allows.

    Returns
    -------
    dict of str to Figure
        entries, quadrant, space, risks, reliability, growth and drivers, as far as there is
        something to show.
    """
    drawn = {}
    if audit["likely_entries"]:
        drawn["entries"] = probabilities(audit["likely_entries"], ENTRY, str)
        drawn["quadrant"] = quadrant(audit)
    if audit["at_risk"]:
        drawn["risks"] = probabilities(audit["at_risk"], RISK, letter)
    if audit["space"]["links"]:
        drawn["space"] = space(audit)
    if audit["reliability"]:
        drawn["reliability"] = run.reliability(pd.DataFrame(audit["reliability"]))
    if audit["growth"]:
        drawn["growth"] = growth(audit["growth"])
        moved = growth_drivers(audit["growth"]["clusters"][:N_CLUSTERS])
        if moved is not None:
            drawn["drivers"] = moved
    return drawn


def probabilities(calls: Sequence[Audit], colour: str, mark: Mark) -> Figure:
    """The likeliest calls: probability, its 90 % range, and the best simple rule beside it."""
    shown = pd.DataFrame(calls[:N_SHOWN])
    names = [f"{_label(call)}   {mark(i)}" for i, call in enumerate(calls[:N_SHOWN], start=1)]
    figure, axes = _canvas(10.0, 1.1 + 0.34 * len(shown))
    low, high = shown["probability_low"], shown["probability_high"]
    y = _dots(axes, names, shown["probability"], low, high, colour)
    axes.plot(shown["null_probability"], y, "|", color=INK, ms=11, mew=1.6)
    axes.set_xlim(0, min(1.0, 1.05 * float(np.fmax(high, shown["null_probability"]).max())))
    axes.xaxis.set_major_formatter(_tick)
    axes.set_xlabel("probability with its 90 % range;   | by the best simple rule")
    return figure


def quadrant(audit: Audit) -> Figure:
    """Candidates by relatedness density and complexity, the likeliest numbered.

    Both axes are percentiles among all candidates of the region, since a few simple activities
    have an index far below all others.
    """
    calls = pd.DataFrame(audit["likely_entries"])
    cells = calls[["relatedness_density", "complexity", "probability"]].astype(float).dropna()
    places = cells.rank(pct=True)
    x, y = places["relatedness_density"], places["complexity"]
    figure, axes = _canvas(11.0, 6.6, rect=(0.0, 0.0, 0.66, 1.0))
    axes.scatter(x, y, s=14 + 90 * cells["probability"], color=PALE, lw=0)
    axes.axvline(0.5, color=MUTED, lw=0.8)
    axes.axhline(0.5, color=MUTED, lw=0.8)
    for (right, upper), text in QUADRANTS.items():
        axes.text(
            1.0 if right else 0.0,
            1.06 if upper else -0.06,
            text,
            ha="right" if right else "left",
            va="center",
            color=MUTED,
            fontsize=10,
            style="italic",
        )
    top = cells.index[cells.index < N_SHOWN]
    marks = [str(i + 1) for i in top]
    draw_signs(
        axes, np.stack([x[top], y[top]], axis=1), marks, [ENTRY] * len(top), gap=(0.042, 0.048)
    )
    axes.set(xlim=(-0.06, 1.06), ylim=(-0.11, 1.11))
    axes.set_xticks(np.linspace(0, 1, 5))
    axes.set_yticks(np.linspace(0, 1, 5))
    axes.set_xlabel("relatedness density, percentile among the candidates")
    axes.set_ylabel("complexity, percentile among the candidates")
    axes.xaxis.set_major_formatter(_tick)
    axes.yaxis.set_major_formatter(_tick)
    _key(figure, [("Likeliest entries", ENTRY, audit["likely_entries"], str)])
    return figure


def space(audit: Audit) -> Figure:
    """The network of activities with what the region has, may enter and may lose."""
    nodes = pd.DataFrame(audit["space"]["nodes"]).set_index("activity_code")
    links = pd.DataFrame(audit["space"]["links"])
    figure, axes = _canvas(11.0, 7.4, rect=(0.0, 0.0, 0.7, 1.0))
    places = nodes[["x", "y"]]
    lines = np.stack([places.loc[links[end]].to_numpy() for end in ("from", "to")], axis=1)
    axes.add_collection(LineCollection(list(lines), colors=LINK, linewidths=0.8, zorder=1))
    sizes = 14 + 120 * np.sqrt(nodes["count"] / nodes["count"].max())
    threshold = float(audit["metadata"]["params"]["threshold"])
    own = {p["activity_code"] for p in audit["portfolio"] if p["location_quotient"] >= threshold}
    has = nodes.index.isin(own)
    for chosen, colour in ((~has, PALE), (has, OWN)):
        axes.scatter(
            nodes["x"][chosen],
            nodes["y"][chosen],
            s=sizes[chosen],
            color=colour,
            edgecolor="white",
            lw=0.5,
            zorder=2,
        )
    _group_names(axes, nodes)
    groups: list[Group] = [
        ("Likeliest entries", ENTRY, audit["likely_entries"], str),
        ("Specialisations at risk", RISK, audit["at_risk"][: N_SHOWN // 2], letter),
    ]
    signs = [
        (call["activity_code"], mark(i), colour)
        for _, colour, calls, mark in groups
        for i, call in enumerate(calls[:N_SHOWN], start=1)
        if call["activity_code"] in nodes.index
    ]
    codes, marks, colours = zip(*signs, strict=True) if signs else ((), (), ())
    draw_signs(axes, places.loc[list(codes)].to_numpy(), marks, colours, gap=(0.066, 0.066))
    axes.set_axis_off()
    axes.margins(0.03)
    axes.set_aspect("equal")
    _key(figure, groups)
    figure.text(
        0.72,
        0.02,
        "dark: specialisations of the region\npale: everything else\n"
        "size: that of all regions together\nlines: the strongest proximities",
        color=MUTED,
        fontsize=9,
        va="bottom",
        linespacing=1.5,
    )
    return figure


def _group_names(axes: Axes, nodes: pd.DataFrame) -> None:
    """The names of groups that keep together, each in the middle of its activities."""
    named = nodes.loc[nodes["group"] != "", ["group", "x", "y"]]
    middles = named.groupby("group").median()
    gaps = named[["x", "y"]] - middles.loc[named["group"]].to_numpy()
    apart = gaps.pow(2).sum(axis=1).groupby(named["group"]).median() ** 0.5
    usual = nodes[["x", "y"]].pow(2).sum(axis=1).median() ** 0.5
    for name, place in middles[apart < TOGETHER * usual].iterrows():
        text = axes.text(
            place["x"],
            place["y"],
            _short(str(name), 28),
            color=MUTED,
            fontsize=10,
            ha="center",
            va="center",
            zorder=4,
        )
        text.set_path_effects([withStroke(linewidth=3, foreground="white")])


def growth(part: Audit) -> Figure:
    """Growth a year of the region's largest clusters, with 80 % intervals, fastest on top."""
    rows = pd.DataFrame(part["clusters"])
    figures_of = ["growth_median", "growth_lower_80", "growth_upper_80"]
    rows[figures_of] = rows[figures_of].astype(float)
    rows = rows.dropna(subset=figures_of).head(N_CLUSTERS)
    rows = rows.sort_values("growth_median", ascending=False)
    figure, axes = _canvas(10.0, 1.1 + 0.34 * max(len(rows), 1))
    names = [_short(f"{r.cluster_code}  {r.cluster_name}") for r in rows.itertuples()]
    low, high = rows["growth_lower_80"], rows["growth_upper_80"]
    _dots(axes, names, rows["growth_median"], low, high, ENTRY)
    axes.axvline(0, color=MUTED, lw=1)
    axes.xaxis.set_major_formatter(growth_tick)
    axes.set_xlabel(
        f"growth of {part['indicator'].replace('_', ' ')} a year to {part['year']}: median and "
        "80 % interval"
    )
    return figure


def _dots(
    axes: Axes,
    names: Sequence[str],
    values: "pd.Series[float]",
    low: "pd.Series[float]",
    high: "pd.Series[float]",
    colour: str,
) -> np.ndarray:
    """One line per name from the top, a range and a dot on it; the heights of the lines."""
    y = np.arange(len(names))
    axes.hlines(y, low, high, color=colour, lw=5, alpha=0.28)
    axes.plot(values, y, "o", color=colour, ms=7)
    axes.set_yticks(y, names, fontsize=10)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    return y


def _key(figure: Figure, groups: Sequence[Group]) -> None:
    """To the right of a panel: what the numbers and letters stand for."""
    width, height = figure.get_size_inches()
    left, line = (7.45 if len(groups) == 1 else 7.9) / width, 0.25 / height
    y = 1 - 0.2 / height
    for title, colour, calls, mark in groups:
        figure.text(left, y, title, color=colour, fontsize=11, fontweight="bold", va="top")
        for i, call in enumerate(calls[:N_SHOWN], start=1):
            y -= line
            figure.text(left, y, mark(i), color=colour, fontsize=9, fontweight="bold", va="top")
            figure.text(left + 0.26 / width, y, _label(call, 36), color=INK, fontsize=9, va="top")
            figure.text(
                0.995, y, percent(call["probability"]), color=INK, fontsize=9, va="top", ha="right"
            )
        y -= 1.8 * line


def letter(number: int) -> str:
    """A for 1, B for 2, ..."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number - 1]


def _label(call: Audit, letters: int = LABEL) -> str:
    """Code and name; the name alone where the code is part of it."""
    code, name = call["activity_code"], call["activity_name"]
    return _short(name if code in name else f"{code}  {name}", letters)


def _tick(share: float, position: float) -> str:
    """The label of a tick; matplotlib also gives its position."""
    return f"{100 * share:g} %"


def _short(text: str, letters: int = LABEL) -> str:
    return shorten(text, letters, placeholder=" …")


def _canvas(
    width: float, height: float, rect: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
) -> tuple[Figure, Axes]:
    """A figure in inches with one calm panel in a part of it."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    figure.get_layout_engine().set(rect=rect)  # type: ignore[union-attr, call-arg]
    axes = figure.add_subplot()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(PALE)
    axes.tick_params(colors=MUTED, labelcolor=INK)
    axes.xaxis.label.set_color(MUTED)
    axes.yaxis.label.set_color(MUTED)
    axes.grid(color=GRID, lw=0.8)
    axes.set_axisbelow(True)
    return figure, axes
