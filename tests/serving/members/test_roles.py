"""Who may do what: every endpoint of members, asked by everyone who may come along."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from serving.members.endpoints import COMMUNITY
from tests.serving.members.conftest import Service

ROLES = ("", "reader", "stranger", "elsewhere", "member", "administrator")
"""No one, a reader, a key that may contribute but is of no member, a member of another region, a
member of the region, its administrator."""
READS = (200,) * 6
OF_MEMBERS = (401, 403, 403, 200, 200, 200)
NOTE = {"region_code": "R1", "activity": "technology", "code": "H04", "text": "A plant opens."}
CALL = {"region_code": "R1", "code": "H04"}

Given = Mapping[str, str]
CASES: Mapping[str, tuple[Callable[[Given], dict[str, Any]], tuple[int, ...]]] = {
    "find_members": (lambda _: {}, READS),
    "list_notes": (lambda _: {"region_codes": ["R1"]}, READS),
    "list_chances": (lambda _: CALL, READS),
    "news": (lambda _: {}, READS),
    "profile": (lambda _: {}, OF_MEMBERS),
    "export_own": (lambda _: {}, OF_MEMBERS),
    "watches": (lambda _: {}, OF_MEMBERS),
    "complements": (lambda _: {}, OF_MEMBERS),
    "invite": (lambda _: {"region_code": "R1"}, (401, 403, 403, 403, 403, 200)),
    "join": (lambda _: {"code": "x", "organisation": "X"}, (401, 403, 400, 422, 422, 422)),
    "change_profile": (lambda _: {"offers": "Steel"}, OF_MEMBERS),
    "leave": (lambda _: {"organisation": "wrong"}, (401, 403, 403, 400, 400, 400)),
    "remove_member": (lambda ids: {"member_id": ids["victim"]}, (401, 403, 403, 403, 403, 200)),
    "watch": (lambda _: {"region_code": "R1"}, OF_MEMBERS),
    "unwatch": (lambda _: {"region_code": "R1"}, OF_MEMBERS),
    "add_note": (lambda _: NOTE, OF_MEMBERS),
    "publish_note": (lambda ids: {"note_id": ids["draft"]}, (401, 403, 403, 404, 404, 404)),
    "hide_note": (lambda ids: {"note_id": ids["note"]}, (401, 403, 403, 403, 403, 200)),
    "open_calls": (lambda _: {"region_code": "R1"}, OF_MEMBERS),
    "messages": (lambda _: {}, OF_MEMBERS),
    "set_mail": (lambda _: {"address": "a@b.example"}, (401, 403, 403, 501, 501, 501)),
    "set_webhook": (lambda _: {"address": "https://8.8.8.8/"}, OF_MEMBERS),
    "stop_messages": (lambda _: {"channel": "webhook"}, OF_MEMBERS),
    "practice": (lambda _: {}, OF_MEMBERS),
    "give_practice_chance": (
        lambda _: {"question": "0" * 16, "chance": 0.4},
        (401, 403, 403, 400, 400, 400),
    ),
    "unhide_note": (lambda ids: {"note_id": ids["note"]}, (401, 403, 404, 404, 404, 200)),
    "delete_note": (lambda ids: {"note_id": ids["note"]}, (401, 403, 403, 403, 403, 403)),
    "give_chance": (lambda _: {**CALL, "chance": 0.4}, OF_MEMBERS),
}
"""Endpoint to a request and the statuses of its answers by role."""
NEVER_DONE = {"leave", "publish_note", "delete_note", "give_practice_chance", "set_mail"}


def test_every_endpoint_is_asked() -> None:
    assert set(CASES) == {endpoint.name for endpoint in COMMUNITY}


def test_everyone_may_do_what_the_role_allows_and_no_more(service: Service) -> None:
    service.key("reader", "read")
    service.key("stranger", "contribute")
    service.joined("elsewhere", "R2")
    service.joined("member", "R1")
    service.joined("administrator", "R1", "administrator")
    ids = {"victim": service.joined("victim", "R1")}
    ids["note"] = service.done("victim", "add_note", **NOTE)["id"]
    ids["draft"] = service.done("victim", "add_note", **NOTE, draft=True)["id"]
    order = [name for name in CASES if name != "remove_member"] + ["remove_member"]
    for name in order:
        body, expected = CASES[name]
        found = [service.ask(who, f"/{name}", body(ids)).status_code for who in ROLES]
        assert found == list(expected), name
    lines = [json.loads(line) for line in service.audit.read_text().splitlines()]
    changes = {line["action"] for line in lines if "action" in line}
    assert changes == {it.name for it in COMMUNITY if it.changes} - NEVER_DONE
    assert all(line.keys() >= {"who", "package"} for line in lines if "action" in line)


def test_drafts_profiles_and_keys_of_others_stay_theirs(service: Service) -> None:
    service.joined("member", "R1", offers="Steel")
    service.joined("other", "R1", "administrator")
    draft = service.done("member", "add_note", **NOTE, draft=True)["id"]
    seen = {
        who: [it["id"] for it in service.done(who, "list_notes", region_codes=["R1"])["notes"]]
        for who in ("", "other", "operator", "member")
    }
    assert seen == {"": [], "other": [], "operator": [], "member": [draft]}
    assert service.ask("other", "/hide_note", {"note_id": draft}).status_code == 404
    assert service.done("other", "profile")["organisation"] == "other"
    card = service.done("", "find_members")["members"][0]
    assert "identity" not in card
    assert "key:" not in json.dumps(service.done("", "find_members"))
    service.done("member", "publish_note", note_id=draft)
    assert len(service.done("", "list_notes")["notes"]) == 1


def test_where_reading_needs_a_key_members_are_not_listed(make: Callable[..., Service]) -> None:
    service = make(SMARTSPEC_READING="key")
    for endpoint in COMMUNITY:
        assert service.ask("", f"/{endpoint.name}", {}).status_code == 401
        for path in endpoint.paths:
            assert service.ask("", path.replace("{region_code}", "R1")).status_code == 401


def test_rates_hold_for_members(make: Callable[..., Service]) -> None:
    service = make(SMARTSPEC_RATE="1")
    service.key("reader", "read")
    statuses = [service.ask("reader", "/news").status_code for _ in range(62)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
