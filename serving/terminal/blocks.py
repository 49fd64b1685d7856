"""Tables and lines of printed responses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from rich import box
from rich.table import Table
from rich.text import Text

from features.formats import number
from serving.contracts import Metadata

Row = TypeVar("Row")
Block = Table | Text
Blocks = Iterator[Block]


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a table.

    Attributes
    ----------
    title : str
    text : callable
        From a row to its cell.
    left : bool
        For texts; numbers stand to the right.
    whole : bool
        Whether its cells stay on one line.
    """

    title: str
    text: Callable[[Row], str]
    left: bool = False
    whole: bool = False


def table(
    title: str,
    rows: Iterable[Row],
    columns: Sequence[Column[Row]],
    strong: Callable[[Row], bool] = lambda _: False,
) -> Table:
    """Rows under a title, the strong ones bold."""
    shown = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    for column in columns:
        shown.add_column(
            column.title, justify="left" if column.left else "right", no_wrap=column.whole
        )
    for row in rows:
        # A figure and its sign stay on one line.
        cells = (Text(column.text(row).replace(" %", "\u00a0%")) for column in columns)
        shown.add_row(*cells, style="bold" if strong(row) else None)
    return shown


def line(text: str, style: str = "dim") -> Text:
    """A line of text; the console wraps it."""
    return Text(text, style=style)


class OfRegion(Protocol):
    """A part of an answer about a region."""

    @property
    def region_code(self) -> str: ...
    @property
    def region_name(self) -> str: ...


R = TypeVar("R", bound=OfRegion)


def region(entry: OfRegion) -> str:
    """Name and code of a region; all regions together have only a name."""
    return f"{entry.region_name} ({entry.region_code})" if entry.region_code else entry.region_name


def by_region(entries: Iterable[R]) -> list[tuple[str, list[R]]]:
    """Entries by region, with the name for titles; regions of one name stay apart."""
    regions: dict[str, list[R]] = {}
    for entry in entries:
        regions.setdefault(entry.region_code, []).append(entry)
    return [(region(found[0]), found) for found in regions.values()]


def activity(entry: Any) -> str:
    """Code and name of a technology or cluster."""
    return f"{entry.activity_code} {entry.activity_name}"


def cluster(entry: Any) -> str:
    """Name and code of a cluster."""
    return f"{entry.cluster_name} ({entry.cluster_code})"


def growth_note(metadata: Metadata) -> Blocks:
    """The prices of growth; nothing for counts."""
    if metadata.prices:
        yield line(f"growth: % a year, {metadata.prices}")


def interval(ends: Any) -> str:
    """The ends of an interval, in its unit."""
    return f"{number(ends.lower)} to {number(ends.upper)}"
