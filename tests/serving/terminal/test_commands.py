"""Commands are made from the table of endpoints: one more entry is one more command."""

import shlex
from collections.abc import Mapping
from inspect import signature
from typing import Any

import pytest
import typer
from pydantic import BaseModel
from typer.testing import CliRunner

from serving.contracts import Metadata, RegionAnswer, RegionsRequest
from serving.endpoints import ENDPOINTS, Endpoint
from serving.terminal import commands
from tests.serving.terminal.test_printer import METADATA

runner = CliRunner()


class Town(BaseModel):
    name: str
    people: int
    growth: float | None
    capital: bool


class RegionTowns(RegionAnswer):
    towns: list[Town]


class TownResponse(BaseModel):
    metadata: Metadata
    unit: str
    regions: list[RegionTowns]


def towns(_: Any, request: Any) -> TownResponse:
    town = Town(name="Київ [bold]", people=2950000, growth=None, capital=True)
    regions = [
        RegionTowns(region_code=code, region_name=f"Name of {code}", towns=[town])
        for code in request.region_codes
    ]
    return TownResponse(metadata=METADATA, unit="people", regions=regions)


TOWNS = Endpoint("list_towns", RegionsRequest, TownResponse, towns, "Towns.", ("/towns",))


def answered(address: str, endpoint: Endpoint, request: Any) -> BaseModel:
    """What a service at the address would answer."""
    return endpoint.response.model_validate_json(
        endpoint.answer(None, request).model_dump_json()  # type: ignore[arg-type]
    )


def test_an_endpoint_more_is_a_command_that_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "ask", answered)
    app = commands.commands([*ENDPOINTS, TOWNS])
    listed = runner.invoke(app, ["--help"]).output
    assert "list-towns" in listed
    assert "Towns." in listed
    result = runner.invoke(app, ["list-towns", "--region", "R1", "--region", "R2"])
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    for part in ("unit: people", "Name of R2 (R2)", "Київ [bold] 2950000 unknown yes", "version 3"):
        assert part in text


def test_every_endpoint_has_a_command_of_its_own() -> None:
    names = [command.name for command in commands.app.registered_commands]
    assert len(set(names)) == len(ENDPOINTS)
    assert {"forecast", "live", "niches", "options", "audit", "describe"} <= set(names)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_the_example_in_the_help_of_a_command_can_be_asked(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Endpoint, Mapping[str, Any]]] = []

    def ask(address: str, endpoint: Endpoint, request: BaseModel) -> BaseModel:
        asked.append((endpoint, request.model_dump(exclude_unset=True)))
        raise typer.Exit(0)

    monkeypatch.setattr(commands, "ask", ask)
    name = endpoint.command or endpoint.name
    result = runner.invoke(commands.app, [name, *shlex.split(endpoint.example)])
    assert result.exit_code == 0, result.output
    assert [one for one, _ in asked] == [endpoint]
    assert len(asked[0][1]) >= bool(endpoint.example)


def test_readers_see_totals_unless_they_say_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask(address: str, endpoint: Endpoint, request: Any) -> BaseModel:
        asked.append(request.totals)
        raise typer.Exit(0)

    monkeypatch.setattr(commands, "ask", ask)
    for options in ([], ["--no-totals"]):
        runner.invoke(commands.app, ["forecast", "--region", "R1", *options])
    assert asked == [True, False]


def test_every_command_takes_an_address_and_json() -> None:
    for command in commands.app.registered_commands:
        assert command.callback is not None
        assert {"url", "as_json"} <= signature(command.callback).parameters.keys()
