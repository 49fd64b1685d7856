"""Notes: from who asks and a request to a response."""

from dataclasses import replace

from serving.http.problems import ProblemError
from serving.languages.language import CODES, ENGLISH, say, speaking
from serving.members.asking import Asking, Row, day
from serving.members.contracts import DoneResponse
from serving.members.contributed import (
    Note,
    NoteOwnRequest,
    NoteRequest,
    NotesRequest,
    NotesResponse,
)
from training.community import notes
from training.community.notes import DRAFT, SHOWN, Spot, Wanted

MOST_A_DAY = 50


def add_note(asking: Asking, request: NoteRequest) -> DoneResponse:
    """Write at a region or an option, and tell who follows it."""
    own = asking.need_member()
    asking.check_region(request.region_code)
    activity, code = request.activity or "", request.code or ""
    if activity:
        asking.check_option(activity, code)
    if notes.written_today(asking.connection, own["id"], asking.now) >= MOST_A_DAY:
        raise ProblemError("too-many-requests", say("members.many_notes", most=MOST_A_DAY))
    spot = _spot(asking, request.region_code, activity, code)
    content, state = {"text": request.text, "link": request.link}, DRAFT if request.draft else SHOWN
    id_ = notes.write(asking.connection, own, spot, content, state, asking.now)
    return DoneResponse(id=id_, said=say(f"members.note_{state}"))


def publish_note(asking: Asking, request: NoteOwnRequest) -> DoneResponse:
    """Show one's own draft to all."""
    own, note = asking.need_member(), _visible(asking, request.note_id)
    if note["member_id"] != own["id"]:
        raise ProblemError("forbidden", say("members.not_own_note"))
    if note["state"] != DRAFT:
        raise ProblemError("question-not-allowed", say("members.no_draft"))
    spot = _spot(asking, note["region_code"], note["activity"], note["code"])
    notes.publish(asking.connection, own, note, spot, asking.now)
    return DoneResponse(id=note["id"], said=say("members.note_shown"))


def hide_note(asking: Asking, request: NoteOwnRequest) -> DoneResponse:
    """Hide a note of one's region; one's own note is deleted."""
    note = _visible(asking, request.note_id)
    if asking.member is not None and note["member_id"] == asking.member["id"]:
        notes.remove(asking.connection, note["id"])
        return DoneResponse(id=note["id"], said=say("members.note_deleted"))
    asking.need_moderator(note["region_code"])
    notes.hide(asking.connection, note["id"])
    return DoneResponse(id=note["id"], said=say("members.note_hidden"))


def list_notes(asking: Asking, request: NotesRequest) -> NotesResponse:
    """Notes at regions or options, and one's own drafts; for moderators what is hidden, too."""
    regions = request.region_codes
    wanted = Wanted(
        package=asking.package,
        region_codes=regions,
        activity=request.activity or "",
        code=request.code or "",
        drafts_of=asking.member["id"] if asking.member else "",
        hidden=bool(regions) and all(asking.moderates(code) for code in regions),
    )
    rows = notes.listed(asking.connection, wanted, request.limit, request.offset)
    return NotesResponse(notes=[_note(asking, row) for row in rows])


def _visible(asking: Asking, id_: str) -> Row:
    """A note that who asks may see; ProblemError as for one that is not there."""
    note = notes.find(asking.connection, id_, asking.package)
    own = asking.member["id"] if asking.member else ""
    if note is None or (note["state"] == DRAFT and note["member_id"] != own):
        raise ProblemError("unknown-code", say("members.no_note", id=repr(id_)))
    return note


def _spot(asking: Asking, region: str, activity: str, code: str) -> Spot:
    """What a note is about, with its names in every language."""
    names: dict[str, str] = {}
    for language in CODES:
        with speaking(language):
            there = replace(asking, loaded=asking.loaded.in_language(language))
            end = "" if language == ENGLISH else f"_{language}"
            names[f"region_name{end}"] = there.region_name(region)
            name = there.option_name(activity, code) if activity else there.region_name(region)
            names[f"name{end}"] = name
    return Spot(asking.package, region, activity, code, names)


def _note(asking: Asking, row: Row) -> Note:
    same = ("id", "region_code", "activity", "code", "member_id", "organisation", "text", "link")
    return Note(
        **{name: row[name] for name in same},
        region_name=asking.region_name(row["region_code"]),
        name=asking.option_name(row["activity"], row["code"]),
        date=day(row["written"]),
        state=row["state"],
    )
