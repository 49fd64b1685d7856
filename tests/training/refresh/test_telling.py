"""Whom advice is by, what it leaves out, and which champions are news."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.training import champions
from training.community.wording import sentence
from training.refresh import serving, telling
from training.refresh.advice import Change, Move, Moved
from training.refresh.judging import Watched
from training.refresh.serving import Served
from training.refresh.settings import Names
from training.refresh.tasks import SUBJECTS

CHANGES = (Change("Machinery", "backed", "doubtful"), Change("Energy", "careful", "backed"))
CAME = Move("G01", "Sensors", 1, 6, "the chance of entry", False)
CLUSTERS = Moved("R1", "cluster", (), (), "Energy", "Energy", "C1", 0.7, CHANGES)
NICHES = Moved("R1", "niche", (CAME,), (), "Sensors", "Optics", "G01", None)


@pytest.mark.usefixtures("store")
def test_advice_is_told_by_the_champion_of_its_kind() -> None:
    growth, niches = (
        replace(it, cutoff=year)
        for it, year in ((champions.growth(version=3), 2020), (champions.niches(version=5), 2015))
    )
    served = [Served(SUBJECTS[0], 3, 2, 2020, "2026-11-27T00:00:00+00:00")]
    same = replace(CLUSTERS, region_code="R2", changes=())
    news = telling.News(
        "tiny", Names({}, {}, {}), Watched(None, None, {}), [], served, [CLUSTERS, NICHES, same],
        {"cluster": growth, "niche": niches},
    )  # fmt: skip
    clusters, entries, _ = telling.events_of(news)
    assert (clusters.details["version"], clusters.details["cutoff"]) == (3, 2020)
    assert (entries.details["version"], entries.details["cutoff"]) == (5, 2015)
    assert (entries.details["chance"], entries.details["first_code"]) == (None, "G01")
    assert (
        "Machinery: backed, now not to be counted on. Energy: backed with caution, now backed."
    ) in sentence(clusters, "en")
    assert "Energy: вместо «поддержать с осторожностью» теперь «поддержать»." in sentence(
        clusters, "ru"
    )


@pytest.mark.usefixtures("store")
def test_a_champion_from_before_the_first_refresh_is_no_news(tmp_path: Path) -> None:
    champions.register(champions.on_disk(champions.package(), tmp_path / "p"))
    assert serving.unannounced("tiny") == []
    known = serving.known_before("tiny")
    assert known
    name = known[0].subject.name
    serving.to_be_judged(name, known[0].version)
    assert [it.subject.name for it in serving.unannounced("tiny")] == [name], "a refresh was killed"
    for it in known:
        serving.announced(it)
    assert serving.unannounced("tiny") == serving.known_before("tiny") == []
    champions.register(champions.on_disk(champions.package(sha256="b" * 64), tmp_path / "q"))
    told = [it.subject.name for it in serving.unannounced("tiny")]
    assert told == [name], "by hand, since people were told"
