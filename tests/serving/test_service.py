"""The service over real HTTP: its own client, raw requests, bad input, a swap under load."""

import gc
import http.client
import json
import re
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import bentoml
import pytest
from bentoml.exceptions import BentoMLException

from serving.endpoints import ENDPOINTS, Endpoint
from tests.serving.conftest import ACCOUNTS, TITLE, Running, growth_trained, register
from tests.test_deploy import COUNTED
from training.registry import promotion

JSON = {"Content-Type": "application/json"}
PREFIX = "urn:smartspec:problem:"
LIMIT = 65_536
"""Bytes of a body, of which one more is refused."""


def send(
    service: Running,
    method: str,
    path: str,
    body: bytes | str | None = None,
    headers: dict[str, str] = JSON,
) -> tuple[int, str, dict[str, Any]]:
    """Status, content type and JSON of a raw request."""
    connection = http.client.HTTPConnection(urlsplit(service.address).netloc, timeout=30)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return (
            response.status,
            response.getheader("content-type", ""),
            json.loads(response.read() or b"{}"),
        )
    finally:
        connection.close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_bentoml_client_asks_every_endpoint(service: Running) -> None:
    with bentoml.SyncHTTPClient(service.address) as client:
        forecast = client.forecast_growth({"region_codes": ["R1"], "levels": [50, 99]})
        niches = client.flag_niches({"region_codes": ["R1", "R2"], "call": "exit"})
        audit = client.audit_region({"region_codes": ["R1"]})
        emerging = client.flag_breakthroughs({"region_codes": ["R2"], "limit": 1})
        live = client.forecast({"series": [{"region_code": "R1", "cluster_code": "CAR"}]})
        described = client.describe({})
        with pytest.raises(BentoMLException, match="unknown-code"):
            client.flag_niches({"region_codes": ["nowhere"]})
    # The client leaves a temporary folder to the collector.
    del client
    gc.collect()
    assert [f["cluster_code"] for f in forecast["forecasts"]] == ["CAR", "FOO"]
    assert [i["level"] for i in forecast["forecasts"][0]["points"][0]["intervals"]] == [50, 99]
    assert len(live["forecasts"][0]["points"]) == 5
    assert len(niches["calls"]) == 4
    assert audit["audits"][0]["likely_entries"][0]["activity_code"] == "H04"
    assert emerging["activities"][0]["activity_code"] == "G06"
    assert emerging["points"][0]["score"] == 0.375
    assert described["niches"]["metadata"]["title"] == TITLE
    assert described["markets"]["activity"] == "cluster"


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_python_code_of_the_docs_works(
    service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "ask.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    for documented, served in (("http://localhost:3000", service.address), ("ORV01", "R1")):
        assert documented in code
        code = code.replace(documented, served)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - it is our own page
    (best, *_) = names["answer"]["regions"][0]["clusters"]
    assert best["rank"] == 1
    assert capsys.readouterr().out == f"{best['name']}\n"
    names.clear()
    gc.collect()


@pytest.mark.parametrize(
    ("path", "body", "key"),
    [
        ("/rank_options", {"weights": {"growth": 2, "risk": 1}, "k": 2, "draws": 100}, "clusters"),
        ("/multipliers", {"method": "aflq", "deltas": [0.2]}, "clusters"),
        ("/externalities", {"cluster_code": "CAR"}, "ties"),
        ("/partners", {"activity_code": "H04"}, "partners"),
        ("/peers", {"top": 1}, "peers"),
        ("/simulate", {"shocks": [{"cluster_code": "CAR", "year": 2016, "amount": 5}]}, "paths"),
    ],
)
def test_the_choice_is_answered(
    service: Running, path: str, body: dict[str, Any], key: str
) -> None:
    status, _, answer = send(service, "POST", path, json.dumps({"region_codes": ["R1"], **body}))
    assert status == 200
    (region,) = answer["regions"]
    assert region[key]
    assert answer["metadata"]["title"] == TITLE
    flows = {"title": "Input-output table", "vintage": "2024", "licence": ""}
    expected = {
        "/partners": [{"title": "An office", "vintage": "", "licence": ""}],
        "/peers": [ACCOUNTS],
    }.get(path, [ACCOUNTS, flows])
    assert answer["metadata"]["sources"] == expected, "those of the tables that the answer uses"


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("/forecast_growth", '{"region": ["R1"]}', ["region"]),
        ("/forecast_growth", '{"region_codes": ["R1"], "horizon": "5"}', ["horizon"]),
        ("/forecast_growth", '{"region_codes": ["R1"], "horizon": NaN}', ["horizon"]),
        ("/forecast_growth", '{"region_codes": ["R1"], "horizon": 2.5}', ["horizon"]),
        ("/forecast_growth", '{"region_codes": "R1"}', ["region_codes"]),
        ("/forecast_growth", '{"region_codes": [1, ""]}', ["region_codes[0]", "region_codes[1]"]),
        ("/forecast_growth", '{"region_codes": ["R1"], "levels": [49, 100]}', None),
        ("/forecast_growth", '{"region_codes": ["R1"], "levels": []}', ["levels"]),
        ("/forecast_growth", '{"region_codes": ["R1"], "levels": [0.8]}', ["levels[0]"]),
        ("/flag_niches", '{"region_codes": ["R1"], "minimum_probability": NaN}', None),
        ("/flag_niches", '{"region_codes": ["R1"], "call": "growth"}', ["call"]),
        ("/flag_niches", '{"region_codes": ["R1"], "limit": 0}', ["limit"]),
        ("/flag_niches", json.dumps({"region_codes": ["R"] * 101}), ["region_codes"]),
        ("/flag_breakthroughs", '{"region_codes": [2], "limit": 101}', None),
        ("/audit_region", "", ["region_codes"]),
        ("/audit_region", "[]", ["body"]),
        ("/audit_region", '{"region_codes": ["R1"]', ["body"]),
        ("/audit_region", b"\xff\xfe", ["body"]),
        ("/describe", '{"x": 1}', ["x"]),
        ("/flag_niches", '{"region_codes": ["R1"], "limit": 9999, "limit": 2}', ["limit"]),
        (
            "/simulate",
            '{"region_codes": ["R1"], "shocks": '
            '[{"cluster_code": "CAR", "year": 2016, "amount": 1, "amount": 2}]}',
            ["shocks[0].amount"],
        ),
        ("/rank_options", '{"region_codes": ["R1"], "weights": {}}', ["weights"]),
        ("/rank_options", '{"region_codes": ["R1"], "weights": {"growth": 0}}', ["weights"]),
        (
            "/rank_options",
            '{"region_codes": ["R1"], "weights": {"growth": "2"}}',
            ["weights.growth"],
        ),
        ("/rank_options", '{"region_codes": ["R1"], "weights": {"fun": 2}}', ["weights.fun"]),
        ("/rank_options", '{"region_codes": ["R1"], "draws": 20001, "k": 0}', ["k", "draws"]),
        ("/multipliers", '{"region_codes": ["R1"], "method": "guess"}', ["method"]),
        ("/simulate", '{"region_codes": ["R1"], "shocks": [{"year": 2016}]}', None),
    ],
)
def test_a_bad_request_names_each_field_at_fault(
    service: Running, path: str, body: str | bytes, fields: list[str] | None
) -> None:
    status, media_type, problem = send(service, "POST", path, body)
    assert (status, media_type) == (400, "application/problem+json")
    assert problem["type"] == PREFIX + "invalid-request"
    assert problem["status"] == 400
    if fields is not None:
        assert [error["field"] for error in problem["errors"]] == fields
    assert all(error["field"] in problem["detail"] for error in problem["errors"])


