"""One request of members: answered in a transaction of the database of the space, for who asks."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from features.errors import InputError
from serving.contracts import Question
from serving.http.problems import ProblemError, problem_of
from serving.http.who import Who
from serving.languages.language import ENGLISH, say, speaking
from serving.members.asking import Asking
from serving.served.loaded import Loaded
from serving.tabular.flat import ROOT, table_names
from training import audit
from training.community import database, members
from training.community.tables import metadata

CONTRIBUTE = "contribute"
AUDITED = ("region_code", "activity", "code", "partner", "role", "call", "note_id", "channel")
"""Fields of a request that the audit log holds; the code of an invitation is not among them."""
UNREADABLE = "the community database"
"""How errors of the database itself begin."""

logger = logging.getLogger("bentoml.smartspec")


@dataclass(frozen=True)
class MemberEndpoint:
    """A request of the space of members.

    Attributes
    ----------
    name : str
        POST /name.
    request, response : contracts
    answer : callable
        From who asks and a request to a response; raises InputError.
    summary : str
        One sentence.
    paths : tuple of str
        Addresses of the GET form of what only reads.
    table : str
        The main table of the answer, which its CSV holds.
    right : str
        That it needs; "" where reading is enough.
    changes : bool
        Whether it writes.
    needs_choice : bool
        Whether links between regions and clusters are needed.
    """

    name: str
    request: type[Question]
    response: type[BaseModel]
    answer: Callable[[Asking, Any], BaseModel]
    summary: str
    paths: tuple[str, ...] = ()
    table: str = ROOT
    right: str = ""
    changes: bool = False
    needs_choice: bool = False

    @property
    def tables(self) -> list[str]:
        """The names of the tables of its answer as a file."""
        return table_names(self.response)

    def __call__(self, who: Who, loaded: Loaded, package: str, request: Question) -> BaseModel:
        """The response in the language of the request, or ProblemError; changes are audited."""
        code = request.language or ENGLISH
        with speaking(code):
            try:
                found = self._in_transaction(who, loaded.in_language(code), package, request)
            except ProblemError:
                raise
            except InputError as error:
                raise problem_of(error) from None
        if self.changes:
            _audited(self.name, who, package, request, found)
        return found

    def _in_transaction(
        self, who: Who, loaded: Loaded, package: str, request: Question
    ) -> BaseModel:
        with opened(self.changes) as connection:
            asking = asked_by(connection, who, loaded, package)
            found = self.answer(asking, request)
        for then in asking.afterwards:
            then()
        return found


def asked_by(connection: Connection, who: Who, loaded: Loaded, package: str) -> Asking:
    """One request of who asks, with the member for whom it speaks."""
    member = members.of_identity(connection, who.name, package)
    return Asking(connection, who, member, package, loaded, int(time.time()))


@contextmanager
def opened(changes: bool) -> Iterator[Connection]:
    """A transaction; where nothing was ever written, one that reads an empty space.

    Raises
    ------
    ProblemError
        The database cannot be read or written.
    """
    try:
        engine = database.opened() if changes else database.existing()
        if engine is None:
            engine = create_engine("sqlite://", poolclass=StaticPool)
            metadata.create_all(engine)
        with database.changing(engine) if changes else engine.connect() as connection:
            yield connection
    except ProblemError:
        raise
    except (InputError, SQLAlchemyError) as error:
        if isinstance(error, InputError) and not str(error).startswith(UNREADABLE):
            raise
        logger.error("%s", str(error).splitlines()[0])  # noqa: TRY400 - the sentence is enough
        raise ProblemError("unavailable", say("members.unreadable")) from None


def _audited(name: str, who: Who, package: str, request: Question, found: BaseModel) -> None:
    """A line of the audit log for a change: what and where, never what somebody wrote."""
    said = {key: getattr(request, key, None) for key in AUDITED}
    subject = getattr(found, "id", None) or getattr(found, "member_id", None)
    entry = {"who": who.name, "action": name, "package": package, "subject": subject, **said}
    audit.append({key: value for key, value in entry.items() if value})
