"""Chances of members meet the outcomes of the calls that they were given for."""

from pathlib import Path

import pytest

from tests.training import champions
from training.community import database
from training.community.chances import Call
from training.record import members


def call(code: str, kind: str = "entry", **changed: int | str) -> Call:
    given = {"activity": "technology", "origin": 2010, "year": 2012, **changed}
    return Call("tiny", "R1", code=code, call=kind, **given)  # type: ignore[arg-type]


def test_a_call_gets_the_outcome_of_its_champion() -> None:
    waiting = [
        call("B1"),
        call("B2"),
        call("A2", "exit"),
        call("B1", "exit"),  # never made
        call("B1", origin=2009),  # by another champion
        call("B1", activity="cluster"),
    ]
    later = champions.package(later=True)
    found = list(members.outcomes(champions.niches(), "technology", later, waiting))
    assert found == [(waiting[0], True), (waiting[1], False), (waiting[2], True)]
    early = champions.package()
    assert not list(members.outcomes(champions.niches(), "technology", early, waiting))


def test_without_a_space_nothing_is_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{tmp_path / 'community.db'}")
    assert members.resolve(champions.package(later=True)) == 0
    assert not (tmp_path / "community.db").exists()
