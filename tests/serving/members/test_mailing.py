"""Members' own messages, from asking for them to ending them, over real servers."""

import json
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, select

from tests.serving.members.conftest import Service
from tests.serving.members.test_members import count
from tests.training.community.delivery.conftest import Hook, Mailbox, status
from tests.training.community.delivery.conftest import hook as hook
from tests.training.community.delivery.conftest import mailbox as mailbox
from tests.training.community.delivery.test_webhooks import resolve
from training.community import database, tables
from training.community.delivery import public_addresses, webhooks
from training.community.delivery.outbox import Delivered, deliver

PUBLIC = "https://forecasts.example.org"
ADDRESS = "desk@plant.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def closed(make: Callable[..., Service], monkeypatch: pytest.MonkeyPatch) -> Service:
    """The service, where reading needs a key, with two members."""
    monkeypatch.setenv("SMARTSPEC_PUBLIC_URL", PUBLIC)
    service = make(SMARTSPEC_READING="key")
    service.joined("Plant", "R1")
    service.joined("Writer", "R2")
    service.done("Plant", "watch", region_code="R1")
    return service


def sent(engine: Engine) -> Delivered:
    return deliver(engine, int(time.time()) + 1, lambda _: None)


def link_in(text: str, path: str) -> str:
    """The path and query of an address in a letter."""
    address = next(word for word in text.split() if word.startswith(PUBLIC + path))
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def confirmed(service: Service, mailbox: Mailbox, **asked: object) -> None:
    service.done("Plant", "set_mail", address=ADDRESS, **asked)
    link = link_in(mailbox.received[-1].get_content(), "/confirm/")
    assert service.ask("", link, method="POST").status_code == 200


def test_mail_comes_once_it_is_confirmed_and_ends_by_one_click(
    closed: Service, community: Engine, mailbox: Mailbox
) -> None:
    asked = closed.done("Plant", "set_mail", address=ADDRESS, language="ru")
    assert asked["waiting"] is True
    (letter,) = mailbox.received
    assert letter["Subject"] == "Подтвердите адрес для smartspec"
    closed.done("Writer", "add_note", region_code="R1", text="Too early")
    assert (sent(community), len(mailbox.received)) == (Delivered(), 1)
    link = link_in(letter.get_content(), "/confirm/")
    page = closed.ask("", link)
    assert (page.status_code, page.headers["referrer-policy"]) == (200, "no-referrer")
    assert "Подтвердить адрес" in page.text
    assert closed.done("Plant", "messages")["channels"][0]["waiting"], "looking confirms nothing"
    assert closed.ask("", link, method="POST").status_code == 200
    assert closed.ask("", link, method="POST").status_code == 404, "it works once"
    closed.done("Writer", "add_note", region_code="R1", text="Here")
    closed.done("Writer", "add_note", region_code="R2", text="Elsewhere")
    assert sent(community) == Delivered(sent=1)
    letter = mailbox.received[-1]
    assert (letter["To"], letter["Content-Language"]) == (ADDRESS, "ru")
    text = letter.get_content()
    assert "Here" in text
    assert "Elsewhere" not in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = link_in(text, "/unsubscribe/")
    assert f"<{PUBLIC}{stop}>" in "".join(letter["List-Unsubscribe"].split())
    assert 'method="post"' in closed.ask("", stop).text
    closed.done("Writer", "add_note", region_code="R1", text="Waits")
    ended = closed.ask("", stop, data=ONE_CLICK, headers={"User-Agent": "a program of mail"})
    assert ended.status_code == 200
    assert sent(community) == Delivered()
    assert closed.done("Plant", "messages")["channels"] == []
    assert closed.ask("", stop).status_code == 404


def test_kinds_and_members_that_are_followed(
    closed: Service, community: Engine, mailbox: Mailbox
) -> None:
    confirmed(closed, mailbox)
    directory = closed.done("Plant", "find_members")["members"]
    writer = next(it["member_id"] for it in directory if it["organisation"] == "Writer")
    closed.done("Plant", "unwatch", region_code="R1")
    closed.done("Plant", "watch", partner=writer)
    closed.done("Plant", "watch", region_code="R1", activity="technology", code="H04")
    closed.done("Plant", "add_note", region_code="R1", text="Of itself")
    closed.done("Writer", "add_note", region_code="R2", text="By whom it follows")
    option = {"activity": "technology", "code": "H04"}
    closed.done("Plant", "add_note", region_code="R1", **option, text="At its option")
    closed.done("Plant", "add_note", region_code="R2", **option, text="Of another region")
    assert sent(community) == Delivered(sent=2)
    text = " ".join(it.get_content() for it in mailbox.received[1:])
    assert ["Of itself" in text, "By whom it follows" in text] == [False, True]
    assert ["At its option" in text, "Of another region" in text] == [True, False]
    changed = closed.done("Plant", "set_mail", address=ADDRESS, kinds=["champion"])
    assert changed["waiting"] is False
    closed.done("Writer", "add_note", region_code="R2", text="No longer asked for")
    assert sent(community) == Delivered()


