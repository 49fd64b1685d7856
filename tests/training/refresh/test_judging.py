"""Calls whose outcome is known for the first time, and what is trained again."""

from dataclasses import replace
from pathlib import Path

import pytest

from features.package import Package
from tests.training import champions
from tests.training.examples import growth_example
from training.community.events import Event
from training.community.wording import sentence
from training.refresh import data, judging, serving, tasks, telling
from training.refresh.judging import Watched
from training.refresh.settings import Names
from training.refresh.tasks import SUBJECTS
from training.registry import promotion, versions

pytestmark = pytest.mark.usefixtures("store")
GROWTH = SUBJECTS[0]


def call_events(package: Package, judged: list[judging.Judged]) -> list[Event]:
    watched = Watched(None, None, {"summary": ""})
    names = data.names_of(package)
    return telling.events_of(telling.News(package.name, names, watched, judged, [], [], {}))


def test_calls_are_judged_once_and_told_with_their_chance_of_then(tmp_path: Path) -> None:
    champions.register(champions.on_disk(champions.package(), tmp_path / "p"))
    assert not list(judging.judged(champions.package())), "no outcome is known yet"
    later = champions.package(later=True)
    (found,) = judging.judged(later)
    assert (found.report["origin"], found.report["year"]) == (2010, 2012)
    told = {(it.region_code, it.code): it for it in call_events(later, [found])}
    entered, lost = told["R1", "B1"], told["R1", "A2"]
    assert (entered.details["call"], entered.details["came_true"]) == ("entry", True)
    assert (lost.details["call"], lost.details["came_true"]) == ("exit", True)
    assert entered.details["probability"] == pytest.approx(0.1)
    assert (entered.details["region_name"], entered.details["name"]) == ("Rivermouth", "Sensors")
    judging.told(found)
    assert not list(judging.judged(later))


def log(sha256: str, errors: dict[str, float] | None = None, **params: str) -> int:
    """One more version of growth, trained on data with this digest."""
    made = growth_example(sha256=sha256, errors=errors)
    trained = replace(made.trained, params={**made.trained.params, **params})
    return versions.log(trained, made.package, made.rows, made.losses)


def plan(sha256: str) -> tasks.Plan:
    made = growth_example(sha256=sha256).package
    rows = growth_example().trained.tables["history"]
    tables = {"cluster_indicators": rows.assign(indicator="value_added")}
    return tasks.plan(GROWTH, replace(made, tables=tables))


def test_what_the_registry_holds_decides_what_is_trained() -> None:
    first = plan("a" * 64)
    assert (first.action, first.champion) == ("train", None)
    promotion.promote(GROWTH.name, log("a" * 64), force=True)
    assert plan("a" * 64).action == "leave"
    newer, package = plan("b" * 64), growth_example().package
    assert (newer.action, newer.champion) == ("train", 1)
    assert newer.asked is not None
    assert newer.asked.model == "hybrid", "its training named the method"
    other = log("b" * 64, {"naive": 6.0, "theta": 6.0, "hybrid": 9.0}, deflator="cpi")
    assert plan("b" * 64).action == "train", "that version answers another question"
    refused = tasks.judged(GROWTH, other, package.name)
    assert not refused["promoted"], "a refusal is an outcome, and the champion stays"
    assert "not good enough to serve" in refused["reason"]
    assert versions.champions(GROWTH.name) == {package.name: 1}
    waiting = log("b" * 64, chosen_on="2003")
    found = plan("b" * 64)
    assert (found.action, found.version) == ("judge", waiting)
    promotion.promote(GROWTH.name, waiting, force=True)
    again = plan("c" * 64)
    assert again.asked is not None
    assert again.asked.model == "", "the method is chosen anew"
    promotion.rollback(GROWTH.name)
    rolled_back = plan("b" * 64)
    assert (rolled_back.action, rolled_back.champion) == ("leave", 1)
    assert f"version {waiting} was trained on these data and has been" in rolled_back.reason
    assert tasks.plan(SUBJECTS[1], growth_example().package).action == "leave"


def test_a_new_champion_says_what_it_gains_over_the_one_before() -> None:
    promotion.promote(GROWTH.name, log("a" * 64), force=True)
    promotion.promote(GROWTH.name, log("a" * 64, {"naive": 10.0, "theta": 8.0, "hybrid": 3.0}))
    package = growth_example().package.name
    (now,) = serving.present(package)
    watched, names = Watched(None, None, {"summary": ""}), Names({}, {}, {})
    (event,) = telling.events_of(telling.News(package, names, watched, [], [now], [], {}))
    gain, low, high = (float(event.details[it] or 0) for it in ("gain", "low", "high"))
    assert gain == pytest.approx(50, abs=5)
    assert 0 < low <= gain <= high
    assert "differs from that of version 1 by −" in sentence(event, "en")
    promotion.rollback(GROWTH.name)
    (back,) = serving.present(package)
    assert (back.version, back.gain) == (1, None)
