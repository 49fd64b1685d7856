"""The group of commands that ask, loaded on first use."""

from typing import Any

import typer
from typer.core import TyperGroup

RENAMED = {"support": "options", "scenario": "live"}
RENAMED_OPTIONS = {("partners", "--code"): "--activity-code"}
"""Former to present names; the former ones work until the next release."""


class AskGroup(TyperGroup):
    """Imports contracts and answers, which takes seconds, only when a command asks."""

    def _load(self) -> None:
        from serving.terminal.commands import app

        if not self.commands:
            self.commands.update(typer.main.get_group(app).commands)

    def list_commands(self, ctx: Any) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        self._load()
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of a name or of its old name."""
        name, *options = args
        if name in RENAMED:
            _warn(f"ask {name}", f"ask {RENAMED[name]}")
            name = RENAMED[name]
        for (command, old), new in RENAMED_OPTIONS.items():
            for i, option in enumerate(options):
                if command == name and option.partition("=")[0] == old:
                    _warn(f"ask {name} {old}", f"ask {name} {new}")
                    options[i] = new + option.removeprefix(old)
        return super().resolve_command(ctx, [name, *options])


def _warn(old: str, new: str) -> None:
    typer.echo(f"{old} is now {new}; the old name works until the next release", err=True)


app = typer.Typer(
    cls=AskGroup,
    no_args_is_help=True,
    help="Ask a running service: python -m serving ask audit --region ORV01",
    context_settings={"max_content_width": 110},
)
