"""The whole system at work: from a demo country to answers over HTTP."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from training.registry import location

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="folder of the demo country's data package")
    ] = Path("demo"),
) -> None:
    """Make the demo country, train and promote models, serve and ask them: two to four minutes.

    Example: smartspec demo
    """
    start = time.monotonic()
    steps = _steps(str(folder))
    for number, (text, command) in enumerate(steps, 1):
        typer.echo(f"[{time.monotonic() - start:5.0f} s] {number}/{len(steps)} {text}", err=True)
        done = subprocess.run([sys.executable, "-m", *command], check=False)  # noqa: S603
        if done.returncode:
            raise typer.Exit(done.returncode)
    typer.echo(
        f"[{time.monotonic() - start:5.0f} s] done: the models are in {location.in_words()}; next: "
        "smartspec serve",
        err=True,
    )


def _steps(folder: str) -> list[tuple[str, list[str]]]:
    """Text and command of each step."""
    asked = ["--package", folder, "--horizon", "5"]
    return [
        ("making the demo country", ["features", "demo", folder, "--overwrite"]),
        ("checking its data package", ["features", "validate", folder]),
        ("training growth", ["training", "train", "growth", *asked]),
        ("promoting growth", ["training", "promote", "growth"]),
        ("training niches", ["training", "train", "niches", *asked]),
        ("promoting niches", ["training", "promote", "niches"]),
        ("asking the service", ["serving", "tour"]),
    ]
