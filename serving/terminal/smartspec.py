"""The command smartspec: the commands of features, training and serving under one name.

Modules are imported when a command is run, so that ``smartspec --help`` is quick.
"""

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from features.errors import InputError

FEATURES, TRAINING, SERVING = "features.__main__", "training.__main__", "serving.__main__"

COMMANDS = {
    "demo": ("serving.terminal.demo", "demo", "Show the whole system at work on a demo country."),
    "demo-data": (FEATURES, "demo", "Make only the data package of the demo country."),
    "import": (FEATURES, "import", "Import official files, or any table, into a data package."),
    "fetch": (FEATURES, "fetch", "Download official data and import them."),
    "validate": (FEATURES, "validate", "Check a data package."),
    "describe": (FEATURES, "describe", "Show what is in a data package."),
    "indicators": (FEATURES, "indicators", "Compute indicators of regions and activities."),
    "names": (FEATURES, "names", "Name the codes of a package from official titles."),
    "shapes": (FEATURES, "shapes", "Add outlines of regions to a package, for the map."),
    "recode": (FEATURES, "recode", "Carry a package to a new edition of a classification."),
    "train": (TRAINING, "train", "Train a model and register it as challenger."),
    "backtest": (TRAINING, "backtest", "Compare models and baselines on past years."),
    "compare": (TRAINING, "compare", "Show versions of a model side by side."),
    "promote": (TRAINING, "promote", "Make a version the champion, if it is good enough."),
    "rollback": (TRAINING, "rollback", "Make the previous champion serve again."),
    "explain": (TRAINING, "explain", "Explain the trend of one series."),
    "monitor": (TRAINING, "monitor", "Compare a champion's forecast with newer years."),
    "ledger": (TRAINING, "ledger", "List a champion's calls and how many came true."),
    "notify": (TRAINING, "notify", "Send what subscribers are still to be told."),
    "refresh": (TRAINING, "refresh", "Import, train again, promote, and say what changed."),
    "ui": (TRAINING, "ui", "Open the MLflow UI."),
    "serve": (SERVING, "", "Serve the champions over HTTP."),
    "keys": ("serving.access.command", "keys", "Give programs keys to ask the service."),
    "ask": ("serving.terminal.group", "ask", "Ask a running service."),
    "audit": (SERVING, "audit", "Write the audit of a region."),
    "tour": (SERVING, "tour", "Start the service, ask it three questions, stop it."),
}
"""Command to its module, its name there ("" for what the app does by itself) and one sentence."""


def load(name: str) -> Any:
    """A command, imported from its module."""
    module, inner, _ = COMMANDS[name]
    group: Any = get_group(import_module(module).app)
    if not inner:
        return TyperCommand(
            name,
            callback=group.callback,
            params=group.params,
            help=group.callback.__doc__,
            rich_markup_mode=None,
        )
    return group.commands.get(inner, group)


class Commands(TyperGroup):
    """A group that imports a command when it is run."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, _, sentence) in COMMANDS.items()])


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Forecast clusters, audit technology portfolios, choose what a region should back.",
)


@app.callback()
def smartspec() -> None:
    pass


def main() -> None:
    """Run a command; bad input ends with exit code 2 and one message."""
    try:
        app(prog_name="smartspec")
    except InputError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
