"""A view as plain HTML: sentences and tables with links, for readers without JavaScript."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere."""

    text: str
    address: str


Cell = str | Link


@dataclass(frozen=True)
class Table:
    """A table under the question that it answers."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Choice:
    """A list to choose from, as a field of a form.

    Attributes
    ----------
    options : sequence of (value, text)
    chosen : str
        A value.
    """

    name: str
    text: str
    options: Sequence[tuple[str, str]]
    chosen: str = ""


@dataclass(frozen=True)
class Form:
    """What can be asked of a view without JavaScript.

    Attributes
    ----------
    kept : sequence of (name, value)
        Of the query, sent on as it is.
    """

    address: str
    kept: Sequence[tuple[str, str]]
    choices: Sequence[Choice]
    button: str


@dataclass(frozen=True)
class Summary:
    """What a view says in plain HTML.

    Attributes
    ----------
    title : str
        What the view is of: the name of a region, a cluster, a country.
    sentences : sequence of str
        The most important first.
    tables : sequence of Table
    links : sequence of Link
        Where to go on.
    status : int
        Of the response: 404 for a code that is not there.
    form : Form or None
    """

    title: str
    sentences: Sequence[str]
    tables: Sequence[Table] = ()
    links: Sequence[Link] = field(default=())
    status: int = 200
    form: Form | None = None
