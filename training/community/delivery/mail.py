"""Messages by mail: over one connection to the server that the settings name."""

import os
import smtplib
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Literal
from urllib.parse import quote

from features.errors import InputError
from training.community.delivery.message import Message, Outcome, SendError
from training.community.links import UNSUBSCRIBE, link, public_url
from training.community.wording import plain

HOST, PORT, TLS = "SMARTSPEC_SMTP_HOST", "SMARTSPEC_SMTP_PORT", "SMARTSPEC_SMTP_TLS"
USER, PASSWORD = "SMARTSPEC_SMTP_USER", "SMARTSPEC_SMTP_PASSWORD"
SENDER = "SMARTSPEC_SMTP_FROM"
VARIABLES = (HOST, PORT, TLS, USER, PASSWORD, SENDER)
PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""How the connection is encrypted, with the usual port."""
ENDS = 421
"""The answer of a server that ends the connection, as after so many mails."""
NO_SUCH_ADDRESS = "5.1."
"""Where an answer begins so (RFC 3463), another try is of no use; other refusals may pass."""
SECONDS = 20.0
"""How long a server may take for one answer."""
MORE = {"en": "{title} and {n} more", "ru": "{title} и ещё {n}"}
END = {
    "en": "You get this as the subscriber {name} of smartspec. To end it, answer this message.",
    "ru": "Вы получили это сообщение как подписчик {name} сервиса smartspec. Чтобы отказаться от "
    "рассылки, ответьте на него.",
}


END_OF_MEMBER = {
    "en": "You get this since you follow it as a member of smartspec. To end it, open {address}",
    "ru": "Вы получили это сообщение, поскольку следите за этим как участник сервиса smartspec. "
    "Чтобы отказаться от рассылки, откройте {address}",
}


@dataclass(frozen=True)
class Server:
    """The settings of mail.

    Attributes
    ----------
    tls : "starttls", "tls" or "none"
    sender : str
        Address in From, whose owner reads answers.
    """

    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    user: str
    password: str
    sender: str


def settings(environment: Mapping[str, str] | None = None, needed_by: str = "") -> Server:
    """The settings of mail from SMARTSPEC_SMTP_* variables.

    Parameters
    ----------
    needed_by : str
        What asks for mail, for the error.

    Raises
    ------
    InputError
        A setting is missing or wrong.
    """
    given = os.environ if environment is None else environment
    host, tls, sender = (given.get(it, "") for it in (HOST, TLS, SENDER))
    tls = tls or "starttls"
    for name, value in ((HOST, host), (SENDER, sender)):
        if not value:
            cause = f"{needed_by} has mail addresses" if needed_by else "there is mail to send"
            raise InputError(f"{name} is not set, but {cause}: set it (docs/space.md)")
    if tls not in PORTS:
        raise InputError(f"{TLS} is {tls!r}: give one of {', '.join(PORTS)}")
    port = given.get(PORT, "") or str(PORTS[tls])
    if not (port.isdecimal() and 0 < int(port) < 65_536):
        raise InputError(f"{PORT} is {port!r}: give a port such as 587")
    _, address = parseaddr(sender)
    if not sender.isprintable() or not sender.isascii() or "@" not in address:
        raise InputError(f"{SENDER} is {sender!r}: give one such as smartspec@ministry.example")
    user, password = given.get(USER, ""), given.get(PASSWORD, "")
    if user and tls == "none" and host not in ("localhost", "127.0.0.1", "::1"):
        raise InputError(f"{TLS} is none: the password would go to {host} unencrypted")
    return Server(host, int(port), tls, user, password, address)  # type: ignore[arg-type]


def letter(message: Message, sender: str) -> EmailMessage:
    """A message as mail, with the same Message-ID at every try."""
    written = EmailMessage(policy=SMTP)
    subject, more = message.told[0].title, len(message.told) - 1
    if more:
        subject = MORE[message.language].format(title=subject, n=more)
    domain = sender.rpartition("@")[2]
    written["From"] = Address("smartspec", addr_spec=sender)
    written["To"] = Address(addr_spec=message.address)
    written["Subject"] = plain(subject, 200)
    written["Date"] = format_datetime(datetime.fromtimestamp(message.created, UTC))
    written["Message-ID"] = f"<{message.id}@{domain}>"
    written["Auto-Submitted"] = "auto-generated"
    written["List-Id"] = f"<{message.name}.smartspec.{domain}>"
    stop = f"<mailto:{sender}?subject={quote(f'unsubscribe {message.name}')}>"
    if one_click := _one_click(message):
        stop = f"<{one_click}>, {stop}"
        if one_click.startswith("https://"):  # as RFC 8058 wants it
            written["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    written["List-Unsubscribe"] = stop
    written.set_content(_body(message))
    written["Content-Language"] = message.language  # which setting the content removes
    return written


def _one_click(message: Message) -> str:
    """The address that ends a member's messages by one POST (RFC 8058); "" for other messages."""
    base = public_url()
    return f"{base}{UNSUBSCRIBE}{message.token}" if message.token and base else ""


