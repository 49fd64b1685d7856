"""Chances are asked before the model's are shown, and only such chances weigh in the pool."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from sqlalchemy import Engine

from serving.champions import Champions
from serving.served.loaded import Part
from tests.serving.members.conftest import Service
from training.community import chances, database
from training.community.chances import Call

pytestmark = pytest.mark.usefixtures("in_2018")
OPTION = {"region_code": "R1", "activity": "technology", "code": "H04"}


def cells(page: str) -> list[str]:
    """The cells of the first table of chances."""
    table = unescape(page).partition('class="stacked"')[2].partition("</table>")[0]
    return re.findall(r"<td[^>]*>(.*?)</td>", table.replace("\u00a0", " "))


def given_before(engine: Engine, member: str, blind: int) -> None:
    """200 chances of a good expert with outcomes."""
    with database.changing(engine) as connection:
        for place in range(200):
            came_true = place % 2 == 0
            call = Call("test-country", "R1", "technology", f"T{place}", "entry", 2000, 2005)
            chance = 0.8 if came_true else 0.2
            figures = {"chance": chance, "model_chance": 0.5, "version": 1, "blind": blind}
            chances.give(connection, member, call, figures, 0)
            assert chances.resolve(connection, [(call, came_true)], 1) == 1
            assert chances.resolve(connection, [(call, not came_true)], 2) == 0, "for good"


def test_open_calls_tell_nothing_of_the_model(service: Service) -> None:
    """The champion's order in R2 is Computing before Communication."""
    service.joined("Expert", "R2")
    found = service.done("Expert", "open_calls", call="exit")
    names = [{"code": "H04", "name": "Communication"}, {"code": "G06", "name": "Computing"}]
    assert (found["region_name"], found["calls"], found["year"]) == ("Corvenia", names, 2020)
    hidden = {"chance", "model", "model_chance", "probability", "pooled"}
    assert not hidden & found.keys()
    page = service.ask("Expert", "/expect?call=exit").text
    assert page.index(">Communication<") < page.index(">Computing<")
    assert 'name="seen" value="false" required' in page
    assert "25" not in page.partition("<main")[2].partition("/contribute/give_chance")[0]
    exit_ = {"region_code": "R2", "code": "H04", "call": "exit", "chance": 0.2, "seen": False}
    service.done("Expert", "give_chance", **exit_)
    left = service.done("Expert", "open_calls", call="exit")
    assert [it["code"] for it in left["calls"]] == ["G06"]
    page = service.ask("Expert", "/expect?call=exit").text
    assert cells(page)[2:5] == ["20 %", "before the model's was seen", "15 %"]
    problem = service.ask("Expert", "/expect?region=R9").text
    assert 'role="alert"' in problem
    assert "/contribute/give_chance" not in problem


def test_a_chance_is_asked_before_the_model_is_shown_and_kept(service: Service) -> None:
    service.joined("Expert", "R1")
    before = service.done("Expert", "list_chances", **OPTION)
    assert (before["model"], before["pooled"], before["count"]) == (None, None, 0)
    given = service.done("Expert", "give_chance", **OPTION, chance=0.3)
    assert (given["model_chance"], given["year"], given["version"]) == (0.6, 2020, 1)
    assert given["seen"] is True, "who does not say otherwise has seen it"
    again = service.ask("Expert", "/give_chance", {**OPTION, "chance": 0.6, "seen": False})
    assert again.status_code == 422
    after = service.done("Expert", "list_chances", **OPTION)
    assert (after["own"], after["model"], after["pooled"]) == (0.3, 0.6, 0.6)
    assert (after["count"], after["blind"]) == (1, 0)
    assert "1 of them had seen the model's chance" in after["said"]
    assert after["weight"] == 0, "nothing is known of the expert"
    page = service.ask("Expert", "/region/R1").text
    assert cells(page.partition('id="members"')[2])[2:5] == [
        *("30 %", "after the model's was seen", "60 %"),
    ]
    assert 'value="H04"' not in page, "it is not asked again"


