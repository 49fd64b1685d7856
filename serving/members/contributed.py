"""The contracts of what members contribute: notes, chances, and whom they complement."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from serving.contracts import WHOLE, Activity, Answer, Code, Question
from serving.languages.language import say
from serving.members.contracts import MAX_LISTED, RegionCodes, printable

MAX_NOTE = 4_000
NoteText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NOTE),
    AfterValidator(printable),
]


def _web_address(text: str) -> str:
    """An address that a browser may be sent to; ValueError for anything else."""
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        is_plain = parts.username is None and parts.password is None
    except ValueError:
        is_web = is_plain = False
    if text and not (is_web and is_plain and text.isprintable() and " " not in text):
        raise ValueError(say("members.fault.link"))
    return text


WebAddress = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_web_address)]
NoteId = Annotated[str, Field(min_length=1, max_length=36, description="id of the note")]


class NoteRequest(Question):
    """Write at a region, or at an option in it."""

    region_code: Code
    activity: Annotated[Activity | None, Field(description="kind of the code")] = None
    code: Annotated[Code | None, Field(description="null for the region as a whole")] = None
    text: Annotated[NoteText, Field(description="plain text; markup is shown as it is written")]
    link: Annotated[WebAddress, Field(description="evidence; http or https, or empty")] = ""
    draft: Annotated[bool, Field(description="keep it to oneself until it is published")] = False

    @model_validator(mode="after")
    def _whole_option(self) -> Self:
        if (self.activity is None) != (self.code is None):
            raise ValueError(say("members.fault.option"))
        return self


class NoteOwnRequest(Question):
    """A note by its id."""

    note_id: NoteId


class NotesRequest(Question):
    """Notes at regions or options."""

    region_codes: RegionCodes = Field(default=[])
    activity: Annotated[Activity | None, Field(description="kind of the code")] = None
    code: Annotated[Code | None, Field(description="cluster or technology")] = None
    limit: Annotated[int, Field(ge=1, le=MAX_LISTED), WHOLE] = 100
    offset: Annotated[int, Field(ge=0, le=1_000_000), WHOLE] = 0


class Note(Answer):
    """A note with its author."""

    id: str
    region_code: str
    region_name: str
    activity: str
    code: str
    name: Annotated[str, Field(description="of the option; empty for the region as a whole")]
    member_id: str
    organisation: str
    text: str
    link: str
    date: str
    state: Annotated[
        Literal["draft", "shown", "hidden"],
        Field(
            description="drafts are seen by their authors, hidden notes by their authors and by "
            "administrators of the region"
        ),
    ]
    ask: Annotated[
        str, Field(description="who may show a hidden note again, in a sentence; else empty")
    ] = ""


class NotesResponse(Answer):
    """Notes, the latest first."""

    notes: list[Note]


class ComplementRequest(Question):
    """Members that complement one's own organisation."""

    top: Annotated[int, Field(ge=1, le=100), WHOLE] = 10


class Complement(Answer):
    """A member, and why."""

    member_id: str
    organisation: str
    region_code: str
    region_name: str
    offers: str
    strength: Annotated[float, Field(description="sum of the strengths of its ties, 0 to 1 each")]
    reasons: Annotated[list[str], Field(description="the strongest first, in words")]


class ComplementResponse(Answer):
    """Members, the strongest ties first."""

    members: list[Complement]
    note: Annotated[str, Field(description="why there is none; else empty")]
