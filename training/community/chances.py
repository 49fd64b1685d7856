"""What members expect of niche calls: kept as it was given, scored when the outcome is known."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from training.community.reading import Row, first, rows
from training.community.tables import expert_chances, practice_chances


@dataclass(frozen=True)
class Call:
    """A niche call.

    Attributes
    ----------
    activity, code : str
        The technology or cluster.
    call : "entry" or "exit"
    origin, year : int
        Last year that the model knew, and that of the outcome.
    """

    package: str
    region_code: str
    activity: str
    code: str
    call: str
    origin: int
    year: int


def given(connection: Connection, member_id: str, call: Call) -> Row | None:
    """What a member gave for a call, if it did."""
    asked = select(expert_chances).where(expert_chances.c.member_id == member_id, *_is(call))
    return first(connection, asked)


def give(connection: Connection, member_id: str, call: Call, figures: Row, now: int) -> str:
    """Keep a chance for good.

    Parameters
    ----------
    figures : mapping
        chance, model_chance, version (of the champion that states it) and blind (1 where the
        member had not seen the model's chance, else 0).
    """
    id_ = str(uuid.uuid4())
    row = {**vars(call), **figures, "id": id_, "member_id": member_id, "given": now}
    connection.execute(insert(expert_chances), row)
    return id_


def of_call(connection: Connection, call: Call) -> Sequence[Row]:
    """What members gave for a call, the oldest first."""
    asked = select(expert_chances).where(*_is(call)).order_by(expert_chances.c.given)
    return rows(connection, asked)


def of_member(connection: Connection, member_id: str, region_code: str) -> Sequence[Row]:
    """What a member gave for calls of a region, the latest first."""
    is_it = (expert_chances.c.member_id == member_id) & (
        expert_chances.c.region_code == region_code
    )
    asked = select(expert_chances).where(is_it).order_by(expert_chances.c.given.desc())
    return rows(connection, asked)


def resolved(connection: Connection, package: str) -> Sequence[Row]:
    """The chances of a package whose outcome is known."""
    asked = select(expert_chances).where(
        expert_chances.c.package == package, expert_chances.c.outcome.is_not(None)
    )
    asked = asked.order_by(expert_chances.c.given, expert_chances.c.id)
    return rows(connection, asked)


def resolve(connection: Connection, outcomes: Iterable[tuple[Call, bool]], now: int) -> int:
    """Write down the outcomes of calls that came to be known; how many chances they score."""
    n_scored = 0
    for call, came_true in outcomes:
        values = {"outcome": int(came_true), "resolved": now}
        open_ = expert_chances.c.outcome.is_(None)
        changed = update(expert_chances).where(*_is(call), open_).values(**values)
        n_scored += int(connection.execute(changed).rowcount)
    return n_scored


def unresolved(connection: Connection, package: str, latest: int) -> list[Call]:
    """The calls up to a year that wait for their outcome."""
    names = ("package", "region_code", "activity", "code", "call", "origin", "year")
    asked = (
        select(*(expert_chances.c[name] for name in names))
        .where(
            expert_chances.c.package == package,
            expert_chances.c.outcome.is_(None),
            expert_chances.c.year <= latest,
        )
        .distinct()
    )
    return [Call(**row) for row in rows(connection, asked)]


def practise(connection: Connection, member_id: str, row: Row, now: int) -> None:
    """Keep a chance for a call of the past, whose row has all columns of practice_chances else."""
    connection.execute(insert(practice_chances), {**row, "member_id": member_id, "given": now})


def practised(connection: Connection, member_id: str, activity: str) -> Sequence[Row]:
    """What a member gave for calls of the past, the latest first."""
    kept = practice_chances.c
    asked = select(practice_chances).where(kept.member_id == member_id, kept.activity == activity)
    return rows(connection, asked.order_by(kept.given.desc(), kept.question))


def _is(call: Call) -> list[Any]:
    return [expert_chances.c[name] == value for name, value in vars(call).items()]