def test_the_message_of_a_misspelt_key(service: Running) -> None:
    body = '{"region_codes": ["R1"], "horizn": 3}'
    _, _, problem = send(service, "POST", "/forecast_growth", body)
    assert problem["detail"] == "horizn: there is no such field"


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "kind"),
    [
        ("POST", "/flag_niches", '{"region_codes": ["RX"]}', JSON, 404, "unknown-code"),
        ("POST", "/flag_niches", '{"activity_codes": ["X"]}', JSON, 404, "unknown-code"),
        ("POST", "/rank_options", '{"region_codes": ["RX"]}', JSON, 404, "unknown-code"),
        ("POST", "/peers", '{"region_codes": ["RX"]}', JSON, 404, "unknown-code"),
        ("GET", "/growth/RX", None, {}, 404, "unknown-code"),
        ("GET", "/growth/R1?horizon=x", None, {}, 400, "invalid-request"),
        ("GET", "/growth/R1?levels=80&levels=40", None, {}, 400, "invalid-request"),
        ("GET", "/growth/R1?levels=0.8", None, {}, 400, "invalid-request"),
        ("GET", "/growth/R1?typo=1", None, {}, 400, "invalid-request"),
        ("GET", "/growth/R1?region_codes=R2", None, {}, 400, "invalid-request"),
        ("GET", "/growth/R1?horizon=1&horizon=2", None, {}, 400, "invalid-request"),
        ("GET", "/regions?typo=1", None, {}, 400, "invalid-request"),
        ("GET", "/clusters?typo=1", None, {}, 400, "invalid-request"),
        ("GET", "/technologies?typo=1", None, {}, 400, "invalid-request"),
        ("GET", "/growth/R3", None, {}, 422, "question-not-allowed"),
        ("GET", "/niches/R0", None, {}, 422, "question-not-allowed"),
        ("GET", "/audit/R0", None, {}, 422, "question-not-allowed"),
        ("GET", "/growth/", None, {}, 404, "no-such-resource"),
        ("GET", "/nowhere", None, {}, 404, "no-such-resource"),
        ("GET", "/flag_niches", None, {}, 405, "method-not-allowed"),
        ("POST", "/growth/R1", "{}", JSON, 405, "method-not-allowed"),
        ("POST", "/describe", "{}", {"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
        (
            "POST",
            "/describe",
            "a=1",
            {"Content-Type": "application/x-www-form-urlencoded"},
            415,
            "unsupported-media-type",
        ),
        (
            "POST",
            "/forecast_growth",
            json.dumps({"region_codes": ["R1"], "horizon": 6}),
            JSON,
            422,
            "question-not-allowed",
        ),
        ("POST", "/describe", "{}".ljust(LIMIT + 1), JSON, 413, "body-too-large"),
    ],
)
def test_every_error_is_a_problem(
    service: Running,
    method: str,
    path: str,
    body: str | None,
    headers: dict[str, str],
    status: int,
    kind: str,
) -> None:
    found, media_type, problem = send(service, method, path, body, headers)
    assert (found, media_type) == (status, "application/problem+json")
    assert (problem["type"], problem["status"]) == (PREFIX + kind, status)
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("A%2FB", "A/B"),
        ("A/B", "A/B"),
        ("A%252FB", "A%2FB"),
        ("../metrics", "../metrics"),
        ("..%2F..%2Fetc/passwd", "../../etc/passwd"),
    ],
)
@pytest.mark.parametrize("resource", ["growth", "niches", "breakthroughs", "audit"])
def test_whatever_stands_behind_a_resource_is_a_code(
    service: Running, resource: str, address: str, code: str
) -> None:
    status, _, problem = send(service, "GET", f"/{resource}/{address}", headers={})
    assert (status, problem["type"]) == (404, PREFIX + "unknown-code")
    assert problem["errors"][0]["detail"] == f"unknown region {code!r}"


