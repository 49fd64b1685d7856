"""Members try themselves on calls of a backtest: the outcome is held back until they gave a chance.

Nothing of it counts for a call that is open: who remembers those years has an advantage.
"""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
import pandas as pd
from sqlalchemy.exc import IntegrityError

from serving.contracts import Activity
from serving.http.problems import ProblemError, invalid_field
from serving.languages.language import say
from serving.members.asking import Asking, Row
from serving.members.chances.contracts import (
    PracticeCall,
    PracticeChanceRequest,
    PracticeChanceResponse,
    PracticeRequest,
    PracticeResponse,
    PracticeScore,
    Practised,
)
from serving.members.chances.meaning import meaning
from serving.record.past import LIVE
from serving.tables import number, records
from training.community import chances
from training.niches.experts.pooling import score
from training.niches.experts.trials import backtest_chances

MOST = 50
"""Calls that a member can choose from at a time."""
YEARS = 5
"""Over which patents are added up."""
KEYS = ["origin", "region_code", "code", "call"]


def practice(asking: Asking, request: PracticeRequest) -> PracticeResponse:
    """Calls of a region that who asks has not practised on, and how it did so far."""
    own, region = asking.need_member(), _region(asking, request.region_code)
    done = chances.practised(asking.connection, own["id"], request.activity)
    calls = _drawn(asking, request.activity, region, done).head(request.limit)
    found = [_call(asking, request.activity, row) for row in records(calls)]
    result = _score(done)
    said = [_score_said(result)] if done else []
    return PracticeResponse(
        region_code=region,
        region_name=asking.region_name(region),
        activity=request.activity,
        calls=found,
        practised=[_practised(asking, request.activity, row) for row in done],
        score=result,
        said=" ".join([*said, *([] if found else [say("members.practice.none")])]),
    )


def give_practice_chance(asking: Asking, request: PracticeChanceRequest) -> PracticeChanceResponse:
    """Keep a chance for a call of the past, and tell what became of it."""
    own, region = asking.need_member(), _region(asking, request.region_code)
    done = chances.practised(asking.connection, own["id"], request.activity)
    if any(row["question"] == request.question for row in done):
        raise ProblemError("question-not-allowed", say("members.practice.given"))
    drawn = _drawn(asking, request.activity, region, done)
    asked = drawn[drawn["question"] == request.question]
    if asked.empty:
        raise invalid_field("question", say("members.practice.unknown"))
    row = {
        **{name: str(asked.iloc[0][name]) for name in ("question", "region_code", "code", "call")},
        "origin": int(asked.iloc[0]["origin"]),
        **_outcome(asking, request.activity, asked),
        "activity": request.activity,
        "chance": request.chance,
    }
    try:
        chances.practise(asking.connection, own["id"], row, asking.now)
    except IntegrityError:  # given in another request meanwhile
        raise ProblemError("question-not-allowed", say("members.practice.given")) from None
    result = _score([row, *done])
    said = _became_said(asking, request.activity, row)
    return PracticeChanceResponse(
        id=request.question,
        practised=_practised(asking, request.activity, row),
        score=result,
        said=f"{said} {_score_said(result)}",
    )


def result(asking: Asking, activity: Activity, question: str) -> str:
    """What became of a call that who asks practised on; "" where it did not."""
    done = chances.practised(asking.connection, asking.need_member()["id"], activity)
    found = (_became_said(asking, activity, row) for row in done if row["question"] == question)
    return next(found, "")


def _became_said(asking: Asking, activity: Activity, row: Row) -> str:
    became = "true" if row["outcome"] else "false"
    return say(
        f"members.practice.came_{became}",
        name=asking.option_name(activity, row["code"]),
        chance=row["chance"],
        model=row["model_chance"],
    )


def _region(asking: Asking, code: str | None) -> str:
    region = code or str(asking.need_member()["region_code"])
    asking.check_region(region)
    return region


def _past(asking: Asking, activity: Activity) -> pd.DataFrame:
    """The calls of the backtest of the champion; ProblemError where there is none."""
    asking.need_niches(activity)
    record = asking.loaded.records.get("niches" if activity == "technology" else "markets")
    if record is None:
        raise ProblemError("not-available", say("members.practice.no_record"))
    return record.calls[~record.calls[LIVE]]


def _drawn(asking: Asking, activity: Activity, region: str, done: Sequence[Row]) -> pd.DataFrame:
    """Calls of a region without those that are done, drawn for who asks: the same at each visit."""
    past = _past(asking, activity)
    rows = past[past["region_code"] == region]
    own = asking.need_member()["id"]
    seed = int.from_bytes(sha256(own.encode()).digest()[:4])
    here = [row["question"] for row in done if row["region_code"] == region]
    drawn = backtest_chances(rows, len(here) + MOST, seed)
    return drawn[~drawn["question"].isin(here)]


def _outcome(asking: Asking, activity: Activity, asked: pd.DataFrame) -> Row:
    """What the model said of a call, and what became of it."""
    (row,) = asked.merge(_past(asking, activity), on=KEYS).to_dict(orient="records")
    return {
        "year": int(row["target"]),
        "version": int(row["version"]),
        "model_chance": float(row["stated"]),
        "outcome": int(row["outcome"]),
    }


def _call(asking: Asking, activity: Activity, row: Row) -> PracticeCall:
    code, origin = str(row["code"]), int(row["origin"])
    lookup = asking.need_niches(activity)
    history = dict(lookup.history().get(code, []))
    return PracticeCall(
        question=row["question"],
        code=code,
        name=asking.option_name(activity, code),
        call=row["call"],
        origin=origin,
        year=origin + lookup.metadata.horizon,
        meaning=meaning(lookup.metadata, row["call"], origin),
        patents=_patents(history, origin),
        patents_before=_patents(history, origin - YEARS),
    )


def _patents(history: dict[int, float], until: int) -> float | None:
    """The sum of the years up to one; None where a year is unknown."""
    return number(sum(history.get(year, np.nan) for year in range(until - YEARS + 1, until + 1)))


def _practised(asking: Asking, activity: Activity, row: Row) -> Practised:
    same = ("code", "region_code", "call", "origin", "year", "chance", "model_chance")
    return Practised(
        **{name: row[name] for name in same},
        name=asking.option_name(activity, row["code"]),
        region_name=asking.region_name(row["region_code"]),
        came_true=bool(row["outcome"]),
    )


def _score(rows: Sequence[Row]) -> PracticeScore:
    names = ("chance", "model_chance", "outcome")
    columns = (np.array([row[name] for row in rows], dtype=np.float64) for name in names)
    found = score(*columns)
    return PracticeScore(n=found.n, skill=number(found.skill), skill_error=number(found.error))


def _score_said(result: PracticeScore) -> str:
    if result.skill is None or result.skill_error is None:
        return say("members.practice.few", n=result.n)
    return say("members.practice.score", n=result.n, skill=result.skill, error=result.skill_error)