def test_experts_weigh_once_their_calls_have_outcomes(service: Service, community: Engine) -> None:
    expert = service.joined("Expert", "R1")
    given = service.done("Expert", "give_chance", **OPTION, chance=0.9, seen=False)
    assert (given["weight"], given["pooled"]) == (0, 0.6)
    given_before(community, expert, blind=1)
    found = service.done("Expert", "list_chances", **OPTION)
    assert found["resolved"] == 200
    assert found["skill"] > 0.8
    assert found["weight"] > 0.3
    assert found["model"] < found["pooled"] < 0.9


def test_who_has_seen_the_model_has_no_weight(service: Service, community: Engine) -> None:
    """Neither earns one by calls seen before, nor uses one for a call that it has seen."""
    leaning, seeing = service.joined("Leaning", "R1"), service.joined("Seeing", "R1")
    service.done("Leaning", "give_chance", **OPTION, chance=0.9, seen=False)
    given_before(community, leaning, blind=0)
    without: dict[str, Any] = service.done("Leaning", "list_chances", **OPTION)
    assert (without["weight"], without["pooled"], without["resolved"]) == (0, 0.6, 0)
    assert without["skill"] is None
    given_before(community, seeing, blind=1)
    given = service.done("Seeing", "give_chance", **OPTION, chance=0.9, seen=True)
    assert (given["weight"], given["pooled"]) == (0, 0.6)
    assert "does not count" in given["said"]


def test_niches_that_are_not_served_are_no_fault_of_the_service(
    service: Service,
    champions: Champions,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service.joined("Expert", "R1")
    served, without = champions.named(None), replace(champions.loaded, markets=None)
    option = {"region_code": "R1", "activity": "cluster", "code": "CAR"}
    for failed, status in ((frozenset[Part](), 422), (frozenset[Part](["markets"]), 503)):
        monkeypatch.setattr(served, "_loaded", replace(without, failed=failed))
        for name, asked in (
            ("open_calls", {"activity": "cluster"}),
            ("practice", {"activity": "cluster"}),
            ("give_chance", {**option, "chance": 0.5}),
        ):
            assert service.ask("Expert", f"/{name}", asked).status_code == status
        if not failed:
            assert not [it for it in caplog.records if it.levelname == "ERROR"]


def test_a_chance_after_the_year_is_kept_and_does_not_count(
    service: Service, community: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outcome of 2020 may be known from the first second of 2021, in UTC."""
    service.joined("Early", "R1")
    expert = service.joined("Expert", "R1")
    end = datetime(2021, 1, 1, tzinfo=UTC).timestamp()
    monkeypatch.setattr("time.time", lambda: end - 1)
    assert service.done("Early", "open_calls")["late"] is False
    assert service.done("Early", "give_chance", **OPTION, chance=0.9, seen=False)["late"] is False
    monkeypatch.setattr("time.time", lambda: end)
    asked = service.done("Expert", "open_calls")
    assert asked["late"] is True
    assert "practise on calls of the past" in asked["said"]
    assert asked["said"] in service.ask("Expert", "/expect").text
    assert asked["said"] in service.done("Expert", "list_chances", **OPTION)["said"]
    given_before(community, expert, blind=1)
    given = service.done("Expert", "give_chance", **OPTION, chance=0.9, seen=False)
    assert "2020 was over" in given["said"]
    assert (given["weight"], given["pooled"]) == (0, 0.6), "an expert, but one who may know"
    found = service.done("Expert", "list_chances", **OPTION)
    assert (found["count"], found["blind"], found["resolved"]) == (2, 1, 200)
    assert "1 of them came after the year" in found["said"]
    assert "after the year was over" in service.ask("Expert", "/expect").text
    call = Call("test-country", year=2020, origin=2015, call="entry", **OPTION)
    with database.changing(community) as connection:
        assert chances.resolve(connection, [(call, True)], int(end)) == 2, "both are scored"
    assert service.done("Early", "list_chances", **OPTION)["resolved"] == 201, "one of them counts"
