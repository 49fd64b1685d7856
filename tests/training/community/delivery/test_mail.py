"""Mail to a real server: one connection, stable ids, and nothing of others in its headers."""

from email.message import EmailMessage

import pytest

from features.errors import InputError
from tests.training.community.delivery.conftest import Mailbox
from tests.training.community.examples import NOW, call, note, surprise
from training.community.delivery import mail
from training.community.delivery.message import Message, SendError, told
from training.community.events import Event

SOON = float("inf")


def message(
    *events: Event, id_: str = "m1", to: str = "desk@x.org", language: str = "en"
) -> Message:
    return Message(
        id_, "desk", to, language, "", NOW, 0, [told(it, language) for it in events or [surprise()]]
    )


def send(*messages: Message) -> list[SendError | None]:
    return [error for _, error in mail.send_all(messages, SOON)]


def text(sent: EmailMessage) -> str:
    return str(sent.get_content()).replace("\u00a0", " ")


def test_a_letter_says_what_happened(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTSPEC_PUBLIC_URL", "https://smartspec.example/")
    assert send(message(surprise(), call())) == [None]
    (sent,) = mailbox.received
    assert sent["Subject"] == "Machinery, Michigan: 2016 above forecast and 1 more"
    assert (sent["From"], sent["To"]) == ("smartspec <smartspec@ministry.example>", "desk@x.org")
    assert sent["Message-ID"] == "<m1@ministry.example>"
    stop = "<mailto:smartspec@ministry.example?subject=unsubscribe%20desk>"
    assert sent["List-Unsubscribe"].strip() == stop
    assert sent["Auto-Submitted"] == "auto-generated"
    assert "was 12,346 million USD in 2016, above the 80 % interval" in text(sent)
    assert "https://smartspec.example/region/R1?package=us&language=en" in text(sent)
    assert "To end it, answer this message." in text(sent)


def test_a_letter_in_russian(mailbox: Mailbox) -> None:
    assert send(message(call(), language="ru")) == [None]
    (sent,) = mailbox.received
    assert sent["Subject"] == "Machinery, Michigan: прогноз сбылся"
    assert "Вход состоялся." in text(sent)


def test_many_letters_take_one_connection(mailbox: Mailbox) -> None:
    assert send(*(message(id_=str(number)) for number in range(100))) == [None] * 100
    assert (len(mailbox.received), mailbox.connections) == (100, 1)


def test_names_cannot_add_headers_or_recipients(mailbox: Mailbox) -> None:
    evil = "x\r\nBcc: thief@x.org\r\n\r\nbody"
    assert send(message(surprise(name=evil), note(evil))) == [None]
    (sent,) = mailbox.received
    assert "Bcc" not in sent
    assert mailbox.recipients == ["desk@x.org"]
    assert sent["Subject"].startswith("x Bcc: thief@x.org body, Michigan")
    (refused,) = send(message(to="desk@x.org\r\nBcc: thief@x.org"))
    assert refused is not None
    assert refused.is_final
    assert mailbox.recipients == ["desk@x.org"]


def test_a_server_that_ends_the_connection_gets_the_rest_over_another(mailbox: Mailbox) -> None:
    mailbox.ends_after = 2
    assert send(*(message(id_=str(number)) for number in range(5))) == [None] * 5
    assert [it["Message-ID"][1:2] for it in mailbox.received] == list("01234")
    assert mailbox.connections == 3


def test_one_refused_address_does_not_stop_the_others(mailbox: Mailbox) -> None:
    mailbox.refused = {"gone@x.org": "550 5.1.1 no such user", "full@x.org": "452 4.2.2 full"}
    gone, full, fine = send(message(to="gone@x.org"), message(to="full@x.org"), message())
    assert gone is not None
    assert full is not None
    assert (gone.reason, gone.is_final) == ("the mail server answers 550 5.1.1 no such user", True)
    assert (full.reason, full.is_final) == ("the mail server answers 452 4.2.2 full", False)
    assert fine is None


def test_a_server_that_is_away_is_asked_once(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTSPEC_SMTP_PORT", "1")
    errors = send(message(), message())
    assert errors[0] is errors[1] is not None
    assert "could not connect or sign in to the mail server 127.0.0.1:1: " in str(errors[0])


def test_a_server_without_encryption_gets_nothing_unless_it_may(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMARTSPEC_SMTP_TLS")
    (error,) = send(message())
    assert "STARTTLS" in str(error)
    assert not mailbox.received


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("HOST", "", "SMARTSPEC_SMTP_HOST is not set, but there is mail to send"),
        ("FROM", "", "SMARTSPEC_SMTP_FROM is not set"),
        ("FROM", "me\r\nBcc: x@y.z", "SMARTSPEC_SMTP_FROM is 'me"),
        ("PORT", "smtp", "SMARTSPEC_SMTP_PORT is 'smtp': give a port such as 587"),
        ("TLS", "ssl", "SMARTSPEC_SMTP_TLS is 'ssl': give one of starttls, tls, none"),
        ("TLS", "none", "the password would go to mail.example unencrypted"),
    ],
)
def test_settings_that_are_wrong(name: str, value: str, message: str) -> None:
    settings = {
        "SMARTSPEC_SMTP_HOST": "mail.example",
        "SMARTSPEC_SMTP_FROM": "smartspec@ministry.example",
        "SMARTSPEC_SMTP_USER": "smartspec",
        f"SMARTSPEC_SMTP_{name}": value,
    }
    with pytest.raises(InputError, match=message):
        mail.settings(settings)
