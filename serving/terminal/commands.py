"""The commands that ask a running service and print its answers, made from ENDPOINTS."""

import sys
from collections.abc import Callable, Iterable
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from features import terminal
from serving.endpoints import ENDPOINTS, Endpoint
from serving.languages.language import ENGLISH, speaking
from serving.terminal.client import ask
from serving.terminal.options import parameters, request_of
from serving.terminal.printer import print_response

LOCAL = "http://127.0.0.1:3000"
PREFERRED: dict[str, dict[str, Any]] = {"forecast_growth": {"totals": True}}
"""Defaults of fields in the terminal, where they differ from the contract's."""
Address = Annotated[str, typer.Option("--url", help="address of the service, as localhost:3000")]
AsJson = Annotated[bool, typer.Option("--json", help="print the response as JSON")]

# A file or a pipe has no width of its own.
console = terminal.console(None if sys.stdout.isatty() else 110)


def commands(endpoints: Iterable[Endpoint]) -> typer.Typer:
    """A command for each endpoint."""
    app = typer.Typer(context_settings={"max_content_width": 110}, rich_markup_mode=None)
    for endpoint in endpoints:
        name = endpoint.command or endpoint.name.replace("_", "-")
        example = f"Example: smartspec ask {name} {endpoint.example}".rstrip()
        app.command(name, help=f"{endpoint.summary}\n\n{example}")(_command(endpoint))
    return app


def _command(endpoint: Endpoint) -> Callable[..., None]:
    """A function for typer: its parameters are the options of the endpoint's request."""

    def command(url: str, as_json: bool, **given: Any) -> None:
        request = request_of(endpoint.request, given)
        with speaking(request.language or ENGLISH):
            response = ask(url, endpoint, request)
            if as_json:
                typer.echo(response.model_dump_json(indent=1))
            else:
                print_response(console, response)

    common = [
        Parameter("url", Parameter.KEYWORD_ONLY, default=LOCAL, annotation=Address),
        Parameter("as_json", Parameter.KEYWORD_ONLY, default=False, annotation=AsJson),
    ]
    options = [*parameters(endpoint.request, PREFERRED.get(endpoint.name, {})), *common]
    command.__annotations__ = {option.name: option.annotation for option in options}
    command.__signature__ = Signature(options)  # type: ignore[attr-defined]
    return command


app = commands(ENDPOINTS)