def test_unknown_codes_come_with_the_nearest_known(service: Running) -> None:
    _, _, problem = send(service, "POST", "/flag_niches", '{"activity_codes": ["G6"]}')
    assert problem["errors"][0]["field"] == "activity_codes[0]"
    assert "G06" in problem["errors"][0]["nearest"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/peers", {"region_codes": ["RX"]}, "region_codes[0]"),
        ("/rank_options", {"region_codes": ["RX"]}, "region_codes[0]"),
        ("/multipliers", {"region_codes": ["RX"]}, "region_codes[0]"),
        ("/partners", {"region_codes": ["R1"], "activity_code": "X"}, "activity_code"),
        ("/externalities", {"region_codes": ["R1"], "cluster_code": "X"}, "cluster_code"),
        (
            "/simulate",
            {"region_codes": ["R1"], "shocks": [{"cluster_code": "X", "year": 2016, "amount": 1}]},
            "shocks[0].cluster_code",
        ),
    ],
)
def test_an_unknown_code_names_its_field(
    service: Running, path: str, body: dict[str, Any], field: str
) -> None:
    status, _, problem = send(service, "POST", path, json.dumps(body))
    assert (status, problem["type"]) == (404, PREFIX + "unknown-code")
    assert [error["field"] for error in problem["errors"]] == [field]


def test_a_whole_number_may_be_written_as_a_float(service: Running) -> None:
    body = {"region_codes": ["R1"], "horizon": 2.0, "levels": [80.0], "history": 1.0}
    status, _, answer = send(service, "POST", "/forecast_growth", json.dumps(body))
    assert status == 200
    assert [point["year"] for point in answer["forecasts"][0]["points"]] == [2016, 2017]


def test_metrics_do_not_grow_with_strange_addresses(service: Running) -> None:
    for path in ("/stray-1", "/stray/2", "/growth/stray-3", "/growth/stray/4", "/growth/R1"):
        send(service, "GET", path, headers={})
    connection = http.client.HTTPConnection(urlsplit(service.address).netloc, timeout=30)
    connection.request("GET", "/metrics")
    metrics = connection.getresponse().read().decode()
    connection.close()
    assert "stray" not in metrics
    assert 'endpoint="/elsewhere",http_response_code="404"' in metrics
    assert 'endpoint="/growth/{region_code}",http_response_code="200"' in metrics
    assert all(f"{name}{{" in metrics for name in COUNTED)


