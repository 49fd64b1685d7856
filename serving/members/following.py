"""What a member follows, and what happened: from who asks and a request to a response."""

from datetime import UTC, datetime

from serving.http.problems import ProblemError, invalid_field
from serving.languages.language import say, spoken
from serving.members.asking import Asking, Row, moment
from serving.members.contracts import (
    MAX_WATCHES,
    DoneResponse,
    News,
    NewsRequest,
    NewsResponse,
    OwnRequest,
    Watched,
    WatchesResponse,
    WatchRequest,
)
from training.community import members, watches
from training.community.events import event_of
from training.community.wording import LANGUAGES, sentence, title

USUAL_SECONDS = 30 * 24 * 60 * 60
"""How far back the news go for who has not been here."""


def watch(asking: Asking, request: WatchRequest) -> DoneResponse:
    """Follow a place; following it twice changes nothing."""
    own, place = asking.need_member(), _place(asking, request)
    if watches.count(asking.connection, own["id"]) >= MAX_WATCHES:
        text = say("members.many_watches", most=MAX_WATCHES)
        raise ProblemError("question-not-allowed", text)
    watches.watch(asking.connection, own["id"], place)
    return DoneResponse(id=own["id"], said=say("members.watched"))


def unwatch(asking: Asking, request: WatchRequest) -> DoneResponse:
    """Follow a place no longer; a place that is gone from the data may be let go too."""
    own = asking.need_member()
    watches.unwatch(asking.connection, own["id"], _row(request))
    return DoneResponse(id=own["id"], said=say("members.unwatched"))


def watched(asking: Asking, _: OwnRequest) -> WatchesResponse:
    """All that who asks follows."""
    rows = watches.of_member(asking.connection, asking.need_member()["id"])
    return WatchesResponse(watches=[_watched(asking, row) for row in rows])


def news(asking: Asking, request: NewsRequest) -> NewsResponse:
    """What happened since a date or the last visit."""
    own = asking.member
    if request.watched:
        own = asking.need_member()
    since = _since(asking, request.since)
    followed = watches.of_member(asking.connection, own["id"]) if own and request.watched else None
    rows = watches.happened(asking.connection, asking.package, since, followed, request.limit)
    return NewsResponse(since=moment(since), news=[_news(row) for row in rows])


def begin_visit(asking: Asking) -> None:
    """Write down that a member is here."""
    if asking.member is not None:
        members.visit(asking.connection, asking.member, asking.now)


def is_first_visit(asking: Asking) -> bool:
    """Whether a member is here for the first time, who has no last visit to look back to."""
    own = asking.member
    is_first = own is not None and own["visited"] == own["joined"]
    return is_first and asking.now - own["joined"] < members.VISIT_SECONDS


def _since(asking: Asking, day: str | None) -> int:
    """From when news are wanted."""
    if day is not None:
        return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
    if asking.member is not None and not is_first_visit(asking):
        is_new = asking.now - asking.member["visited"] >= members.VISIT_SECONDS
        return int(asking.member["visited" if is_new else "visited_before"])
    return asking.now - USUAL_SECONDS


def _place(asking: Asking, request: WatchRequest) -> Row:
    """What is to be followed; ProblemError where it does not exist."""
    if request.partner is not None:
        if request.region_code or request.activity or request.code:
            raise invalid_field("partner", say("members.fault.place"))
        if members.find(asking.connection, request.partner, asking.package) is None:
            raise ProblemError("unknown-code", say("members.unknown", id=repr(request.partner)))
        return _row(request)
    if (request.activity is None) != (request.code is None):
        raise invalid_field("code", say("members.fault.option"))
    if request.region_code is None and request.code is None:
        raise invalid_field("region_code", say("members.fault.place"))
    if request.region_code is not None:
        asking.check_region(request.region_code)
    if request.activity is not None and request.code is not None:
        asking.check_option(request.activity, request.code)
    return _row(request)


def _row(request: WatchRequest) -> Row:
    names = ("region_code", "activity", "code", "partner")
    return {name: getattr(request, name) or "" for name in names}


def _watched(asking: Asking, row: Row) -> Watched:
    return Watched(
        region_code=row["region_code"],
        region_name=asking.region_name(row["region_code"]),
        activity=row["activity"],
        code=row["code"],
        name=asking.option_name(row["activity"], row["code"]),
        partner=row["partner"],
        organisation=row["organisation"] or "",
    )


def _news(row: Row) -> News:
    event = event_of(row)
    language = spoken().code if spoken().code in LANGUAGES else LANGUAGES[0]
    return News(
        id=row["id"],
        kind=event.kind,
        region_code=event.region_code,
        activity=event.activity,
        code=event.code,
        title=title(event, language),
        text=sentence(event, language),
        recorded=moment(row["recorded"]),
    )
