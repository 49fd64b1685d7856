"""Members' own messages: from who asks and a request to a response."""

import logging
from functools import partial
from urllib.parse import urlsplit

from features.errors import InputError
from serving.http.problems import ProblemError, invalid_field
from serving.languages.language import say, spoken
from serving.members.asking import Asking, Row
from serving.members.contracts import DoneResponse, OwnRequest
from serving.members.endpoint import opened
from serving.members.mailing.contracts import (
    ChannelState,
    MailRequest,
    MailResponse,
    MessagesResponse,
    StopRequest,
    WebhookRequest,
    WebhookResponse,
)
from training.community.delivery import confirmation, contacts, mail
from training.community.delivery.contacts import Channel, Wanted
from training.community.delivery.message import SendError
from training.community.delivery.public_addresses import Allowed, addresses
from training.community.links import CONFIRM, public_url
from training.community.subscriptions import MAIL
from training.community.wording import LANGUAGES

MOST_CONFIRMATIONS = 3
"""Within a day, of a member or to an address."""

logger = logging.getLogger("bentoml.smartspec")


def messages(asking: Asking, _: OwnRequest) -> MessagesResponse:
    """Where who asks is told."""
    own = asking.need_member()
    waiting = contacts.waiting(asking.connection, own["id"], asking.now)
    found = [_state("mail", waiting, waiting=True)] if waiting else []
    rows = [(it, contacts.of_member(asking.connection, own["id"], it)) for it in contacts.CHANNELS]
    found += [_state(channel, row) for channel, row in rows if row]
    return MessagesResponse(channels=found, account=account_address(asking))


def set_mail(asking: Asking, request: MailRequest) -> MailResponse:
    """Ask an address whether it wants mail; one that is confirmed is told other things at once."""
    own, address = asking.need_member(), request.address or account_address(asking)
    if not address:
        raise invalid_field("address", say("members.mail.no_address"))
    wanted = Wanted(address, request.kinds, _language())
    kept = contacts.of_member(asking.connection, own["id"], "mail")
    if kept and kept["address"] == address:
        contacts.change_mail(asking.connection, own, wanted)
        said = say("members.mail.changed", address=address)
        return MailResponse(id=own["id"], address=address, waiting=False, said=said)
    base = _base()
    lately = contacts.asked_lately(asking.connection, own["id"], address, asking.now)
    if lately >= MOST_CONFIRMATIONS:
        text = say("members.mail.many", most=MOST_CONFIRMATIONS)
        raise ProblemError("too-many-requests", text)
    token = contacts.ask(asking.connection, own, wanted, asking.now)
    link = f"{base}{CONFIRM}{token}?language={wanted.language}"
    asking.afterwards.append(partial(_send, wanted, link, token))
    said = say("members.mail.waiting", address=address)
    return MailResponse(id=own["id"], address=address, waiting=True, said=said)


def set_webhook(asking: Asking, request: WebhookRequest) -> WebhookResponse:
    """Send to a webhook at a public address from now on."""
    own, parts = asking.need_member(), urlsplit(request.address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        addresses(str(parts.hostname), port, Allowed())
    except SendError:
        raise invalid_field("address", say("members.webhook.not_public")) from None
    wanted = Wanted(request.address, request.kinds, _language())
    secret = contacts.set_webhook(asking.connection, own, wanted)
    said = say("members.webhook.kept", address=request.address)
    return WebhookResponse(id=own["id"], address=request.address, secret=secret, said=said)


def stop_messages(asking: Asking, request: StopRequest) -> DoneResponse:
    """Send no longer, also not what waits."""
    own = asking.need_member()
    contacts.stop(asking.connection, own["id"], request.channel)
    return DoneResponse(id=own["id"], said=say(f"members.{request.channel}.stopped"))


def account_address(asking: Asking) -> str:
    """The mail address of the account that asks; "" where sign-in does not tell one."""
    kind, _, name = asking.who.name.partition(":")
    return name if kind == "user" and MAIL.fullmatch(name) else ""


def _language() -> str:
    return spoken().code if spoken().code in LANGUAGES else LANGUAGES[0]


def _base() -> str:
    """The address of the service for links; ProblemError where mail is not set up."""
    try:
        mail.settings()
    except InputError as error:
        logger.warning("a member asks for mail: %s", error)
    else:
        if base := public_url():
            return base
        logger.warning("a member asks for mail: SMARTSPEC_PUBLIC_URL is not set")
    raise ProblemError("not-available", say("members.mail.not_set_up"))


def _send(wanted: Wanted, link: str, token: str) -> None:
    """Send the link with a token; where that fails nothing waits for it to be opened."""
    try:
        confirmation.send(wanted.address, wanted.language, link)
    except (InputError, SendError) as error:
        logger.error("a confirmation was not sent: %s", error)  # noqa: TRY400 - no address in it
        with opened(changes=True) as connection:
            contacts.withdraw(connection, token)
        raise ProblemError("unavailable", say("members.mail.not_sent")) from None


def _state(channel: Channel, row: Row, waiting: bool = False) -> ChannelState:
    same = {name: row[name] for name in ("address", "kinds", "language")}
    return ChannelState(channel=channel, waiting=waiting, **same)