def test_a_body_of_the_limit_is_answered(service: Running) -> None:
    assert send(service, "POST", "/describe", "{}".ljust(LIMIT))[0] == 200


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
def test_a_body_without_a_length_is_cut_off_at_the_limit(
    service: Running, size: int, status: int
) -> None:
    connection = http.client.HTTPConnection(urlsplit(service.address).netloc, timeout=30)
    body = b"{}".ljust(size)
    chunks = (body[start : start + 8192] for start in range(0, size, 8192))
    connection.request("POST", "/describe", chunks, JSON, encode_chunked=True)
    response = connection.getresponse()
    assert response.status == status
    connection.close()


def test_a_bad_request_logs_one_line(service: Running) -> None:
    before = len(service.log.read_text().splitlines())
    send(service, "POST", "/forecast_growth", '{"region_codes": ["R1\\n2"], "a\\nb": 1}')
    time.sleep(0.2)
    lines = service.log.read_text().splitlines()[before:]
    assert len(lines) == 1
    assert "POST /forecast_growth: 400" in lines[0]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/regions", "regions"),
        ("/clusters", "codes"),
        ("/technologies", "codes"),
        ("/growth/R1?levels=66&history=3&horizon=2", "forecasts"),
        ("/niches/R1?call=exit&limit=1&minimum_probability=0.2", "calls"),
        ("/breakthroughs?limit=2", "activities"),
        ("/breakthroughs/R1", "points"),
        ("/audit/R1?clusters=1", "audits"),
        ("/docs.json", "paths"),
        ("/schema.json", "routes"),
    ],
)
def test_resources(service: Running, path: str, key: str) -> None:
    status, media_type, answer = send(service, "GET", path, headers={})
    assert (status, media_type) == (200, "application/json")
    assert answer[key]


QUESTIONS: dict[str, dict[str, Any]] = {
    "record": {"region_codes": ["R1"], "call": "growth", "origin": 2005, "limit": 1},
    "data": {},
    "forecast_growth": {"region_codes": ["R1"], "levels": [66, 90], "totals": True},
    "forecast": {"series": [{"region_code": "R1", "cluster_code": "CAR"}], "national_growth": [2]},
    "flag_niches": {"region_codes": ["R1"], "call": "exit", "minimum_probability": 0.2},
    "flag_breakthroughs": {"region_codes": ["R1"], "limit": 2},
    "audit_region": {"region_codes": ["R1"], "clusters": 1},
    "rank_options": {"region_codes": ["R1"], "weights": {"growth": 2, "risk": 1}, "draws": 100},
    "multipliers": {"region_codes": ["R1"], "method": "slq", "deltas": [0.2, 0.3]},
    "overview": {"weights": {"growth": 1.0}},
    "map": {},
    "activity_space": {"region_codes": ["R1"]},
    "audit_activity": {"activity_code": "CAR", "activity": "cluster", "region_codes": ["R1"]},
    "compare_regions": {"region_codes": ["R1", "R2"], "preset": "growth"},
    "externalities": {"region_codes": ["R1"], "cluster_code": "CAR"},
    "value_chain": {"region_codes": ["R1"], "cluster_codes": ["CAR"], "top": 3},
    "partners": {"region_codes": ["R1"], "activity_code": "H04"},
    "peers": {"region_codes": ["R1"], "top": 1},
    "simulate": {
        "region_codes": ["R1"],
        "shocks": [{"cluster_code": "CAR", "year": 2016, "amount": 5}],
    },
    "packages": {},
    "describe": {},
    "regions": {},
    "clusters": {},
    "technologies": {},
}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_question_has_the_same_answer_by_post_and_by_get(
    service: Running, endpoint: Endpoint
) -> None:
    question = QUESTIONS[endpoint.name]
    status, _, posted = send(service, "POST", f"/{endpoint.name}", json.dumps(question))
    assert status == 200
    (path,) = [one for one in endpoint.paths if "{" in one] or endpoint.paths
    of_region = "{region_code}" in path
    pairs = []
    for name, value in question.items():
        for part in value if isinstance(value, list) else [value]:
            if f"{{{name}}}" not in path and not (of_region and name == "region_codes"):
                plain = isinstance(part, str | int | float) and not isinstance(part, bool)
                pairs.append((name, part if plain else json.dumps(value)))
    address = f"{path.format(region_code='R1', activity_code='CAR')}?{urlencode(pairs)}"
    status, _, got = send(service, "GET", address, headers={})
    assert (status, got) == (200, posted)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/options/R1?weights={", "weights"),
        ("/options/R1?weights=2", "weights"),
        ('/options/R1?weights={"fun":2}', "weights.fun"),
        ("/options/R1?k=1&k=2", "k"),
        ("/options/R1?region_codes=R2", "region_codes"),
        ("/options/R1?x=" + "y" * 9000, "body"),
        ("/peers/R1?topp=1", "topp"),
        ("/simulate/R1?shocks=CAR", "shocks"),
    ],
)
def test_a_bad_address_names_its_field(service: Running, path: str, field: str) -> None:
    status, media_type, problem = send(service, "GET", quote(path, "/?=&{}:"), headers={})
    assert (status, media_type) == (400, "application/problem+json")
    assert [one["field"] for one in problem.get("errors", [{"field": "body"}])] == [field]


