"""Notes: from who asks and a request to a response."""

from collections.abc import Mapping
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
from training.community import members, notes
from training.community.notes import DRAFT, HIDDEN, SHOWN, Spot, Wanted

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


def delete_note(asking: Asking, request: NoteOwnRequest) -> DoneResponse:
    """Delete one's own note, shown or not."""
    own, note = asking.need_member(), _visible(asking, request.note_id)
    if note["member_id"] != own["id"]:
        raise ProblemError("forbidden", say("members.not_own_to_delete"))
    notes.remove(asking.connection, note["id"])
    return DoneResponse(id=note["id"], said=say("members.note_deleted"))


def hide_note(asking: Asking, request: NoteOwnRequest) -> DoneResponse:
    """Hide a note of one's region; one's own is deleted in another way."""
    note = _visible(asking, request.note_id)
    if asking.member is not None and note["member_id"] == asking.member["id"]:
        raise ProblemError("question-not-allowed", say("members.own_to_hide"))
    asking.need_moderator(note["region_code"])
    notes.hide(asking.connection, note["id"])
    return DoneResponse(id=note["id"], said=say("members.note_hidden"))


def unhide_note(asking: Asking, request: NoteOwnRequest) -> DoneResponse:
    """Show a hidden note of one's region again."""
    note = _visible(asking, request.note_id)
    asking.need_moderator(note["region_code"])
    if note["state"] != HIDDEN:
        raise ProblemError("question-not-allowed", say("members.not_hidden"))
    spot = _spot(asking, note["region_code"], note["activity"], note["code"])
    notes.unhide(asking.connection, note, spot)
    return DoneResponse(id=note["id"], said=say("members.note_unhidden"))


def list_notes(asking: Asking, request: NotesRequest) -> NotesResponse:
    """Notes at regions or options, with one's own drafts and what is hidden of oneself.

    Administrators see what is hidden in their regions, too.
    """
    wanted = Wanted(
        package=asking.package,
        region_codes=request.region_codes,
        activity=request.activity or "",
        code=request.code or "",
        own=asking.member["id"] if asking.member else "",
        hidden_at=asking.moderated,
    )
    rows = notes.listed(asking.connection, wanted, request.limit, request.offset)
    hidden = {row["region_code"] for row in rows if row["state"] == HIDDEN}
    ask = {code: _whom_to_ask(asking, code) for code in hidden}
    return NotesResponse(notes=[_note(asking, row, ask) for row in rows])


def _visible(asking: Asking, id_: str) -> Row:
    """A note that who asks may see; ProblemError as for one that is not there."""
    note = notes.find(asking.connection, id_, asking.package)
    own = asking.member["id"] if asking.member else ""
    is_seen = note is not None and (
        note["state"] == SHOWN
        or note["member_id"] == own
        or (note["state"] == HIDDEN and asking.moderates(note["region_code"]))
    )
    if note is None or not is_seen:
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


def _note(asking: Asking, row: Row, ask: Mapping[str, str]) -> Note:
    """A note; ask says by region who may show a hidden one again."""
    same = ("id", "region_code", "activity", "code", "member_id", "organisation", "text", "link")
    return Note(
        **{name: row[name] for name in same},
        region_name=asking.region_name(row["region_code"]),
        name=asking.option_name(row["activity"], row["code"]),
        date=day(row["written"]),
        state=row["state"],
        ask=ask[row["region_code"]] if row["state"] == HIDDEN else "",
    )


def _whom_to_ask(asking: Asking, region_code: str) -> str:
    """Who may show a hidden note of a region again, in a sentence."""
    found = members.administrators(asking.connection, asking.package, region_code)
    names = [row["organisation"] for row in found]
    if not names:
        return say("members.ask_operator")
    return say("members.ask_administrators", names=names)
