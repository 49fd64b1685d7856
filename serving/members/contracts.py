"""The contracts of members: profiles, invitations, watches and what happened."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from features.lookalikes import composed
from serving.contracts import MAX_REGIONS, WHOLE, Activity, Answer, Code, Question, past_day
from serving.languages.language import say

MAX_CODES = 50
MAX_LISTED = 1_000
MAX_WATCHES = 200

Role = Literal["member", "administrator"]


def printable(text: str) -> str:
    """The text without spaces around it; ValueError where it has signs that cannot be printed."""
    if not all(sign.isprintable() or sign == "\n" for sign in text):
        raise ValueError(say("members.fault.printable"))
    return composed(text.replace("\r\n", "\n").strip())


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\r\n]*$"),
    AfterValidator(printable),
]
LongText = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(printable)]
MemberId = Annotated[str, Field(min_length=1, max_length=36, description="id of a member")]
RegionCodes = Annotated[
    list[Code], Field(max_length=MAX_REGIONS, description="only of these regions; all if empty")
]
Codes = Annotated[list[Code], Field(max_length=MAX_CODES)]


class ProfileFields(Question):
    """What an organisation says of itself."""

    offers: Annotated[LongText, Field(description="what it offers to others")] = ""
    seeks: Annotated[LongText, Field(description="what it looks for")] = ""
    clusters: Codes = Field(default=[], description="clusters that it belongs to")
    technologies: Codes = Field(default=[], description="technologies that it works with")


class InviteRequest(Question):
    """Invite one organisation to a region."""

    region_code: Annotated[Code, Field(description="region that the organisation belongs to")]
    role: Annotated[
        Role, Field(description="an administrator invites to its region, and moderates it")
    ] = "member"
    days: Annotated[int, Field(ge=1, le=90, description="in which the code may be used"), WHOLE] = (
        14
    )


class InviteResponse(Answer):
    """The invitation, which is shown this once."""

    code: Annotated[str, Field(description="to be sent to the organisation; it works once")]
    region_code: str
    role: Role
    expires: Annotated[str, Field(description="date and time in UTC")]


class JoinRequest(ProfileFields):
    """Become a member with an invitation."""

    code: Annotated[str, Field(min_length=1, max_length=100, description="of the invitation")]
    organisation: Annotated[Line, Field(description="its name, which others see")]


class OwnRequest(Question):
    """A question about oneself."""


class ProfileRequest(Question):
    """Change some of one's own profile; what is null stays."""

    organisation: Line | None = None
    offers: LongText | None = None
    seeks: LongText | None = None
    clusters: Codes | None = None
    technologies: Codes | None = None


class Named(Answer):
    """A code with its name; the code again where the champions do not have it."""

    code: str
    name: str


class MemberCard(Answer):
    """What others see of a member."""

    member_id: str
    organisation: str
    region_code: str
    region_name: str
    role: Role
    offers: str
    seeks: str
    clusters: list[Named]
    technologies: list[Named]
    joined: Annotated[str, Field(description="date")]


class ProfileResponse(MemberCard):
    """One's own profile."""

    identity: Annotated[str, Field(description="who asks, as the audit log says it")]
    invited_by: str


class ExportResponse(Answer):
    """Everything that is kept of a member."""

    tables: Annotated[
        dict[str, list[dict[str, Any]]],
        Field(description="rows by table; times are in seconds since 1970"),
    ]


class LeaveRequest(Question):
    """Delete oneself with all that one wrote; it cannot be undone."""

    organisation: Annotated[Line, Field(description="one's own name, repeated for safety")]


class DoneResponse(Answer):
    """What was changed."""

    id: Annotated[str, Field(description="of what was changed")]
    said: Annotated[str, Field(description="in a sentence")]


class DirectoryRequest(Question):
    """Members of the package, or some of them."""

    region_codes: RegionCodes = Field(default=[])
    cluster: Annotated[Code | None, Field(description="only those of a cluster")] = None
    technology: Annotated[Code | None, Field(description="only those of a technology")] = None
    limit: Annotated[int, Field(ge=1, le=MAX_LISTED), WHOLE] = 100
    offset: Annotated[int, Field(ge=0, le=1_000_000, description="members to pass over"), WHOLE] = 0


class DirectoryResponse(Answer):
    """Members by name."""

    members: list[MemberCard]
    total: int


class RemoveRequest(Question):
    """Remove a member of one's region, with all that it wrote."""

    member_id: MemberId


class WatchRequest(Question):
    """Follow a region, an option in it or everywhere, or another member."""

    region_code: Annotated[Code | None, Field(description="null for all regions")] = None
    activity: Annotated[Activity | None, Field(description="kind of the code")] = None
    code: Annotated[Code | None, Field(description="cluster or technology")] = None
    partner: Annotated[MemberId | None, Field(description="another member")] = None


class Watched(Answer):
    """Something that is followed; what does not apply is empty."""

    region_code: str
    region_name: str
    activity: str
    code: str
    name: str
    partner: str
    organisation: str


class WatchesResponse(Answer):
    """All that a member follows."""

    watches: list[Watched]


class NewsRequest(Question):
    """What happened since a date, or since one was here last."""

    since: Annotated[
        str | None,
        Field(description="date such as 2026-11-01; null for one's last visit, or 30 days"),
        AfterValidator(past_day),
    ] = None
    watched: Annotated[bool, Field(description="only what one follows")] = False
    limit: Annotated[int, Field(ge=1, le=MAX_LISTED), WHOLE] = 100


class News(Answer):
    """An event."""

    id: str
    kind: str
    region_code: str
    activity: str
    code: str
    title: str
    text: str
    recorded: Annotated[str, Field(description="date and time in UTC")]


class NewsResponse(Answer):
    """Events, the latest first."""

    since: Annotated[str, Field(description="date and time in UTC")]
    news: list[News]


def as_exported(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Rows as JSON can hold them."""
    found: dict[str, list[dict[str, Any]]] = json.loads(json.dumps(rows, default=str))
    return found
