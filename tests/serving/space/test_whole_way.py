"""The digital space from a newer file to what people are told, over real servers.

Six of the US states are served; members write; a newer year is imported and its champions promoted;
subscribers are told; the champion is rolled back.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest

from features.package import read
from serving.access.keys import Keys
from serving.access.settings import KEYS, RATE
from serving.http import host
from tests.serving.conftest import Running
from tests.serving.served.test_side_by_side import answer, until
from tests.serving.space import cut
from tests.training.cli.test_main import run
from tests.training.community.delivery.conftest import Hook, Mailbox
from training.community import database, subscriptions
from training.community.matching import message_id
from training.growth import task as growth_task
from training.niches import task as niche_task
from training.refresh import run as refresh_run
from training.refresh.tasks import SUBJECTS

REGION, CLUSTER, YEAR = cut.SURPRISE
OPTION = {"region_code": REGION, "activity": "technology", "code": cut.ENTERED[1]}
SUBSCRIPTIONS = """
[desk]
to = "desk@michigan.example"
regions = ["MI"]
kinds = ["surprise", "note"]
language = "ru"

[program]
to = "{address}/hook"
options = ["cluster:3361MV"]
kinds = ["surprise"]
secret = "DESK_SECRET"
"""


@dataclass
class Space:
    """A package that is served, its newer file, and keys of those who may write."""

    package: Path
    newer: Path
    running: Running
    keys: dict[str, str] = field(default_factory=dict)

    def done(self, who: str, name: str, **body: Any) -> dict[str, Any]:
        """The answer to what a member asks."""
        headers = {"Authorization": f"Bearer {self.keys[who]}"}
        address = f"{self.running.address}/{name}"
        response = httpx.post(address, json=body, headers=headers, timeout=60)
        assert response.status_code == 200, response.text
        return dict(response.json())

    def feed(self) -> dict[str, feedparser.FeedParserDict]:
        """The entries of the region's feed by their id."""
        response = httpx.get(f"{self.running.address}/feeds/region/{REGION}.atom?language=en")
        assert response.status_code == 200, response.text
        return {entry.id: entry for entry in feedparser.parse(response.content).entries}

    def refreshed(self) -> dict[str, Any]:
        """The report of a refresh with the newer file."""
        named = ["--package", str(self.package), "--import", str(self.newer)]
        reports = str(self.package.with_name("reports"))
        done = run("refresh", *named, "--output", reports, "--json", "-")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))


@pytest.fixture
def space(
    real_data: Callable[[str], Path],
    fresh_store: Path,
    tmp_path: Path,
    hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Space]:
    """The cut, its champions, subscriptions and a service over them."""
    monkeypatch.setattr(growth_task, "QUICK_MODELS", ["naive", "drift"])
    monkeypatch.setattr(niche_task, "QUICK_MODELS", ["random", "persistence"])
    monkeypatch.setattr(refresh_run, "SUBJECTS", SUBJECTS[:2])  # market niches take time
    package, newer = cut.written(read(real_data("us-states")), tmp_path)
    cut.champions(package)
    keys = Keys(tmp_path / "keys.db")
    rights = {"operator": ["contribute", "train"], "Plant": ["contribute"]}
    file = tmp_path / "subscriptions.toml"
    file.write_text(SUBSCRIPTIONS.format(address=hook.address), encoding="utf-8")
    for variable, value in {KEYS: keys.file, RATE: 0, subscriptions.VARIABLE: file}.items():
        monkeypatch.setenv(variable, str(value))
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{fresh_store / 'community.db'}")
    texts = {who: keys.add(who, scopes, 90)[1] for who, scopes in rights.items()}
    with host.running(host.free_port(), tmp_path / "service.log") as address:
        yield Space(package, newer, Running(address, tmp_path / "service.log"), texts)


@pytest.mark.slow
@pytest.mark.real_data
def test_a_surprise_is_told_and_nothing_is_lost(mailbox: Mailbox, hook: Hook, space: Space) -> None:
    service = space.running
    assert answer(service, f"/growth/{REGION}")["metadata"]["version"] == 1
    assert run("notify").returncode == 0, "subscribers are known before anything happens"
    code = space.done("operator", "invite", region_code=REGION)["code"]
    space.done("Plant", "join", code=code, organisation="Plant", clusters=[CLUSTER])
    note = space.done("Plant", "add_note", **OPTION, text="We file patents next year.")
    given = space.done("Plant", "give_chance", **OPTION, chance=0.9)
    assert (given["call"], given["year"]) == ("entry", cut.ENTERED[2])

    report = space.refreshed()
    assert [it["promoted"] for it in report["models"]] == [True, True], report["models"]
    for path in (f"/growth/{REGION}", f"/niches/{REGION}"):
        until(service, path, 2)
    entries = space.feed()
    assert "above forecast" in entries[f"urn:uuid:{_told(mailbox, hook)}"].title
    assert {"note", "surprise", "champion", "call"} <= {it.tags[0].term for it in entries.values()}
    chance = _wrote(space, note)
    assert (chance["outcome"], chance["version"]) == (1, 1), "it came true, and is scored"
    assert chance["model_chance"] == given["model_chance"]

    assert run("rollback", "growth", "--package", cut.NAME).returncode == 0
    until(service, f"/growth/{REGION}", 1)
    space.refreshed()
    assert answer(service, f"/growth/{REGION}")["metadata"]["version"] == 1, "it stays so"
    assert (len(mailbox.received), len(hook.calls)) == (2, 1), "nobody is told twice"
    assert space.feed().keys() > entries.keys(), "the rollback is told besides"
    assert _wrote(space, note) == chance


def _told(mailbox: Mailbox, hook: Hook) -> str:
    """The id of the surprise, which a mail and a webhook told; a mail told the note before."""
    first, second = mailbox.received
    assert "We file patents next year." in first.get_content()
    assert f"{YEAR} г. — выше прогноза" in second["Subject"].replace("\u00a0", " ")
    ((_, headers, content),) = hook.calls
    (event,) = json.loads(content)["events"]
    assert (event["region_code"], event["code"], event["happened"]) == (REGION, CLUSTER, str(YEAR))
    assert second["Message-ID"] == f"<{_message('desk', event)}@ministry.example>"
    assert headers["webhook-id"] == _message("program", event)
    return str(event["id"])


def _message(subscription: str, event: dict[str, Any]) -> str:
    """The id that a message with an event has, however often it is made."""
    id_ = uuid.uuid5(subscriptions.NAMESPACE, subscription)
    return message_id(str(id_), [event["id"]])


def _wrote(space: Space, note: dict[str, Any]) -> dict[str, Any]:
    """The chance that a member gave, beside its note and profile."""
    tables = space.done("Plant", "export_own")["tables"]
    assert [it["id"] for it in tables["notes"]] == [note["id"]]
    assert [it["organisation"] for it in tables["members"]] == ["Plant"]
    (shown,) = answer(space.running, f"/notes/{REGION}")["notes"]
    assert shown["id"] == note["id"]
    (chance,) = tables["expert_chances"]
    assert chance["chance"] == 0.9
    return dict(chance)