def test_addresses_are_not_flooded(closed: Service, mailbox: Mailbox, community: Engine) -> None:
    for _ in range(3):
        closed.done("Plant", "set_mail", address=ADDRESS)
    first, *_ = (link_in(it.get_content(), "/confirm/") for it in mailbox.received)
    assert closed.ask("", first, method="POST").status_code == 404, "only the latest counts"
    for who, address in (("Plant", "other@plant.example"), ("Writer", ADDRESS.upper())):
        assert closed.ask(who, "/set_mail", {"address": address}).status_code == 429
    last = link_in(mailbox.received[-1].get_content(), "/confirm/")
    with database.changing(community) as connection:
        old = tables.mail_confirmations.update()
        connection.execute(old.values(created=int(time.time()) - 86_401))
    assert closed.ask("", last, method="POST").status_code == 404
    closed.done("Plant", "set_mail", address=ADDRESS)
    assert len(mailbox.received) == 4


def test_without_mail_it_says_so(closed: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert closed.ask("Plant", "/set_mail", {}).status_code == 400, "a key has no address"
    monkeypatch.delenv("SMARTSPEC_SMTP_HOST", raising=False)
    assert closed.ask("Plant", "/set_mail", {"address": ADDRESS}).status_code == 501
    for address in ("a@b\r\nBcc: c@d", "<a@b>", "a b@c", "a"):
        assert closed.ask("Plant", "/set_mail", {"address": address}).status_code == 400


def test_a_server_that_refuses_is_told(closed: Service, mailbox: Mailbox) -> None:
    mailbox.refused = {ADDRESS: "550 5.1.1 no such user"}
    refused = closed.ask("Plant", "/set_mail", {"address": ADDRESS})
    assert refused.status_code == 503
    assert ADDRESS not in refused.text
    assert closed.done("Plant", "messages")["channels"] == [], "nothing waits that never came"
    for _ in range(2):
        closed.ask("Plant", "/set_mail", {"address": ADDRESS})
    assert closed.ask("Plant", "/set_mail", {"address": ADDRESS}).status_code == 429


def test_a_webhook_is_signed_with_a_secret_that_is_shown_once(
    closed: Service, community: Engine, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_addresses, "is_public", lambda it: str(it) == "127.0.0.1")
    secret = closed.done("Plant", "set_webhook", address=f"{hook.address}/old")["secret"]
    renewed = closed.done("Plant", "set_webhook", address=f"{hook.address}/mine")["secret"]
    assert renewed != secret
    kept = [closed.done("Plant", "messages"), closed.done("Plant", "export_own")]
    assert f"{hook.address}/mine" in json.dumps(kept)
    assert renewed not in json.dumps(kept)
    closed.done("Writer", "add_note", region_code="R1", text="Here")
    assert sent(community) == Delivered(sent=1)
    ((path, headers, content),) = hook.calls
    assert (path, json.loads(content)["events"][0]["details"]["text"]) == ("/mine", "Here")
    moment = int(headers["webhook-timestamp"])
    signed = webhooks.signature(renewed, headers["webhook-id"], moment, content)
    assert headers["webhook-signature"] == signed
    closed.done("Plant", "stop_messages", channel="webhook")
    assert count(community, "outbox") == 0


def test_a_webhook_of_a_member_reaches_public_addresses_alone(
    closed: Service, community: Engine, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where whoever runs the service may reach more, now and at each later call."""
    port = hook.address.rpartition(":")[2]
    monkeypatch.setenv(public_addresses.VARIABLE, "127.0.0.1, moved.test")
    for host in ("127.0.0.1", "localhost", "[::1]", "169.254.169.254", "none.invalid"):
        body = {"address": f"http://{host}:{port}/"}
        assert closed.ask("Plant", "/set_webhook", body).status_code == 400, host
    resolve(monkeypatch, {"moved.test": ["8.8.8.8", "127.0.0.1"]})
    closed.done("Plant", "set_webhook", address=f"http://moved.test:{port}/")
    closed.done("Writer", "add_note", region_code="R1", text="Here")
    assert sent(community) == Delivered(postponed=1)
    assert not hook.calls
    with community.connect() as connection:
        error = connection.scalar(select(tables.outbox.c.error))
    assert "not at a public address" in str(error)


def test_a_redirect_of_a_member_to_a_private_address_is_not_followed(
    closed: Service, community: Engine, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = hook.address.rpartition(":")[2]
    real = public_addresses.addresses

    def one_is_public(host: str, *given: object) -> list[str]:
        return ["127.0.0.1"] if host == "public.test" else real(host, *given)  # type: ignore[arg-type]

    monkeypatch.setattr("training.community.delivery.network.addresses", one_is_public)
    monkeypatch.setattr("serving.members.mailing.answers.addresses", one_is_public)
    hook.answers = {"/": status(307, Location=f"http://127.0.0.1:{port}/inside")}
    closed.done("Plant", "set_webhook", address=f"http://public.test:{port}/")
    closed.done("Writer", "add_note", region_code="R1", text="Here")
    assert sent(community) == Delivered(postponed=1)
    assert [path for path, _, _ in hook.calls] == ["/"]


def test_who_leaves_gets_nothing_more_and_others_see_nothing(
    closed: Service, community: Engine, mailbox: Mailbox
) -> None:
    confirmed(closed, mailbox)
    closed.done("Writer", "set_mail", address="writer@mill.example")
    closed.done("Writer", "add_note", region_code="R1", text="Waits")
    seen = json.dumps([closed.done("Writer", it) for it in ("messages", "export_own")])
    assert ADDRESS not in seen
    assert closed.ask("Writer", "/stop_messages", {"channel": "mail"}).status_code == 200
    assert len(closed.done("Plant", "messages")["channels"]) == 1
    exported = closed.done("Plant", "export_own")["tables"]
    assert [it["address"] for it in exported["subscriptions"]] == [ADDRESS]
    assert not {"token", "secret"} & exported["subscriptions"][0].keys()
    assert "digest" not in exported["mail_confirmations"][0]
    closed.done("Plant", "leave", organisation="Plant")
    assert (count(community, "subscriptions"), count(community, "outbox")) == (0, 0)
    assert count(community, "mail_confirmations") == 1, "that of the other"
    assert sent(community) == Delivered()


def test_a_revoked_key_ends_no_messages_and_removing_its_member_does(
    closed: Service, community: Engine, mailbox: Mailbox
) -> None:
    confirmed(closed, mailbox)
    (key,) = (it for it in closed.keys.all() if it.name == "Plant")
    closed.keys.revoke(key.id)
    closed.done("Writer", "add_note", region_code="R1", text="Here")
    assert sent(community) == Delivered(sent=1)
    closed.done("Writer", "add_note", region_code="R1", text="Waits")
    directory = closed.done("Writer", "find_members")["members"]
    plant = next(it["member_id"] for it in directory if it["organisation"] == "Plant")
    closed.done("operator", "remove_member", member_id=plant)
    assert sent(community) == Delivered()
    assert (count(community, "subscriptions"), count(community, "outbox")) == (0, 0)


def test_the_page_has_forms_for_it(closed: Service) -> None:
    page = closed.ask("Plant", "/changes?language=ru").text
    assert 'action="/contribute/set_mail"' in page
    assert "Сообщения о том, за чем вы следите" in page
    assert "/contribute/set_mail" not in closed.ask("operator", "/changes").text, "of members"
    form = {"address": "https://192.0.2.1/hook", "kinds": ["note", "call"], "next": "/changes"}
    refused = closed.ask("Plant", "/contribute/set_webhook", data=form)
    assert refused.status_code == 400
    form["address"] = "https://8.8.8.8/hook"
    done = closed.ask("Plant", "/contribute/set_webhook", data=form)
    assert "whsec_" in done.text
    assert closed.done("Plant", "messages")["channels"][0]["kinds"] == ["note", "call"]
    page = closed.ask("Plant", "/changes").text
    assert "https://8.8.8.8/hook" in page
    assert "whsec_" not in page
