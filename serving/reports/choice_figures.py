"""Figures of what a region should back, drawn from the responses alone."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from serving.choice.contracts import OptionsResponse
from serving.links.contracts import ClusterMultipliers, Flow
from serving.reports.axes import calm, short
from serving.reports.report import Report
from training.figures.run import INK

LABEL = 46
N_OPTIONS = 15
"""Options, and multipliers, shown."""
COLOURS = (
    *("#2b8a94", "#b0703a", "#6a3fb0", "#b0305c", "#6aa53a", "#b09a30"),
    *("#3a64b0", "#2fa56a", "#a53fa5", "#b04a30"),
)
ACCENT, MARK = "#1f6f78", "#b58a1b"
SMALLEST, LARGEST = 0.8, 7.0
"""Widths of the thinnest and the thickest flow, in points."""


def draw(report: Report) -> dict[str, Figure]:
    """Every figure that the responses allow: ranking, multipliers, chain."""
    drawn = {}
    if report.options:
        drawn["ranking"] = ranking(report.options)
    if report.multipliers:
        (region,) = report.multipliers.regions
        drawn["multipliers"] = multipliers(region.clusters[:N_OPTIONS])
        if region.flows:
            drawn["chain"] = chain(region.flows)
    return drawn


def ranking(response: OptionsResponse) -> Figure:
    """Stacked contributions of each option, and how robust its rank is."""
    (region,) = response.regions
    options = region.options[:N_OPTIONS]
    names = [criterion.name for criterion in region.criteria if criterion.known]
    figure = Figure(figsize=(11, 0.42 * len(options) + 1.3), layout="constrained")
    bars, robust = figure.subplots(1, 2, sharey=True, width_ratios=[2.4, 1])
    places = np.arange(len(options))
    start = np.zeros(len(options))
    for name, colour in zip(names, COLOURS * 2, strict=False):
        width = np.array([option.contributions[name] for option in options])
        bars.barh(places, width, left=start, color=colour, label=name, height=0.62)
        start += width
    bars.set_yticks(places, [_label(option.name, option.kind) for option in options])
    bars.invert_yaxis()
    bars.set_xlabel("score: sum of the criteria's contributions, 0 to 1")
    bars.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=5, frameon=False, fontsize="small"
    )
    share = [100 * option.acceptability for option in options]
    robust.barh(places, share, color=ACCENT, height=0.62)
    for place, option in zip(places, options, strict=True):
        text = f"{share[place]:.0f} %, ranks {option.rank_low} to {option.rank_high}"
        robust.text(share[place] + 1.5, place, text, va="center", fontsize="small", color=INK)
    robust.set_xlim(0, 100)
    robust.set_xlabel(f"% of draws in the best {response.k}")
    for axes in (bars, robust):
        calm(axes)
    return figure


def multipliers(rows: Sequence[ClusterMultipliers]) -> Figure:
    """Range of each multiplier over delta beside the nation's, or a bar where there is no range."""
    figure = Figure(figsize=(11, 0.36 * len(rows) + 1.2), layout="constrained")
    axes = figure.add_subplot()
    places = np.arange(len(rows))
    low, middle, high, nation = (
        np.array([getattr(row, name) for row in rows], dtype=np.float64)
        for name in (
            "output_multiplier_low",
            "output_multiplier",
            "output_multiplier_high",
            "national_output_multiplier",
        )
    )
    axes.plot(middle, places, "o", color=ACCENT, label="region, with its range over delta")
    if (low < high).any():
        axes.hlines(places, low, high, color=ACCENT, alpha=0.4, linewidth=7)
        axes.plot(nation, places, "|", color=MARK, markersize=13, mew=2.5, label="nation")
        figure.legend(loc="outside upper left", ncols=2, frameon=False, fontsize="small")
    else:
        axes.hlines(places, 1.0, middle, color=ACCENT, alpha=0.4, linewidth=3)
    axes.set_yticks(places, [_label(row.cluster_name) for row in rows])
    axes.invert_yaxis()
    axes.set_xlabel("output per unit of final demand")
    calm(axes)
    return figure


def chain(flows: Sequence[Flow]) -> Figure:
    """The strongest flows between clusters, on a circle: a value-chain graph."""
    names, size = dict[str, str](), dict[str, float]()
    for row in flows:
        for code, name in (
            (row.from_cluster_code, row.from_cluster_name),
            (row.to_cluster_code, row.to_cluster_name),
        ):
            names[code] = name
            size[code] = size.get(code, 0.0) + row.flow
    angles = dict(zip(names, np.linspace(0, 2 * np.pi, len(names), endpoint=False), strict=True))
    at = {code: (np.cos(angle), np.sin(angle)) for code, angle in angles.items()}
    figure = Figure(figsize=(11, 6.2), layout="constrained")
    axes = figure.add_subplot(aspect="equal")
    largest = max(row.flow for row in flows)
    for row in flows:
        width = SMALLEST + (LARGEST - SMALLEST) * row.flow / largest
        arrow = FancyArrowPatch(
            at[row.from_cluster_code],
            at[row.to_cluster_code],
            connectionstyle="arc3,rad=0.18",
            arrowstyle=f"-|>,head_length={3 + width},head_width={1.5 + width / 2}",
            linewidth=width,
            color=ACCENT,
            alpha=0.45,
            shrinkA=6,
            shrinkB=8,
        )
        axes.add_patch(arrow)
    for code, (x, y) in at.items():
        axes.plot(
            x, y, "o", color=INK, markersize=5 + 12 * (size[code] / max(size.values())) ** 0.5
        )
        side = "left" if x >= 0 else "right"
        axes.text(
            1.1 * x,
            1.1 * y,
            short(names[code], LABEL),
            ha=side,
            va="center",
            fontsize="small",
            color=INK,
        )
    axes.set_xlim(-2.3, 2.3)
    axes.set_ylim(-1.25, 1.25)
    axes.set_axis_off()
    return figure


def _label(name: str, kind: str = "") -> str:
    return short(name, LABEL) + (" (niche)" if kind == "niche" else "")
