"""The command line of training."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from features.errors import InputError
from training.cli import explain, growth, ledger, monitor, niches, notify, refresh, versions
from training.registry import desk, store

Command = Callable[..., None]

GROUPS: dict[str, tuple[str, dict[str, Command]]] = {
    "train": (
        "Backtest a method beside other models, train it, log it as challenger.",
        {"growth": growth.train, "niches": niches.train},
    ),
    "backtest": (
        "Score every model and baseline on the same rows, per origin and pooled.",
        {"growth": growth.backtest_command, "niches": niches.backtest_command},
    ),
    "compare": (
        "Compare versions with each other and with the other models of the latest training.",
        {"growth": versions.compare_growth, "niches": versions.compare_niches},
    ),
    "promote": (
        "Make a version the champion, if it beats the best baseline and the current champion.",
        {"growth": versions.promote_growth, "niches": versions.promote_niches},
    ),
    "rollback": (
        "Make the previous champion the champion again.",
        {"growth": versions.rollback_growth, "niches": versions.rollback_niches},
    ),
    "explain": (
        "Show breaks in the trend of a series and the effects of shocks.",
        {"growth": explain.explain_growth},
    ),
}
"""Groups of commands: their help, and the command of each subject."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Train models on a data package, compare them, and choose the one that serves.",
)


def group(name: str) -> typer.Typer:
    """A group with its commands; its help ends with the example of the first."""
    text, commands = GROUPS[name]
    _, example = str(commands["growth"].__doc__).split("Example: ")
    typer_group = typer.Typer(no_args_is_help=True, help=f"{text}\n\nExample: {example.strip()}")
    for subject, command in commands.items():
        typer_group.command(subject)(command)
    return typer_group


@app.command()
def ui(port: Annotated[int, typer.Option(help="port on 127.0.0.1")] = 5000) -> None:
    """Open the MLflow UI over the store, until Ctrl-C.

    Example: smartspec ui --port 5000
    """
    typer.echo(f"the models are compared on {desk.start_link(port)}")
    raise typer.Exit(store.serve_ui(port))


for name in GROUPS:
    app.add_typer(group(name), name=name)
app.command("monitor")(monitor.monitor_command)
app.command("ledger")(ledger.ledger_command)
app.command("notify")(notify.notify_command)
app.command("refresh")(refresh.refresh_command)
app.command("audit")(ledger.audit_command)


def main() -> None:
    """Run a command; bad input ends with one clear message and exit code 2."""
    try:
        app()
    except InputError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
