"""Practice on calls of the past: the outcome is held back, and nothing of it counts."""

import json

from sqlalchemy import Engine

from tests.serving.members.conftest import Service
from tests.serving.members.test_members import count
from training.community import chances, database

HELD_BACK = {"outcome", "came_true", "model_chance", "stated", "chance", "lower", "upper"}


def test_the_outcome_is_held_back_until_a_chance_is_given(service: Service) -> None:
    """Of R1 in 2010: H04 came true at a chance of 50 %, G06 did not at 40 %."""
    service.joined("Expert", "R1")
    before = service.done("Expert", "practice")
    assert {it["code"] for it in before["calls"]} == {"G06", "H04"}
    assert all((it["origin"], it["year"]) == (2010, 2015) for it in before["calls"])
    assert not any(HELD_BACK & it.keys() for it in before["calls"])
    assert (before["practised"], before["score"]["n"]) == ([], 0)
    page = service.ask("Expert", "/practise").text.replace("\u00a0", " ")
    assert "came true" not in page
    assert "by 2015?" in page
    by_code = {it["code"]: it["question"] for it in before["calls"]}
    given = service.done("Expert", "give_practice_chance", question=by_code["H04"], chance=0.9)
    assert (given["practised"]["came_true"], given["practised"]["model_chance"]) == (True, 0.5)
    after = service.done("Expert", "practice", language="ru")
    assert [it["code"] for it in after["calls"]] == ["G06"], "and nothing is told of the other"
    assert [it["code"] for it in after["practised"]] == ["H04"]
    exported = service.done("Expert", "export_own")["tables"]["practice_chances"]
    assert [it["code"] for it in exported] == ["H04"]
    service.done("Expert", "give_practice_chance", question=by_code["G06"], chance=0.2)
    score = service.done("Expert", "practice")["score"]
    assert score["n"] == 2
    assert abs(score["skill"] - (1 - (0.1**2 + 0.2**2) / (0.5**2 + 0.4**2))) < 1e-6
    page = service.ask("Expert", "/practise").text
    assert "no more calls" in page
    assert "Brier skill" in page


def test_a_chance_for_the_past_is_given_once_and_for_what_was_asked(service: Service) -> None:
    service.joined("Expert", "R1")
    elsewhere = service.done("Expert", "practice", region_code="R2")["calls"][0]["question"]
    asked = {"question": elsewhere, "chance": 0.5}
    assert service.ask("Expert", "/give_practice_chance", asked).status_code == 400
    service.done("Expert", "give_practice_chance", **asked, region_code="R2")
    again = service.ask("Expert", "/give_practice_chance", {**asked, "region_code": "R2"})
    assert again.status_code == 422
    other = service.ask("Expert", "/practice", {"activity": "cluster"})
    assert other.status_code == 501, "the champion of markets keeps no record here"


def test_practice_never_weighs(service: Service, community: Engine) -> None:
    expert = service.joined("Expert", "R1")
    with database.changing(community) as connection:
        for place in range(200):
            row = {
                "activity": "technology", "question": f"{place:016x}", "region_code": "R1",
                "code": f"T{place}", "call": "entry", "origin": 2000, "year": 2005, "version": 1,
                "chance": 0.2 + 0.6 * (place % 2), "model_chance": 0.5, "outcome": place % 2,
            }  # fmt: skip
            chances.practise(connection, expert, row, 0)
    assert service.done("Expert", "practice")["score"]["skill"] > 0.8
    option = {"region_code": "R1", "code": "H04"}
    given = service.done("Expert", "give_chance", **option, chance=0.9, seen=False)
    assert (given["weight"], given["pooled"]) == (0, 0.6)
    found = service.done("Expert", "list_chances", **option)
    assert (found["resolved"], found["skill"]) == (0, None)
    assert count(community, "expert_chances") == 1
    shown = json.dumps([found, service.ask("", "/chances?region_code=R1&code=H04").json()])
    assert "T199" not in shown
