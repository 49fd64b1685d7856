"""What the scripts here have in common: how they describe themselves, how bad input ends."""

import argparse
import sys
from collections.abc import Callable

from features.errors import InputError


def parser(docstring: str | None) -> argparse.ArgumentParser:
    """A parser that describes a script with the first line of its docstring."""
    return argparse.ArgumentParser(description=(docstring or "").partition("\n")[0])


def years(text: str) -> list[int]:
    """Origins as the backtest takes them, separated by commas: 2003,2005."""
    return [int(year) for year in text.split(",")]


def exit_code(main: Callable[[], None]) -> int:
    """0 when a script is through; 2, and one sentence, for input that it cannot use."""
    try:
        main()
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0
