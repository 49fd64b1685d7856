"""What stays in memory: packages that are let go and loaded again, older versions, failures."""

import threading
import weakref
from datetime import UTC, datetime
from pathlib import Path

import pytest

from features.errors import InputError
from serving.champions import Champions
from serving.endpoints import ENDPOINTS
from serving.growth.contracts import ForecastRequest
from serving.http.problems import ProblemError
from serving.niches.contracts import NicheRequest
from serving.served.limit import KEPT, packages_kept
from serving.served.loaded import Loaded
from serving.served.preparation import worked_out
from tests.serving.conftest import growth_trained, niches_trained, register

BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}
ASKED = ForecastRequest(region_codes=["R1"], package="other-country")


def median(champions: Champions, request: ForecastRequest) -> float:
    """The first forecast."""
    endpoint = BY_NAME["forecast_growth"]
    answer = endpoint(champions.answering(endpoint, request), request).model_dump()
    return float(answer["forecasts"][0]["points"][0]["median"])


def parts_of(loaded: Loaded) -> list[weakref.ref[object]]:
    """What nothing else may hold once it is let go."""
    russian = loaded.in_language("ru")
    every = [it for one in (loaded, russian) for it in (one.growth, one.niches, one.choice, one)]
    return [weakref.ref(it) for it in every if it is not None]


def test_nothing_stays_of_a_package_that_is_let_go(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEPT, "1")
    champions = Champions()
    champions.refresh()
    other, country = champions.named("other-country"), champions.named("test-country")
    assert (other.loaded is None, country.loaded is None) == (False, True)
    assert [it.title[:7] for it in champions.states()] == ["Another", "Test co"]
    before = median(champions, ASKED)
    for _ in worked_out(other.get()):
        pass
    champions.collect()
    found = parts_of(other.get())
    assert len(found) == 8
    champions.load(country)
    champions.collect()
    assert other.loaded is None
    assert [ref() for ref in found] == [None] * 8
    assert median(champions, ASKED) == before
    assert country.loaded is None


def test_a_package_is_loaded_once_for_all_who_wait(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEPT, "1")
    champions = Champions()
    champions.refresh()
    country, found = champions.named("test-country"), list[Loaded]()
    askers = [
        threading.Thread(target=lambda: found.append(champions.load(country))) for _ in range(4)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(found) == 4
    assert len({id(it) for it in found}) == 1


def test_an_older_version_answers_with_what_served_beside_it(two: Path) -> None:
    champions = Champions()
    champions.refresh()
    version = register(growth_trained(scale=2.0))
    broken = niches_trained()
    del broken.tables["portfolio"]  # type: ignore[attr-defined]
    unreadable = register(broken)
    register(niches_trained())
    champions.refresh()
    now = ForecastRequest(region_codes=["R1"], package="test-country")
    assert median(champions, now) == 204.0
    assert median(champions, now.model_copy(update={"version": 1})) == 102.0
    today = {"as_of": datetime.now(UTC).date().isoformat()}
    assert champions.find(now.model_copy(update=today)) is champions.named("test-country")
    assert champions.find(now.model_copy(update={"version": version})) is champions.find(now)
    with pytest.raises(ProblemError, match="unknown version '2'") as caught:
        champions.find(now.model_copy(update={"version": 2}))
    assert caught.value.kind == "unknown-code"
    asked = NicheRequest(region_codes=["R1"], package="test-country", version=unreadable)
    with pytest.raises(ProblemError, match=r"another release .* has no table portfolio"):
        champions.answering(BY_NAME["flag_niches"], asked)


def test_an_answer_says_for_which_date_it_was_asked(two: Path) -> None:
    champions = Champions()
    champions.refresh()
    day = datetime.now(UTC).date().isoformat()
    request = ForecastRequest(region_codes=["R1"], package="test-country", as_of=day)
    endpoint = BY_NAME["forecast_growth"]
    answer = endpoint(champions.answering(endpoint, request), request).model_dump()
    assert (answer["metadata"]["as_of"], answer["metadata"]["version"]) == (day, 1)


def test_older_versions_make_room_first(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEPT, "3")
    champions = Champions()
    champions.refresh()
    for scale in (2.0, 3.0):
        register(growth_trained(scale=scale))
    champions.refresh()
    now = ForecastRequest(region_codes=["R1"], package="test-country")
    first, second = (now.model_copy(update={"version": version}) for version in (1, 3))
    assert [median(champions, it) for it in (first, second)] == [102.0, 204.0]
    assert champions.find(second).loaded is not None
    assert champions.find(first).loaded is None
    assert all(champions.named(it.name).loaded for it in champions.states())


def test_a_champion_that_fails_leaves_the_other_package(two: Path) -> None:
    champions = Champions()
    champions.refresh()
    other, country = (champions.named(name).get() for name in ("other-country", "test-country"))
    broken = growth_trained()
    del broken.tables["history"]  # type: ignore[attr-defined]
    register(broken)
    champions.refresh()
    assert champions.named("other-country").loaded is other
    found = champions.named("test-country").get()
    assert found.failed == {"growth"}
    assert found.growth is country.growth
    listed = {it.name: [one.failed for one in it.parts] for it in champions.states()}
    assert listed == {"other-country": [False, False], "test-country": [True, False]}


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_how_many_packages_stay_is_a_whole_number(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEPT, text)
    with pytest.raises(InputError, match=r"SMARTSPEC_PACKAGES_KEPT .* whole number above 0"):
        packages_kept()