def _body(message: Message) -> str:
    """Title, sentence and link of each event, and how to end it."""
    base, parts = public_url(), []
    for it in message.told:
        address = [link(it.event, message.language, base)] if base else []
        parts.append("\n".join([it.title, it.sentence, *address]))
    one_click = _one_click(message)
    end = (END_OF_MEMBER if one_click else END)[message.language].format(
        name=message.name, address=one_click
    )
    return "\n\n".join([*parts, f"-- \n{end}"]) + "\n"


def send_all(messages: Iterable[Message], until: float) -> Iterator[Outcome]:
    """Send each message, and say at once whether it was taken.

    A server that cannot be reached is asked once: the rest fail for the same reason. What has not
    begun at a moment of ``time.monotonic`` is left out.
    """
    try:
        server = settings()
    except InputError as error:
        yield from ((message, SendError(str(error))) for message in messages)
        return
    connection = Connection(server)
    try:
        for message in messages:
            if time.monotonic() > until:
                return
            try:
                connection.send(_letter(message, server.sender))
            except SendError as error:
                yield message, error
            else:
                yield message, None
    finally:
        connection.close()


def _letter(message: Message, sender: str) -> EmailMessage:
    try:
        return letter(message, sender)
    except (ValueError, MessageError) as error:
        raise SendError(f"it cannot be written as mail: {_text(str(error))}", True) from None


class Connection:
    """A connection to a server of mail, made when it is needed and again where it is lost."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._failed: SendError | None = None

    def send(self, written: EmailMessage) -> None:
        """Send one mail; once more over a new connection where the server has ended the old one.

        Raises
        ------
        SendError
        """
        is_old = self._smtp is not None
        try:
            self._try(written)
        except ConnectionError:
            if not is_old:
                raise SendError("the mail server ended the connection") from None
            try:
                self._try(written)
            except ConnectionError:
                raise SendError("the mail server ended the connection twice") from None

    def _try(self, written: EmailMessage) -> None:
        """Raise ConnectionError where the server has ended the connection."""
        smtp = self._smtp or self._connected()
        try:
            smtp.send_message(written)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            self._after(code)
            said = _text(answer)
            raise SendError(
                f"the mail server answers {code} {said}", said.startswith(NO_SUCH_ADDRESS)
            ) from None
        except smtplib.SMTPResponseException as error:
            self._after(error.smtp_code)
            raise SendError(
                f"the mail server answers {error.smtp_code} {_text(error.smtp_error)}"
            ) from None
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            self.close()
            raise ConnectionError from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise SendError(f"the mail server failed: {_text(str(error))}") from None

    def _after(self, code: int) -> None:
        """Raise ConnectionError where the server ends the connection with its answer."""
        if code == ENDS:
            self.close()
            raise ConnectionError

    def _connected(self) -> smtplib.SMTP:
        if self._failed:
            raise self._failed
        server, context = self.server, ssl.create_default_context()
        try:
            if server.tls == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=SECONDS, context=context
                )
            else:
                smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
            self._smtp = smtp
            if server.tls == "starttls":
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            self._failed = SendError(
                f"could not connect or sign in to the mail server {server.host}:{server.port}: "
                f"{_text(str(error))}; check {HOST}, {PORT}, {TLS}, {USER}"
            )
            raise self._failed from None
        return smtp

    def close(self) -> None:
        """End the connection, politely where that is possible."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()


def _text(answer: bytes | str) -> str:
    """An answer of a server on one line."""
    return plain(answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer, 200)
