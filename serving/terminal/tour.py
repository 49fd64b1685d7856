"""Start a service, ask it three questions, stop it."""

import tempfile
from pathlib import Path
from typing import Any, cast

from rich.console import Console

from features.errors import InputError
from serving.catalogue.contracts import RegionList
from serving.endpoints import ENDPOINTS
from serving.http import host
from serving.terminal.client import ask
from serving.terminal.printer import print_response

BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}


def tour(console: Console) -> None:
    """Start, ask for a forecast, for niches and for what to back, print, stop.

    Raises
    ------
    InputError
        The service does not start, or has no champions.
    """
    with tempfile.TemporaryDirectory() as folder:
        port = host.free_port()
        console.print(f"starting the service on port {port} ...", style="dim")
        with host.running(port, Path(folder) / "service.log") as address:
            console.print(f"ready at {address}", style="dim")
            for title, name, question in _questions(address):
                console.rule(f"{title} POST /{name}")
                print_response(console, _ask(address, name, **question))
            console.print("stopping the service ...", style="dim")
    console.print(
        "Next: [bold]python -m serving[/bold] runs the service and its page at "
        "http://127.0.0.1:3000, [bold]python -m training ui[/bold] opens the MLflow UI at "
        "http://127.0.0.1:5000.",
        markup=True,
    )


def _questions(address: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Titles, names of endpoints and requests, about the first regions of both champions."""
    regions = cast(RegionList, _ask(address, "regions")).regions
    codes = [region.region_code for region in regions if region.growth and region.niches]
    if not codes:
        raise InputError(
            "no region has both a growth and a niche champion: train and promote both with "
            "python -m training, or run smartspec demo"
        )
    region, other = codes[0], codes[min(1, len(codes) - 1)]
    growth = {"region_codes": [region], "totals": True}
    return [
        ("1. How will the clusters of a region grow?", "forecast_growth", growth),
        (
            "2. Which technologies may it enter next?",
            "flag_niches",
            {"region_codes": [region], "limit": 8},
        ),
        ("3. What should another region back?", "rank_options", {"region_codes": [other]}),
    ]


def _ask(address: str, name: str, **question: Any) -> Any:
    endpoint = BY_NAME[name]
    return ask(address, endpoint, endpoint.request(**question))
