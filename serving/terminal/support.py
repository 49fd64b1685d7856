"""Answers about the choice as tables for a terminal."""

from collections.abc import Sequence
from typing import Literal

from rich.console import Console
from rich.table import Table

from serving.terminal.printer import Answer, number, percent, show_source, titled

SHOWN = 15
BAR = 10


def show_support(console: Console, answer: Answer) -> None:
    """Options with a bar of their score, how robust they are and what counted most."""
    table = _columns(
        f"What to support in {answer['region_name']}: the best {answer['k']} of "
        f"{len(answer['options'])}, and those behind",
        ["", "option", "score"],
        ["", "robust", "at these weights", "ranks", "growth a year, or chance", "multiplier"],
    )
    for option in answer["options"][: max(SHOWN, answer["k"])]:
        table.add_row(*_option_row(option))
    console.print(table)
    console.print(
        f"robust: share of {answer['draws']:,} draws of weights and forecasts that put it in "
        f"the best {answer['k']}; at these weights: only the forecasts drawn; ranks: 90 % of them; "
        "of a niche the chance of entry, with its range",
        style="dim",
    )
    console.print(_weights_line(answer["criteria"]), style="dim")
    for note in answer["notes"]:
        console.print(note, style="dim")
    show_source(console, answer["metadata"])


def _option_row(option: Answer) -> list[str]:
    better = option["dominated_by_name"]
    notes = [f"dominated by {better}"] if better else []
    notes += [f"unknown: {', '.join(option['unknown'])}"] if option["unknown"] else []
    return [
        str(option["rank"]),
        "; ".join(
            [f"{option['name']} ({'niche ' * (option['kind'] == 'niche')}{option['code']})", *notes]
        ),
        "█" * round(BAR * option["score"]),
        f"{option['score']:.2f}",
        percent(option["acceptability"]),
        percent(option["acceptability_forecast"]),
        f"{option['rank_low']} to {option['rank_high']}",
        _growth(option),
        _range(option["criteria"]["multiplier"], option["multiplier_range"]),
    ]


def _growth(option: Answer) -> str:
    """Of a cluster growth a year, of a niche the chance of entry, with its range."""
    if option["growth_range"] is None:
        return "unknown"
    middle, ends = option["criteria"]["growth"], option["growth_range"]
    if option["kind"] == "niche":
        return f"{percent(middle)} ({percent(ends['lower'])} to {percent(ends['upper'])})"
    return f"{middle:+.1f} % ({ends['lower']:+.1f} to {ends['upper']:+.1f})"


def _range(middle: float | None, ends: Answer | None) -> str:
    if middle is None or ends is None:
        return "unknown"
    return f"{middle:.2f} ({ends['lower']:.2f} to {ends['upper']:.2f})"


def _weights_line(criteria: Sequence[Answer]) -> str:
    known = [one for one in criteria if one["known"]]
    weights = ", ".join(f"{one['name']} {one['weight']:.2f}" for one in known)
    unknown = ", ".join(one["name"] for one in criteria if not one["known"])
    return f"weights: {weights}" + (f"; not known: {unknown}" if unknown else "")


def show_multipliers(console: Console, answer: Answer) -> None:
    """Multipliers with their range over delta."""
    deltas = ", ".join(f"{delta:g}" for delta in answer["deltas"])
    table = _columns(
        f"Multipliers of {answer['region_name']} from the table of {answer['source_region']} in "
        f"{answer['table_year']} ({answer['method'].upper()}, delta {deltas})",
        ["cluster"],
        ["output", "over delta", "value added", "national output", "backward", "forward"],
    )
    for one in answer["clusters"]:
        low, high = one["output_multiplier_low"], one["output_multiplier_high"]
        table.add_row(
            f"{one['cluster_name']} ({one['cluster_code']})",
            _two(one["output_multiplier"]),
            f"{_two(low)} to {_two(high)}",
            _two(one["value_added_multiplier"]),
            _two(one["national_output_multiplier"]),
            _two(one["backward_linkage"]),
            _two(one["forward_linkage"]),
        )
    console.print(table)
    show_source(console, answer["metadata"])


def show_partners(console: Console, answer: Answer) -> None:
    """Partners and what each would bring."""
    table = _columns(
        f"Partners of {answer['region_name']} for {answer['activity_name']}",
        ["region"],
        ["score", "added density", "link", "has it itself"],
        ["would bring"],
    )
    for one in answer["partners"]:
        brings = "; ".join(
            f"{offer['activity_name']} ({offer['proximity']:.2f})" for offer in one["brings"]
        )
        table.add_row(
            f"{one['region_name']} ({one['region_code']})",
            _two(one["score"]),
            _two(one["added_density"]),
            _two(one["link_factor"]),
            "yes" if one["specialised"] else "no",
            brings,
        )
    console.print(table)
    console.print("score: added density times link, by which they are ranked", style="dim")
    show_source(console, answer["metadata"])


def show_peers(console: Console, answer: Answer) -> None:
    """The nearest peers and what sets the region apart."""
    group = answer["group"]
    type_of = (
        "no types of regions stand out"
        if group["groups"] == 1
        else f"type {group['group'] + 1} of {group['groups']}, {group['regions']} regions"
    )
    table = _columns(
        f"Peers of {answer['region_name']} ({type_of})",
        ["region"],
        ["distance"],
        [f"{answer['region_name']} less the peer, in standard deviations"],
    )
    for one in answer["peers"]:
        apart = "; ".join(f"{gap['label']} {gap['difference']:+.1f}" for gap in one["apart"])
        table.add_row(f"{one['region_name']} ({one['region_code']})", _two(one["distance"]), apart)
    console.print(table)
    show_source(console, answer["metadata"])


def show_scenario(console: Console, answer: Answer) -> None:
    """The clusters that a scenario moves most, in their first and last year."""
    table = _columns(
        f"Scenario for {answer['region_name']}: {answer['indicator']}, {answer['unit']}",
        ["cluster", "year"],
        ["baseline", "effect", "range", "with it", "80 % interval", "strain"],
    )
    for path in answer["paths"][:SHOWN]:
        largest = max(path["points"], key=lambda point: abs(point["effect"]))
        interval = largest["intervals"][0]
        table.add_row(
            f"{path['cluster_name']} ({path['cluster_code']})",
            str(largest["year"]),
            number(largest["baseline"]),
            number(largest["effect"]),
            f"{number(largest['effect_low'])} to {number(largest['effect_high'])}",
            number(largest["median"]),
            f"{number(interval['lower'])} to {number(interval['upper'])}",
            percent(largest["strain"]),
        )
    console.print(table)
    console.print(answer["caution"], style="dim")
    show_source(console, answer["metadata"])


def _columns(title: str, *groups: Sequence[str]) -> Table:
    """Columns of text, then of numbers, then of text again."""
    table = titled(title)
    sides: tuple[Literal["left", "right"], ...] = ("left", "right", "left")
    for names, side in zip(groups, sides, strict=False):
        for name in names:
            table.add_column(name, justify=side)
    return table


def _two(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"
