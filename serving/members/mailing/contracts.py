"""The contracts of members' own messages."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from serving.contracts import Answer, Question
from serving.languages.language import say
from training.community.events import KINDS
from training.community.subscriptions import MAIL, problem_of_url

EventKind = Literal["surprise", "exposure", "champion", "advice", "call", "note"]
EventKinds = Annotated[
    list[EventKind],
    Field(min_length=1, max_length=len(KINDS), description="what to be told of; all by default"),
]
Channel = Literal["mail", "webhook"]
ALL: list[EventKind] = ["surprise", "exposure", "champion", "advice", "call", "note"]


def _mail_address(text: str | None) -> str | None:
    if text is not None and not MAIL.fullmatch(text):
        raise ValueError(say("members.mail.fault"))
    return text


def _webhook_address(text: str) -> str:
    if problem_of_url(text):
        raise ValueError(say("members.webhook.fault"))
    return text


MailAddress = Annotated[str | None, AfterValidator(_mail_address)]
WebhookAddress = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2_000),
    AfterValidator(_webhook_address),
]


class MailRequest(Question):
    """Be told by mail what happens at what one follows, in the language of this request."""

    address: Annotated[
        MailAddress, Field(description="null for that of the account one signed in with")
    ] = None
    kinds: EventKinds = ALL


class MailResponse(Answer):
    """Whether the address waits to be confirmed."""

    id: Annotated[str, Field(description="of the member")]
    address: str
    waiting: Annotated[bool, Field(description="until the link that is sent there is opened")]
    said: str


class WebhookRequest(Question):
    """Be told by a webhook what happens at what one follows, in place of an earlier webhook."""

    address: Annotated[WebhookAddress, Field(description="public, http or https")]
    kinds: EventKinds = ALL


class WebhookResponse(Answer):
    """The secret, which is shown this once."""

    id: Annotated[str, Field(description="of the member")]
    address: str
    secret: Annotated[str, Field(description="signs what is sent, as Standard Webhooks have it")]
    said: str


class MessagesResponse(Answer):
    """Where one is told what happens at what one follows."""

    channels: list["ChannelState"]
    account: Annotated[str, Field(description="mail address of the account, empty for a key")]


class ChannelState(Answer):
    """A mail address or a webhook of one's own."""

    channel: Channel
    address: str
    waiting: Annotated[bool, Field(description="whether it is still to be confirmed")]
    kinds: list[str]
    language: str


class StopRequest(Question):
    """Be told no longer, also not what was to be sent."""

    channel: Channel
