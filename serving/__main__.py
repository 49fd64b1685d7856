"""The command line of the service: start it, ask it, write an audit, take the tour."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from features.errors import InputError
from serving.access import command, settings
from serving.http import host
from serving.http.framing import embed_hosts
from serving.reports.command import audit_command
from serving.served.limit import packages_kept
from serving.terminal import group
from training.processes import run


class Commands(TyperGroup):
    """Commands that end with exit code 2 and one message on bad input."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Serve the champions over HTTP: smartspec serve --port 3000",
)
app.add_typer(group.app, name="ask")
app.add_typer(command.app, name="keys")
app.command("audit")(audit_command)


@app.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    address: Annotated[str, typer.Option("--host", help="IP address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 3000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes")] = 1,
) -> None:
    """Serve the champions over HTTP, with a page for people at /, until stopped.

    Example: smartspec serve --port 3000 --workers 2
    """
    if context.invoked_subcommand:
        return
    embed_hosts()
    packages_kept()
    host.check_free(address, port)
    url = f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
    settings.read(address=url)
    typer.echo(f"starting on {url} (Ctrl+C stops it)", err=True)
    command = host.command(address, port)
    raise typer.Exit(run(command, host.environment(workers, url)))


@app.command()
def tour() -> None:
    """Start the service, ask it three questions, stop it.

    Example: smartspec tour
    """
    from serving.terminal import commands, tour

    tour.tour(commands.console)


if __name__ == "__main__":
    app(prog_name="python -m serving")
