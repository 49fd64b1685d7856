"""The service around a space of members, asked in this process by keys of several rights."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from serving.access.access import Access
from serving.access.keys import Keys
from serving.access.rights import require
from serving.access.settings import KEYS, read
from serving.champions import Champions
from serving.http.problems import ProblemResponses
from serving.http.routes import routes
from serving.http.transport.contributions import Contributions
from serving.http.transport.questions import Questions
from serving.later import given
from serving.niches.lookup import niche_lookup
from serving.page.refusal import for_readers
from serving.record.lookup import RecordLookup, record_lookup
from serving.served.loaded import Part
from tests import loops
from tests.serving.conftest import champion, growth_trained, markets_trained, niches_trained
from tests.serving.reports.test_document import loaded
from training.community import database

HOST = "http://10.0.0.1:3000"


@pytest.fixture(scope="module")
def champions() -> Champions:
    """The invented country, loaded."""
    niches = champion(niches_trained())
    found = loaded(champion(growth_trained()), niches)
    records: Mapping[Part, RecordLookup] = {"niches": record_lookup(niches)}
    markets = niche_lookup(champion(markets_trained()))
    return Champions(replace(found, markets=markets, records_later=given(records)))


@dataclass
class Service:
    """The service with an empty space, reading open, and keys by name."""

    app: Access
    keys: Keys
    audit: Path
    texts: dict[str, str] = field(default_factory=dict)

    def key(self, name: str, *scopes: str) -> str:
        """The id of a new key, by whose name requests are sent."""
        key, text = self.keys.add(name, scopes, 90)
        self.keys._read_at = -60.0  # other processes see a new key within a second
        self.texts[name] = text
        return key.id

    def ask(self, who: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """A request by the key of a name, "" for none: POST where there is a body."""
        headers = options.pop("headers", {})
        if who:
            headers = {**headers, "Authorization": f"Bearer {self.texts[who]}"}
        method = options.pop("method", "GET" if body is None and not options else "POST")

        async def request() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=("192.0.2.7", 4711))
            async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
                return await client.request(method, path, json=body, headers=headers, **options)

        return loops.run(request())

    def done(self, who: str, name: str, **body: Any) -> dict[str, Any]:
        """The answer of an endpoint that does what is asked."""
        response = self.ask(who, f"/{name}", body)
        assert response.status_code == 200, response.text
        return dict(response.json())

    def joined(self, who: str, region: str, role: str = "member", **profile: Any) -> str:
        """The id of a new member, invited by the operator."""
        self.key(who, "contribute")
        code = self.done("operator", "invite", region_code=region, role=role)["code"]
        found = self.done(who, "join", code=code, organisation=who, **profile)
        return str(found["member_id"])


@pytest.fixture
def community(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{tmp_path / 'community.db'}")
    return database.opened()


@pytest.fixture
def make(
    champions: Champions, tmp_path: Path, community: Engine, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Service]:
    """Makes the service with settings."""

    def made(**settings: str) -> Service:
        monkeypatch.setenv("SMARTSPEC_AUDIT", str(tmp_path / "audit.log"))
        given = {KEYS: str(tmp_path / "keys.db"), "SMARTSPEC_READING": "open", **settings}
        found = read({**given, "SMARTSPEC_RATE": settings.get("SMARTSPEC_RATE", "0")}, HOST)
        limits = (20.0, 64)
        questions = Questions(routes(champions), champions, *limits)
        answers = Contributions(questions, champions, require, limits)
        app = Access(ProblemResponses(answers, for_readers), found, for_readers, {})
        service = Service(app, app.keys, tmp_path / "audit.log")
        service.key("operator", "contribute", "train")
        return service

    return made


@pytest.fixture
def in_2018(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands before the year of the outcomes of the invented country's calls, 2020."""
    moment = datetime(2018, 7, 1, tzinfo=UTC).timestamp()
    monkeypatch.setattr("time.time", lambda: moment)


@pytest.fixture
def service(make: Callable[..., Service]) -> Service:
    return make()
