"""Forms of the page: what another site sends is refused, what members send is done."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from serving.champions import Champions
from serving.http.transport.contributions import Contributions, local
from serving.http.who import WHO, Who
from tests import loops
from tests.serving.members.conftest import HOST, Service
from training.community import database, members
from training.community.members import Place

FORM = {"region_code": "R1", "next": "/region/R1?language=en"}
Sent = Callable[..., httpx.Response]


@pytest.fixture
def sent(champions: Champions, community: Engine) -> Sent:
    """Sends a form by somebody whom a cookie tells, past the outer wrapper."""
    profile = {"organisation": "Plant", "offers": "", "seeks": "", "clusters": [],
               "technologies": [], "invited_by": ""}  # fmt: skip
    with database.changing(community) as connection:
        members.join(connection, Place("test-country", "R1", "member"), "user:eve", profile, 1)

    def send(path: str, fields: dict[str, Any], **options: Any) -> httpx.Response:
        app = Contributions(_nothing, champions, lambda scope, right: None, (20.0, 8))
        who = Who("user:eve", frozenset({"contribute"}), csrf="s3cret", ambient=True)

        async def as_eve(scope: Any, receive: Any, answer: Any) -> None:
            await app({**scope, WHO: who}, receive, answer)

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(as_eve)
            async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
                return await client.post(path, data=fields, **options)

        return loops.run(ask())

    return send


async def _nothing(*_: Any) -> None:
    raise AssertionError("a form is answered before")


def test_a_form_must_repeat_what_the_page_was_given(sent: Sent) -> None:
    for token in ({}, {"csrf": ""}, {"csrf": "guess"}):
        response = sent("/contribute/watch", {**FORM, **token})
        assert response.status_code == 403
        assert response.headers["content-type"].startswith("text/html")
    done = sent("/contribute/watch", {**FORM, "csrf": "s3cret"})
    assert (done.status_code, done.headers["location"]) == (303, "/region/R1?language=en")


def test_lists_and_texts_of_a_form_are_read(sent: Sent) -> None:
    fields = {"csrf": "s3cret", "clusters": "CAR, FOO", "offers": "a\r\nb", "next": "/members"}
    assert sent("/contribute/change_profile", fields).status_code == 303
    wrong = sent("/contribute/change_profile", {**fields, "clusters": "CAR NONE", "language": "ru"})
    assert wrong.status_code == 404
    exported = sent("/contribute/export_own", {"csrf": "s3cret"})
    assert "attachment" in exported.headers["content-disposition"]
    (row,) = exported.json()["tables"]["members"]
    assert (row["clusters"], row["offers"]) == (["CAR", "FOO"], "a\nb")


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a\nb", "a"],
)
def test_a_form_leads_to_this_service_alone(target: str) -> None:
    assert local(target) == "/"


def test_a_form_from_another_site_is_refused(
    make: Callable[..., Service],
) -> None:
    settings = {
        "SMARTSPEC_PROXIES": "192.0.2.7",
        "SMARTSPEC_USER_HEADER": "X-User",
        "SMARTSPEC_GROUPS_HEADER": "X-Groups",
        "SMARTSPEC_CONTRIBUTORS": "cluster",
    }
    service = make(**settings)
    user = {"X-User": "eve", "X-Groups": "cluster"}
    form = {"data": {"code": "x", "organisation": "Eve"}}
    cross = {**user, "Sec-Fetch-Site": "cross-site"}
    assert service.ask("", "/contribute/join", headers=cross, **form).status_code == 403
    own = {**user, "Sec-Fetch-Site": "same-origin"}
    response = service.ask("", "/contribute/join", headers=own, **form)
    assert response.status_code == 400
    assert "used or expired" in response.text


@pytest.mark.usefixtures("in_2018")
def test_after_a_chance_the_list_comes_again_with_the_answer_above(service: Service) -> None:
    service.joined("Expert", "R2")
    exit_ = {"region_code": "R2", "activity": "technology", "code": "H04", "call": "exit"}
    shown = "/expect?region=R2&call=exit"
    form = {**exit_, "chance": "0.2", "seen": "false", "next": f"{shown}&given=x"}
    done = service.ask("Expert", "/contribute/give_chance", data=form)
    assert done.status_code == 303
    assert done.headers["location"].startswith(f"{shown}&given=")
    page = service.ask("Expert", done.headers["location"]).text.replace("\u00a0", " ")
    answer, _, rest = page.partition('class="result"')[2].partition("</section>")
    assert "Communication" in answer
    assert "Your chance of 20 % is kept; the model says 15 %" in answer
    assert '<option value="exit" selected>' in page
    assert '<option value="G06">' in rest, "the next call"
    assert "(patents, 2016 to 2020 together) is below 1" in rest
    assert 'class="result"' not in service.ask("operator", done.headers["location"]).text
    came = {"headers": {"Referer": f"{HOST}{shown}"}}
    again = service.ask("Expert", "/contribute/give_chance", data=form, **came)
    assert again.status_code == 422
    assert 'href="/expect?region=R2&amp;call=exit"' in again.text


def test_after_practice_the_next_call_comes_with_the_outcome_above(service: Service) -> None:
    service.joined("Expert", "R1")
    calls = service.done("Expert", "practice")["calls"]
    asked = {"question": calls[0]["question"], "chance": "0.9", "next": "/practise?region=R1"}
    done = service.ask("Expert", "/contribute/give_practice_chance", data=asked)
    page = service.ask("Expert", done.headers["location"] + "&language=ru").text
    answer, _, rest = page.partition('class="result"')[2].partition("</section>")
    assert "90\u00a0%" in answer
    assert f'value="{calls[1]["question"]}"' in rest
    assert "(патенты, 2011–2015\u00a0гг. вместе) не ниже 1" in rest
    assert "Вероятность, что это произойдёт к 2015\u00a0г." in rest
