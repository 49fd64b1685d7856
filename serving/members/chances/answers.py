"""What members expect of niche calls, beside the model: from a request to a response."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from serving.contracts import Activity
from serving.contracts import Call as Kind
from serving.http.problems import ProblemError
from serving.languages.language import say
from serving.members.asking import Asking, Row, day
from serving.members.chances.contracts import (
    ChanceRequest,
    ChanceResponse,
    ChancesRequest,
    ChancesResponse,
    OpenCall,
    OpenCallsRequest,
    OpenCallsResponse,
)
from serving.members.chances.meaning import meaning
from serving.members.chances.pooling import Opinion, blind, is_over, late, pooled
from serving.members.contracts import Named
from training.community import chances
from training.community.chances import Call


def open_calls(asking: Asking, request: OpenCallsRequest) -> OpenCallsResponse:
    """The calls of a region that who asks gave no chance for, by name."""
    own = asking.need_member()
    region = request.region_code or own["region_code"]
    lookup = asking.need_niches(request.activity)
    asking.check_region(region)
    about = lookup.metadata
    rows = chances.of_member(asking.connection, own["id"], region)
    asked = (request.activity, request.call, about.cutoff)
    given = {it["code"] for it in rows if (it["activity"], it["call"], it["origin"]) == asked}
    codes = set(_codes(asking, request.activity, request.call, region)) - given
    named = sorted(asking.named(request.activity, list(codes)), key=_by_name)
    shown = named[request.offset : request.offset + request.limit]
    year = about.cutoff + about.horizon
    is_late = is_over(year, asking.now)
    return OpenCallsResponse(
        region_code=region,
        region_name=asking.region_name(region),
        activity=request.activity,
        call=request.call,
        origin=about.cutoff,
        year=year,
        late=is_late,
        meaning=meaning(about, request.call, about.cutoff),
        calls=[OpenCall(code=it.code, name=it.name) for it in shown],
        total=len(named),
        said=say("members.late", year=year) if is_late else "",
    )


def give_chance(asking: Asking, request: ChanceRequest) -> ChanceResponse:
    """Keep a chance for good, and show the model's."""
    own = asking.need_member()
    call, model, version = _stated(asking, request)
    if chances.given(asking.connection, own["id"], call):
        raise ProblemError("question-not-allowed", say("members.chance_given"))
    figures = {"chance": request.chance, "model_chance": model, "version": version}
    kept = {**figures, "blind": int(not request.seen)}
    try:
        id_ = chances.give(asking.connection, own["id"], call, kept, asking.now)
    except IntegrityError:  # given in another request meanwhile
        raise ProblemError("question-not-allowed", say("members.chance_given")) from None
    rows = chances.of_call(asking.connection, call)
    opinion = pooled(model, rows, chances.resolved(asking.connection, asking.package))
    row = {**kept, "year": call.year, "given": asking.now}
    return ChanceResponse.model_validate(
        {
            **{name: value for name, value in vars(call).items() if name != "package"},
            **figures,
            "id": id_,
            "seen": request.seen,
            "late": late(row),
            "pooled": opinion.chance,
            "weight": opinion.weight,
            "date": day(asking.now),
            "said": _kept_said(row, opinion, rows),
        }
    )


def list_chances(asking: Asking, request: ChancesRequest) -> ChancesResponse:
    """The chances of a call; who has not given one sees how many there are, if it may give one."""
    call, model, _ = _stated(asking, request)
    rows = chances.of_call(asking.connection, call)
    own = asking.member["id"] if asking.member else ""
    given = next((row["chance"] for row in rows if row["member_id"] == own), None)
    opinion = pooled(model, rows, chances.resolved(asking.connection, asking.package))
    is_shown = given is not None or asking.member is None
    is_late = is_over(call.year, asking.now)
    said = [_said(opinion, rows, is_shown)]
    said += [say("members.late", year=call.year)] if is_late and not is_shown else []
    return ChancesResponse(
        region_code=call.region_code,
        region_name=asking.region_name(call.region_code),
        activity=request.activity,
        code=call.code,
        name=asking.option_name(call.activity, call.code),
        call=request.call,
        origin=call.origin,
        year=call.year,
        late=is_late,
        count=len(rows),
        blind=len(blind(rows)),
        own=given,
        model=model if is_shown else None,
        pooled=opinion.chance if is_shown else None,
        weight=opinion.weight,
        resolved=opinion.resolved,
        skill=opinion.skill,
        said=" ".join(said),
    )


