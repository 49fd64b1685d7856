"""Three questions to a service that is started for them, and stopped afterwards."""

import tempfile
from pathlib import Path

from rich.console import Console

from features.errors import InputError
from serving.http import host
from serving.terminal.client import ask
from serving.terminal.printer import show_forecasts, show_niches
from serving.terminal.support import show_support


def tour(console: Console) -> None:
    """Start, ask for a forecast, for niches and for what to support, print, stop.

    Raises
    ------
    InputError
        The service does not start, or has no champion to answer with.
    """
    with tempfile.TemporaryDirectory() as folder:
        port = host.free_port()
        console.print(f"starting the service on port {port} ...", style="dim")
        with host.running(port, Path(folder) / "service.log") as address:
            console.print(f"ready at {address}", style="dim")
            _ask_three(console, address)
            console.print("stopping the service ...", style="dim")
    console.print(
        "To go on: [bold]make serve[/bold] keeps the service and its page up on "
        "http://127.0.0.1:3000, [bold]make ui[/bold] opens the MLflow UI on "
        "http://127.0.0.1:5000.",
        markup=True,
    )


def _ask_three(console: Console, address: str) -> None:
    region, other = _two_regions(address)
    console.rule("1. How will the clusters of a region grow? POST /forecast_growth")
    show_forecasts(console, ask(address, "/forecast_growth", {"region_codes": [region]}))
    console.rule("2. Which technologies may it enter next? POST /flag_niches")
    show_niches(console, ask(address, "/flag_niches", {"region_codes": [region], "limit": 8}))
    console.rule("3. What should another region support? POST /rank_support")
    show_support(console, ask(address, "/rank_support", {"region_code": other}))


def _two_regions(address: str) -> tuple[str, str]:
    """The first two regions that both champions know."""
    codes = [
        region["region_code"]
        for region in ask(address, "/regions")["regions"]
        if region["growth"] and region["niches"]
    ]
    if not codes:
        raise InputError(
            "there is no region that both a growth and a niche champion know: train and promote "
            "both with python -m training, or run make demo"
        )
    return codes[0], codes[min(1, len(codes) - 1)]
