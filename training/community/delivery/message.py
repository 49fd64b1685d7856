"""One message to one subscriber, with the events that it tells."""

from collections.abc import Sequence
from dataclasses import dataclass

from training.community.events import Event
from training.community.wording import sentence, title


class SendError(Exception):
    """A message was not taken.

    Parameters
    ----------
    reason : str
        For the log: without an address or a secret.
    is_final : bool
        Whether another try is of no use.
    """

    def __init__(self, reason: str, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.is_final = reason, is_final


@dataclass(frozen=True)
class Told:
    """An event as it is told in the language of a message."""

    event: Event
    title: str
    sentence: str


def told(event: Event, language: str) -> Told:
    """An event in a language."""
    return Told(event, title(event, language), sentence(event, language))


@dataclass(frozen=True)
class Message:
    """What is to be sent.

    Attributes
    ----------
    id : str
        A UUID, the same at every try.
    name : str
        Of the subscription.
    address, language, secret : str
        As the subscription has them.
    created : int
        Seconds since 1970, as all times.
    tries : int
        How often it was tried before.
    told : sequence of Told
        The events.
    owner : str
        The member whose subscription it is: then secret is the secret itself; else "".
    token : str
        What ends a member's messages, in the address of mails.
    """

    id: str
    name: str
    address: str
    language: str
    secret: str
    created: int
    tries: int
    told: Sequence[Told]
    owner: str = ""
    token: str = ""


Outcome = tuple[Message, SendError | None]
"""A message that was tried, and why it was not taken."""
