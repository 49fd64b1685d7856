"""Champions of several packages: one tag each, its copies for people, stores of older releases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from mlflow import MlflowClient

from tests.training.examples import growth_example
from tests.training.registry.test_versions import NAME, log, run_of
from training.registry import champions, promotion, store, versions
from training.registry.champions import MOST_CHARACTERS, MOST_VERSIONS, Trail

START = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)


def log_of(package: str, cutoff: int = 2010) -> int:
    made = growth_example(cutoff=cutoff)
    return log(replace(made, package=replace(made.package, name=package)))


def aliases() -> dict[str, int]:
    found = MlflowClient().get_registered_model(NAME).aliases
    return {alias: int(version) for alias, version in found.items()}


def bare_version(package: str) -> int:
    """A version without files, which is quick to make."""
    client = store.initialise()
    experiment = client.get_experiment_by_name("growth")
    assert experiment is not None
    run = client.create_run(experiment.experiment_id).info.run_id
    if champions.registered(client, NAME) is None:
        client.create_registered_model(NAME)
    tags = {"package": package, "model": "hybrid", "cutoff": "2010"}
    return int(client.create_model_version(NAME, "runs:/none", run, tags).version)


def make_champion(version: int, package: str) -> None:
    """What a promotion writes."""
    client = store.initialise()
    trail = champions.trails(client, NAME).get(package, Trail(()))
    champions.save(client, NAME, package, trail.moved((*trail.versions, version)))
    champions.tidy(client, NAME)


def make_old(trail: str, champion: int) -> None:
    """Leave tags and aliases as a release with one champion for all packages did."""
    client = MlflowClient()
    model = client.get_registered_model(NAME)
    for alias in model.aliases:
        client.delete_registered_model_alias(NAME, alias)
    for tag in model.tags:
        client.delete_registered_model_tag(NAME, tag)
    client.set_registered_model_alias(NAME, "champion", str(champion))
    client.set_registered_model_tag(NAME, "champions", trail)


def test_a_trail_comes_back_as_it_was_written() -> None:
    trail = Trail((1, 4), ((1, START), (7, START + timedelta(hours=1)), (4, START)))
    assert champions.written(trail) == (
        "1 4 | 1@2026-11-26T22:30:00+00:00 7@2026-11-26T23:30:00+00:00 4@2026-11-26T22:30:00+00:00"
    )
    assert champions.parsed(champions.written(trail)) == trail
    assert champions.parsed("3") == Trail((3,))


def test_the_oldest_entries_are_left_out_of_a_long_trail() -> None:
    numbers = tuple(range(1, 1001))
    served = tuple((number, START + timedelta(days=number)) for number in numbers)
    value = champions.written(Trail(numbers, served))
    assert len(value) <= MOST_CHARACTERS
    kept = champions.parsed(value)
    assert kept.versions == numbers[-MOST_VERSIONS:]
    assert kept.served == served[-len(kept.served) :]
    assert len(kept.served) > 100


def test_who_served_at_the_end_of_a_day() -> None:
    late = START.astimezone().replace(tzinfo=None).astimezone()  # the same moment, in local time
    trail = Trail((1, 4), ((1, late), (7, START + timedelta(hours=2)), (4, START + timedelta(9))))
    days = {25: None, 26: 1, 27: 7, 30: 7}
    assert {day: trail.at(date(2026, 11, day)) for day in days} == days
    assert trail.at(date(2026, 12, 5)) == 4


@pytest.mark.parametrize(
    ("package", "alias"),
    [("us-states", "champion-us-states"), ("us.states", "champion-us-states-885fe9")],
)
def test_an_alias_has_only_characters_that_mlflow_takes(package: str, alias: str) -> None:
    assert champions.alias_of("champion", package) == alias


@pytest.mark.usefixtures("store")
def test_packages_have_champions_and_challengers_of_their_own() -> None:
    for package in ("tiny", "a.b"):
        promotion.promote(NAME, log_of(package))
    log_of("tiny")
    dotted = champions.alias_of("champion", "a.b")
    assert aliases() == {"champion-tiny": 1, dotted: 2, "challenger-tiny": 3}
    assert versions.champions(NAME) == {"tiny": 1, "a.b": 2}
    assert promotion.promote(NAME)[0] == 3
    assert aliases() == {"champion-tiny": 3, dotted: 2}
    assert promotion.rollback(NAME, "tiny") == 1
    assert aliases() == {"champion-tiny": 1, dotted: 2}
    assert versions.challenger_version(NAME) is None, "it has been champion"
    tags = MlflowClient().get_registered_model(NAME).tags
    assert tags["champions.tiny"].startswith("1 | 1@")
    today = datetime.now(UTC).date()
    assert versions.served_at(NAME, "tiny", today) == 1
    assert versions.served_at(NAME, "tiny", today - timedelta(days=1)) is None
    assert versions.served_at(NAME, "none", today) is None


@pytest.mark.usefixtures("store")
def test_a_store_of_an_older_release_is_read_as_it_is_and_rewritten_by_the_next_command() -> None:
    for package in ("tiny", "other", "tiny", "other", "tiny"):
        make_champion(bare_version(package), package)
    make_old("1 2 3 4", 4)
    old = MlflowClient().get_registered_model(NAME)
    assert versions.champions(NAME) == {"tiny": 3, "other": 4}
    assert versions.champion_version(NAME, "tiny") == 3
    assert versions.served_at(NAME, "other", datetime.now(UTC).date()) == 4
    now = MlflowClient().get_registered_model(NAME)
    assert (now.tags, now.aliases) == (old.tags, old.aliases), "reading writes nothing"
    champions.tidy(store.initialise(), NAME)
    now = MlflowClient().get_registered_model(NAME)
    assert {tag: value.split(" |")[0] for tag, value in now.tags.items()} == {
        "champions.tiny": "1 3",
        "champions.other": "2 4",
    }
    assert versions.champions(NAME) == {"tiny": 3, "other": 4}
    assert aliases() == {"champion-tiny": 3, "champion-other": 4}


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("trail", "champion", "left"),
    [("1 2", 3, (1, 2, 3)), ("1 2 3", 2, (1, 2)), ("1 9 2", 2, (1, 2)), ("1 2 1", 1, (1, 2, 1))],
)
def test_what_an_older_release_left_half_written_goes_by_its_alias(
    trail: str, champion: int, left: tuple[int, ...]
) -> None:
    """It wrote the alias first; versions may have been deleted since."""
    for _ in range(3):
        bare_version("tiny")
    make_old(trail, champion)
    assert champions.trails(store.opened(), NAME)["tiny"].versions == left


@pytest.mark.usefixtures("store")
def test_copies_that_a_kill_left_undone_are_written_by_the_next_command() -> None:
    client = store.initialise()
    make_champion(bare_version("tiny"), "tiny")
    bare_version("tiny")
    before = champions.trails(client, NAME)["tiny"]
    champions.save(client, NAME, "tiny", before.moved((1, 2)))
    assert versions.champions(NAME) == {"tiny": 2}
    assert aliases()["champion-tiny"] == 1
    assert "promoted_at" not in run_of(2).data.tags
    champions.tidy(client, NAME)
    assert aliases() == {"champion-tiny": 2}
    since = dict(champions.trails(client, NAME)["tiny"].served)[2].isoformat()
    assert run_of(2).data.tags["promoted_at"] == since
    assert client.get_model_version(NAME, "2").tags["promoted_at"] == since