def own_chances(asking: Asking, region_code: str) -> list[dict[str, Any]]:
    """What who asks gave for calls of a region, with names and, pooled, the model's of then."""
    rows = chances.of_member(asking.connection, asking.need_member()["id"], region_code)
    resolved = chances.resolved(asking.connection, asking.package) if rows else []
    return [
        {
            **row,
            "name": asking.option_name(row["activity"], row["code"]),
            "late": late(row),
            "opinion": pooled(row["model_chance"], _of_same(asking, row), resolved),
        }
        for row in rows
    ]


def given_said(asking: Asking, row: Row) -> str:
    """What who gave a chance is told of it, for a row of `own_chances`."""
    return _kept_said(row, row["opinion"], _of_same(asking, row))


def _of_same(asking: Asking, row: Row) -> Sequence[Row]:
    """What all members gave for a call."""
    return chances.of_call(
        asking.connection, Call(**{name: row[name] for name in Call.__dataclass_fields__})
    )


def _kept_said(row: Row, opinion: Opinion, rows: Sequence[Row]) -> str:
    """That a chance is kept beside the model's, whether it counts, and what all say."""
    key = "members.chance_kept_late" if late(row) else "members.chance_kept"
    said = [say(key, chance=row["chance"], model=row["model_chance"], year=row["year"])]
    said += [] if row["blind"] or late(row) else [say("members.chance_seen")]
    return " ".join([*said, _said(opinion, rows, is_shown=True)])


def _said(opinion: Opinion, rows: Sequence[Row], is_shown: bool) -> str:
    """How many gave a chance, how many of them count, and what they say with the model."""
    n = len(rows)
    if not is_shown:
        return say("members.chances.hidden", n=n)
    if not n:
        return say("members.chances.none")
    n_counted, n_late = len(blind(rows)), sum(late(row) for row in rows)
    left_out = {"seen": n - n_counted - n_late, "late": n_late}
    more = [say(f"members.chances.{why}", n=count) for why, count in left_out.items() if count]
    if not opinion.weight:
        return " ".join([say("members.chances.unproven", n=n), *more])
    return " ".join([say("members.chances.pooled", n=n_counted, chance=opinion.chance), *more])


def _by_name(entry: Named) -> tuple[str, str]:
    return entry.name.casefold(), entry.code


def _codes(asking: Asking, activity: Activity, call: Kind, region: str) -> list[str]:
    """What the champion makes calls of a kind for in a region, the likeliest first."""
    calls = asking.need_niches(activity).calls[call]
    begin, end = calls.by_region.get(region, (0, 0))
    return [str(code) for code in calls.columns["activity_code"][begin:end].tolist()]


def _stated(asking: Asking, request: Any) -> tuple[Call, float, int]:
    """A call, with the chance that the champion states and the champion's version."""
    lookup = asking.need_niches(request.activity)
    asking.check_region(request.region_code)
    asking.check_option(request.activity, request.code)
    calls = lookup.calls[request.call]
    begin, _ = calls.by_region.get(request.region_code, (0, 0))
    codes = _codes(asking, request.activity, request.call, request.region_code)
    if request.code not in codes:
        raise ProblemError("question-not-allowed", say(f"members.no_call.{request.call}"))
    chance = float(calls.columns["probability"][begin + codes.index(request.code)])
    about = lookup.metadata
    call = Call(
        package=asking.package,
        region_code=request.region_code,
        activity=request.activity,
        code=request.code,
        call=request.call,
        origin=about.cutoff,
        year=about.cutoff + about.horizon,
    )
    return call, chance, about.version
