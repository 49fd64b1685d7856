"""The mail that asks whether an address wants to be told what a member follows."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid

from training.community.delivery import mail

SUBJECT = {"en": "Confirm your address for smartspec", "ru": "Подтвердите адрес для smartspec"}
BODY = {
    "en": "A member of smartspec asked to be told at this address what happens at what it follows. "
    "If that was you, open this within a day and confirm it:\n\n{link}\n\n"
    "If it was not you, do nothing: no further message will come.\n",
    "ru": "Участник сервиса smartspec попросил сообщать на этот адрес о событиях, за которыми он "
    "следит. Если это вы, откройте ссылку в течение суток и подтвердите адрес:\n\n{link}\n\n"
    "Если это не вы, ничего не делайте: других сообщений не будет.\n",
}


def send(address: str, language: str, link: str) -> None:
    """Send the link that confirms an address.

    Raises
    ------
    InputError
        Mail is not set up.
    SendError
        The server did not take it.
    """
    server = mail.settings()
    connection = mail.Connection(server)
    try:
        connection.send(letter(address, language, link, server.sender))
    finally:
        connection.close()


def letter(address: str, language: str, link: str, sender: str) -> EmailMessage:
    """The mail: it holds nothing that a member wrote."""
    written = EmailMessage(policy=SMTP)
    written["From"] = Address("smartspec", addr_spec=sender)
    written["To"] = Address(addr_spec=address)
    written["Subject"] = SUBJECT[language]
    written["Date"] = format_datetime(localtime())
    written["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    written["Auto-Submitted"] = "auto-generated"
    written.set_content(BODY[language].format(link=link))
    written["Content-Language"] = language
    return written
