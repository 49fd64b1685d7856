"""Invitations, profiles and the directory: from who asks and a request to a response."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from features.lookalikes import appearance
from serving.http.codes import by_field, check_codes
from serving.http.problems import ProblemError, invalid_field
from serving.languages.language import say
from serving.members.asking import Asking, Row, day, moment
from serving.members.contracts import (
    DirectoryRequest,
    DirectoryResponse,
    DoneResponse,
    ExportResponse,
    InviteRequest,
    InviteResponse,
    JoinRequest,
    LeaveRequest,
    MemberCard,
    OwnRequest,
    ProfileRequest,
    ProfileResponse,
    RemoveRequest,
    as_exported,
)
from training.community import members

DAY_SECONDS = 24 * 60 * 60
FIELDS = ("organisation", "offers", "seeks", "clusters", "technologies")


def invite(asking: Asking, request: InviteRequest) -> InviteResponse:
    """A code for one organisation, by an administrator of the region."""
    asking.need_moderator(request.region_code)
    asking.check_region(request.region_code)
    place = members.Place(asking.package, request.region_code, request.role)
    expires = asking.now + request.days * DAY_SECONDS
    code = members.invite(asking.connection, place, asking.author, expires)
    return InviteResponse(
        code=code, region_code=request.region_code, role=request.role, expires=moment(expires)
    )


def join(asking: Asking, request: JoinRequest) -> ProfileResponse:
    """Become a member; the code is used up."""
    if asking.member is not None:
        raise ProblemError("question-not-allowed", say("members.joined_already"))
    _check(asking, request.clusters, request.technologies)
    _check_name(asking, request.organisation)
    connection = asking.connection
    invited_by = members.inviter(connection, request.code)
    place = members.invited(connection, request.code, asking.package, asking.now)
    if place is None:
        raise invalid_field("code", say("members.no_invitation"))
    profile = {name: getattr(request, name) for name in FIELDS} | {"invited_by": invited_by}
    try:
        id_ = members.join(connection, place, asking.who.name, profile, asking.now)
    except IntegrityError:  # joined in another request meanwhile
        raise ProblemError("question-not-allowed", say("members.joined_already")) from None
    return _profile(asking, members.find(connection, id_, asking.package) or {})


def profile(asking: Asking, _: OwnRequest) -> ProfileResponse:
    """One's own profile."""
    return _profile(asking, asking.need_member())


def change_profile(asking: Asking, request: ProfileRequest) -> ProfileResponse:
    """Change what is given, and leave the rest."""
    own = asking.need_member()
    _check(asking, request.clusters or [], request.technologies or [])
    if request.organisation is not None:
        _check_name(asking, request.organisation, own["id"])
    given = {name: getattr(request, name) for name in FIELDS}
    changed = {name: value for name, value in given.items() if value is not None}
    members.change(asking.connection, own["id"], changed)
    return _profile(asking, {**own, **changed})


def export_own(asking: Asking, _: OwnRequest) -> ExportResponse:
    """Everything that is kept of who asks."""
    found = members.everything(asking.connection, asking.need_member())
    return ExportResponse(tables=as_exported(found))


def leave(asking: Asking, request: LeaveRequest) -> DoneResponse:
    """Delete who asks, with all that it wrote."""
    own = asking.need_member()
    if request.organisation != own["organisation"]:
        raise invalid_field("organisation", say("members.not_own_name"))
    members.remove(asking.connection, own["id"])
    return DoneResponse(id=own["id"], said=say("members.left"))


def find_members(asking: Asking, request: DirectoryRequest) -> DirectoryResponse:
    """Members that fit, by name."""
    if request.region_codes:
        codes = by_field("region_codes", request.region_codes)
        check_codes("region", codes, asking.regions)
    shown, total = _page(asking, request)
    cards = [MemberCard.model_validate(_card(asking, row)) for row in shown]
    return DirectoryResponse(members=cards, total=total)


def _page(asking: Asking, request: DirectoryRequest) -> tuple[Sequence[Row], int]:
    """The members of a page of the directory, and how many there are on all of them."""
    connection, package, regions = asking.connection, asking.package, request.region_codes
    end = request.offset + request.limit
    if request.cluster is None and request.technology is None:
        found = members.listed(connection, package, regions, request.offset, request.limit)
        return found, members.count(connection, package, regions)
    rows = [
        row
        for row in members.listed(connection, package, regions)
        if request.cluster in (None, *row["clusters"])
        and request.technology in (None, *row["technologies"])
    ]
    return rows[request.offset : end], len(rows)


def remove_member(asking: Asking, request: RemoveRequest) -> DoneResponse:
    """Remove a member of one's region; who asks leaves by another way."""
    found = members.find(asking.connection, request.member_id, asking.package)
    if found is None:
        if asking.member is None and not asking.moderates(""):
            asking.need_moderator("")
        raise ProblemError("unknown-code", say("members.unknown", id=repr(request.member_id)))
    asking.need_moderator(found["region_code"])
    members.remove(asking.connection, found["id"])
    said = say("members.removed", organisation=found["organisation"])
    return DoneResponse(id=found["id"], said=said)


def _check_name(asking: Asking, name: str, own_id: str = "") -> None:
    """Refuse a name that looks like that of another member: notes show nothing else."""
    look = appearance(name)
    for row in members.listed(asking.connection, asking.package, []):
        if row["id"] != own_id and appearance(row["organisation"]) == look:
            raise invalid_field("organisation", say("members.name_taken"))


def _check(asking: Asking, clusters: list[str], technologies: list[str]) -> None:
    """ProblemError for codes that the champions do not have."""
    check_codes("cluster", by_field("clusters", clusters), asking.options("cluster"))
    check_codes("technology", by_field("technologies", technologies), asking.options("technology"))


def _card(asking: Asking, row: Row) -> dict[str, object]:
    return {
        "member_id": row["id"],
        **{name: row[name] for name in ("organisation", "offers", "seeks", "role", "region_code")},
        "region_name": asking.region_name(row["region_code"]),
        "clusters": asking.named("cluster", row["clusters"]),
        "technologies": asking.named("technology", row["technologies"]),
        "joined": day(row["joined"]),
    }


def _profile(asking: Asking, row: Row) -> ProfileResponse:
    return ProfileResponse.model_validate(
        {**_card(asking, row), "identity": asking.who.name, "invited_by": row["invited_by"]}
    )
