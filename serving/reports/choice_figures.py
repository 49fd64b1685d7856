"""Figures of what a region should back, drawn from the responses alone."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from features.arrays import Array
from features.formats import percent
from serving.choice.contracts import ClusterOption, Criterion, NicheOption, OptionsResponse
from serving.links.contracts import ClusterMultipliers, Flow
from serving.reports.axes import calm
from serving.reports.report import Report
from serving.reports.titles import short_title
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
    """Every figure that the responses allow: clusters, niches, multipliers, chain."""
    drawn = {}
    if report.options:
        drawn["clusters"] = clusters(report.options)
        if report.options.regions[0].niches:
            drawn["niches"] = niches(report.options)
    if report.multipliers:
        (region,) = report.multipliers.regions
        drawn["multipliers"] = multipliers(region.clusters[:N_OPTIONS])
        if region.flows:
            drawn["chain"] = chain(region.flows)
    return drawn


def clusters(response: OptionsResponse) -> Figure:
    """Stacked contributions of each cluster, and in how many futures it scores above the middle."""
    (region,) = response.regions
    options = region.clusters[:N_OPTIONS]
    figure, bars, beside = _beside(options)
    _stacked(bars, options, np.ones(len(options)), region.criteria)
    bars.set_xlabel("score: sum of the criteria's contributions")
    share = [100 * option.confidence for option in options]
    beside.barh(range(len(options)), share, color=ACCENT, height=0.62)
    for place, option in enumerate(options):
        chance = percent(option.outlook.chance_to_outgrow if option.outlook else None)
        text = f"{share[place]:.0f} %, outgrows {chance}"
        beside.text(share[place] + 1.5, place, text, va="center", fontsize="small", color=INK)
    beside.set_xlim(0, 100)
    beside.set_xlabel("% of futures above the middle cluster")
    return figure


def niches(response: OptionsResponse) -> Figure:
    """Stacked contributions of each niche times its chance, and the chance with its range."""
    (region,) = response.regions
    options = region.niches[:N_OPTIONS]
    figure, bars, beside = _beside(options)
    chance = np.array([option.chance for option in options])
    _stacked(bars, options, chance, region.criteria)
    bars.set_xlabel("score: chance of entry times usefulness, 0 to 1")
    low, high = (
        100 * np.array([getattr(option, name) for option in options])
        for name in ("chance_low", "chance_high")
    )
    beside.hlines(range(len(options)), low, high, color=ACCENT, alpha=0.4, linewidth=7)
    beside.plot(100 * chance, range(len(options)), "o", color=ACCENT)
    if options[0].base_rate is not None:
        beside.axvline(100 * options[0].base_rate, color=MARK)
    beside.set_xlim(0, 100)
    beside.set_xlabel("chance of entry, %, and its 90 % range\nline: base rate")
    return figure


def _beside(options: Sequence[ClusterOption] | Sequence[NicheOption]) -> tuple[Figure, Axes, Axes]:
    """A figure with two axes that share a row for each option."""
    figure = Figure(figsize=(11, 0.42 * len(options) + 1.3), layout="constrained")
    bars, beside = figure.subplots(1, 2, sharey=True, width_ratios=[2.4, 1])
    bars.set_yticks(range(len(options)), [short_title(option.name, LABEL) for option in options])
    bars.invert_yaxis()
    for axes in (bars, beside):
        calm(axes)
    return figure, bars, beside


def _stacked(
    bars: Axes,
    options: Sequence[ClusterOption] | Sequence[NicheOption],
    factor: Array,
    criteria: Sequence[Criterion],
) -> None:
    """Contributions of the criteria times a factor, those below 0 to the left."""
    above, below = np.zeros(len(options)), np.zeros(len(options))
    colours = zip((one.name for one in criteria), COLOURS * 3, strict=False)
    for name, colour in colours:
        if name not in options[0].contributions:
            continue
        width = factor * [option.contributions[name] for option in options]
        start = np.where(width >= 0, above, below)
        bars.barh(range(len(options)), width, left=start, color=colour, label=name, height=0.62)
        above += np.maximum(width, 0)
        below += np.minimum(width, 0)
    bars.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=5, frameon=False, fontsize="small"
    )


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
    axes.set_yticks(places, [short_title(row.cluster_name, LABEL) for row in rows])
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
            short_title(names[code], LABEL),
            ha=side,
            va="center",
            fontsize="small",
            color=INK,
        )
    axes.set_xlim(-2.3, 2.3)
    axes.set_ylim(-1.25, 1.25)
    axes.set_axis_off()
    return figure