DEEP = "[" * 5_000 + "]" * 5_000
TWICE = '"draws": 100, "draws": 200'


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/rank_options", f'{{"region_codes": ["R1"], "weights": {DEEP}}}'),
        ("POST", "/rank_support", f'{{"region_code": "R1", "weights": {DEEP}}}'),
        ("POST", "/rank_options", f'{{"region_codes": ["R1"], {TWICE}}}'),
        ("POST", "/rank_support", f'{{"region_code": "R1", {TWICE}}}'),
        ("GET", "/options/R1?" + urlencode({"weights": "[" * 2_000 + "]" * 2_000}), None),
        ("GET", "/options/R1?" + urlencode({"weights": '{"growth": 1, "growth": 2}'}), None),
    ],
)
def test_json_is_read_as_strictly_wherever_it_stands(
    service: Running, method: str, path: str, body: str | None
) -> None:
    status, _, problem = send(service, method, path, body)
    assert (status, problem["type"]) == (400, PREFIX + "invalid-request"), problem


@pytest.mark.parametrize(
    ("post", "get", "part", "codes"),
    [
        ("/flag_niches", "/niches/R1", "calls", ["ART", "TEX"]),
        ("/flag_breakthroughs", "/breakthroughs/R1", "points", ["ART"]),
        ("/audit_region", "/audit/R1", "audits", []),
    ],
)
def test_market_niches_are_those_of_clusters(
    service: Running, post: str, get: str, part: str, codes: list[str]
) -> None:
    body = json.dumps({"region_codes": ["R1"], "activity": "cluster"})
    _, _, posted = send(service, "POST", post, body)
    _, _, got = send(service, "GET", f"{get}?activity=cluster", headers={})
    assert posted == got
    assert (posted["metadata"]["name"], posted["activity"]) == ("market-niches", "cluster")
    found = posted[part]
    if part == "audits":
        found, codes = found[0]["portfolio"], ["CAR", "FOO"]
    assert [one["activity_code"] for one in found] == codes
    status, _, problem = send(service, "POST", post, body.replace("cluster", "market"))
    assert (status, problem["errors"][0]["field"]) == (400, "activity")


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_pages_load_nothing_from_elsewhere(service: Running, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(service.address).netloc, timeout=30)
    connection.request("GET", path)
    response = connection.getresponse()
    page = response.read().decode()
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert page.count("<script") == 1
    connection.close()


def test_a_new_champion_is_swapped_in_without_a_dropped_request(service: Running) -> None:
    statuses, done = [], threading.Event()

    def keep_asking() -> None:
        while not done.is_set():
            status, _, _ = send(service, "POST", "/forecast_growth", '{"region_codes": ["R1"]}')
            statuses.append(status)

    def served() -> tuple[int, float]:
        _, _, answer = send(service, "GET", "/growth/R1", headers={})
        return answer["metadata"]["version"], answer["forecasts"][0]["points"][0]["median"]

    askers = [threading.Thread(target=keep_asking) for _ in range(4)]
    for asker in askers:
        asker.start()
    try:
        version = register(growth_trained(scale=2.0))
        wait_until(lambda: served() == (version, 204.0))
        broken = growth_trained()
        del broken.tables["history"]  # type: ignore[attr-defined]
        register(broken)
        wait_until(lambda: "has no table history" in service.log.read_text())
        assert served() == (version, 204.0)
        promotion.rollback("cluster-growth")
    finally:
        done.set()
        for asker in askers:
            asker.join()
    assert len(statuses) > 20
    assert set(statuses) == {200}


def wait_until(condition: Any, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
