"""How commands print."""

from rich.console import Console


def console(width: int | None = None) -> Console:
    """A console that prints texts as they are: [ ] and :words: in names are no markup.

    As wide as the terminal where no width is given.
    """
    return Console(width=width, markup=False, emoji=False)
