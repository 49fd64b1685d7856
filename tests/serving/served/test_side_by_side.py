"""Two packages side by side over real HTTP, with a champion swapped in one of them under load."""

import http.client
import json
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from serving.http import host
from tests.serving.conftest import PACKAGE, Running, growth_trained, register
from tests.serving.served.conftest import OTHER

PREFIX = "urn:smartspec:problem:"


@pytest.fixture(scope="module")
def both(two_packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service over a store with the champions of two packages."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(two_packages, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
        log = folder / "service.log"
        with host.running(host.free_port(), log) as address:
            yield Running(address, log)


def got(
    service: Running, path: str, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an address."""
    connection = http.client.HTTPConnection(urlsplit(service.address).netloc, timeout=30)
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return response.status, names, response.read()
    finally:
        connection.close()


def answer(service: Running, path: str) -> dict[str, Any]:
    status, _, body = got(service, path)
    assert status == 200, body
    found: dict[str, Any] = json.loads(body)
    return found


def test_packages_are_listed_with_their_champions(both: Running) -> None:
    listed = answer(both, "/packages")["packages"]
    assert [(it["name"], it["title"]) for it in listed] == [
        (it.name, it.title) for it in (OTHER, PACKAGE)
    ]
    parts = [(it["part"], it["version"], it["cutoff"], it["failed"]) for it in listed[0]["parts"]]
    assert parts == [("growth", 2, 2015, False), ("niches", 2, 2015, False)]
    (alone,) = answer(both, "/packages?package=other-country")["packages"]
    assert alone["name"] == "other-country"


@pytest.mark.parametrize(
    ("query", "status", "kind", "words"),
    [
        ("", 400, "invalid-request", "other-country, test-country; name one with package"),
        ("?package=test-contry", 404, "unknown-code", "did you mean test-country"),
        ("?package=test-country&version=2", 404, "unknown-code", "unknown version '2'"),
        ("?package=test-country&as_of=2020-01-01", 422, "question-not-allowed", "a later date"),
        ("?package=test-country&as_of=2999-01-01", 400, "invalid-request", "still to come"),
        ("?package=test-country&as_of=1.1.2020", 400, "invalid-request", "2026-11-01"),
        ("?package=test-country&as_of=2020-01-01&version=1", 400, "invalid-request", "not both"),
    ],
)
def test_a_question_names_its_package(
    both: Running, query: str, status: int, kind: str, words: str
) -> None:
    found, _, body = got(both, f"/growth/R1{query}")
    problem = json.loads(body)
    assert (found, problem["type"]) == (status, PREFIX + kind)
    assert words in problem["detail"]


def test_the_page_switches_between_packages_without_scripts(both: Running) -> None:
    status, headers, _ = got(both, "/region/R1?level=95")
    assert (status, headers["location"]) == (303, "/region/R1?level=95&package=other-country")
    status, _, body = got(both, "/region/R1?level=95&package=test-country")
    page = body.decode()
    assert status == 200
    assert 'href="/?level=95&amp;package=other-country" data-package="other-country"' in page
    assert 'href="/compare?level=95&amp;package=test-country"' in page
    assert '<input type="hidden" name="package" value="test-country">' in page
    status, _, body = got(both, "/region/R1?package=test-contry")
    assert status == 404
    assert "/region/R1?package=test-country" in body.decode()
    assert got(both, "/report/R1?package=test-country")[0] == 200


def test_a_new_champion_of_one_package_leaves_the_other_as_it_is(both: Running) -> None:
    paths = ["/growth/R1", "/niches/R1", "/options/R1", "/overview", "/record/R1"]
    before = {path: got(both, f"{path}?package=other-country") for path in paths}
    tags = {path: headers["etag"] for path, (_, headers, _) in before.items()}
    statuses: list[int] = []
    done = threading.Event()

    def keep_asking(package: str) -> None:
        while not done.is_set():
            statuses.extend(got(both, f"{path}?package={package}")[0] for path in paths)

    askers = [threading.Thread(target=keep_asking, args=(it,)) for it in 2 * ["test-country"]]
    askers.append(threading.Thread(target=keep_asking, args=("other-country",)))
    for asker in askers:
        asker.start()
    try:
        version = register(growth_trained(scale=2.0))
        until(both, "/growth/R1?package=test-country", version)
        until(both, "/options/R1?package=test-country", version)
    finally:
        done.set()
        for asker in askers:
            asker.join()
    assert len(statuses) > 20
    assert set(statuses) == {200}
    for path, (_, _, body) in before.items():
        assert got(both, f"{path}?package=other-country")[2] == body
        asked = got(both, f"{path}?package=other-country", {"If-None-Match": tags[path]})
        assert (asked[0], asked[2]) == (304, b"")
    address = "/growth/R1?package=test-country&version=1"
    earlier = answer(both, address)
    assert earlier["metadata"]["version"] == 1
    assert earlier["forecasts"][0]["points"][0]["median"] == 102.0
    for form in ("json", "csv", "xlsx"):
        _, headers, _ = got(both, f"{address}&format={form}")
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        again = got(both, f"{address}&format={form}", {"If-None-Match": headers["etag"]})
        assert again[0] == 304, form
    assert got(both, "/growth/R1?package=test-country")[1]["cache-control"] == "no-cache"


def until(service: Running, path: str, version: int, seconds: float = 60) -> None:
    """Ask until a version answers."""
    deadline = time.monotonic() + seconds
    while answer(service, path)["metadata"]["version"] != version:
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
