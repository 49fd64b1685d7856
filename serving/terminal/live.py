"""Live forecasts as a table for a terminal."""

from rich.console import Console

from serving.terminal.printer import Answer, number, show_source, titled, when


def show_live(console: Console, answer: Answer) -> None:
    """Each series with its intervals, what supposed paths make of it, and what to beware of."""
    forecasts = answer["forecasts"]
    supposed = any(one["what_if_growth"] or one["points"][-1]["what_if"] for one in forecasts)
    table = titled(f"Live forecast of {answer['indicator']}, {answer['unit']}")
    table.add_column("region, cluster")
    headings = ["starts from", "until", "median", "growth a year"]
    headings += [f"{part['level']} % interval" for part in forecasts[0]["points"][-1]["intervals"]]
    for heading in headings + ["what if: median", "growth a year"] * supposed:
        table.add_column(heading, justify="right")
    per_year = answer["metadata"]["periods_per_year"]
    for one in forecasts:
        table.add_row(*_row(one, per_year, supposed=supposed))
    unknown = [one for one in forecasts if one["last_value"] is None]
    for one in unknown:
        console.print(_no_history(one), style="bold")
    console.print(table)
    for one in forecasts:
        for warning in [] if one in unknown else one["warnings"]:
            console.print(f"{_name(one)}: {warning}", style="dim")
    for total in answer["totals"]:
        console.print(_total(total), style="dim")
    for note in answer["notes"]:
        console.print(note, style="dim")
    show_source(console, answer["metadata"])


def _name(one: Answer) -> str:
    return f"{one['region_name']}, {one['cluster_name']}"


def _no_history(one: Answer) -> str:
    """What stands above the table for a series of which no value is known."""
    return f"No history: {_name(one)}: no forecast of its size. {'; '.join(one['warnings'])}"


def _row(one: Answer, per_year: int, *, supposed: bool) -> list[str]:
    point = one["points"][-1]
    start = f"{number(one['last_value'])} in {when(one['points'][0], per_year, 1)}"
    return [
        _name(one),
        start if one["last_value"] is not None else one["unit"],
        when(point, per_year),
        number(point["median"]),
        _rate(one["growth"]),
        *(f"{number(part['lower'])} to {number(part['upper'])}" for part in point["intervals"]),
        *([number(point["what_if"]["median"]), _rate(one["what_if_growth"])] if supposed else []),
    ]


def _rate(growth: Answer | None) -> str:
    a_year = growth and growth["median_per_year"]
    return "unknown" if a_year is None else f"{a_year:+.1f} %"


def _total(total: Answer) -> str:
    """The growth of a total by year, as forecast and as supposed."""
    name = " ".join(filter(None, [total["level"], total["code"]]))
    paths = [("forecast", total["baseline"]), ("supposed", total["supposed"])]
    told = [
        f"{label} {' '.join(f'{rate:+.1f}' for rate in rates)}" for label, rates in paths if rates
    ]
    return f"growth of the {name}, % a year: {'; '.join(told)}"
