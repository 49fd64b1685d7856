"""The file of subscriptions that whoever runs the service keeps, and its rows in the database."""

import os
import re
import tomllib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, insert, select, update

from features.errors import InputError, hint, nearest
from training.community.delivery import mail
from training.community.events import KINDS
from training.community.tables import subscriptions as table
from training.community.wording import LANGUAGES

VARIABLE = "SMARTSPEC_SUBSCRIPTIONS"
"""Environment variable with the file of subscriptions."""
NAMESPACE = uuid.UUID("0d6f2d1e-7f0b-4d43-8a55-3b1f5f8e6a77")
NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
OPTION = re.compile(r"(cluster|technology):.{1,180}")
MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}")
SECRET = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
LEAST_SECRET = 16
"""Characters of the secret that signs webhooks."""
MOST_ADDRESS = 2_000


@dataclass(frozen=True)
class Subscription:
    """Who is told what; docs/space.md explains each part.

    Attributes
    ----------
    address : str
        A mail address, or that of a webhook.
    package : str
        "" for every package.
    regions, options : list of str
        Empty for all.
    secret : str
        Name of the environment variable whose value signs webhooks; "" for mail.
    """

    name: str
    address: str
    kinds: list[str]
    package: str
    regions: list[str]
    options: list[str]
    language: str
    secret: str

    @property
    def id(self) -> str:
        """A UUID that stays while the name stays."""
        return str(uuid.uuid5(NAMESPACE, self.name))


def is_mail(address: str) -> bool:
    """Whether an address is one of mail, and not of a webhook."""
    return "://" not in address


def path(option: Path | None = None) -> Path | None:
    """The file that an option names, else SMARTSPEC_SUBSCRIPTIONS; None where there is none."""
    given = os.environ.get(VARIABLE)
    return option or (Path(given) if given else None)


def read(
    file: Path | None, environment: Mapping[str, str] | None = None
) -> list[Subscription] | None:
    """The subscriptions in a file; None where no file is named.

    Raises
    ------
    InputError
        The file cannot be read, or a part of it is wrong: the sentence says which.
    """
    if file is None:
        return None
    given = os.environ if environment is None else environment
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"the file of subscriptions {file} cannot be read: {error.strerror}; check "
            f"--subscriptions or {VARIABLE}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is no TOML in UTF-8: {error}") from None
    found = [_read_one(Part(file, name), content[name], given) for name in content]
    if any(is_mail(it.address) for it in found):
        mail.settings(given, needed_by=str(file))
    return found


@dataclass(frozen=True)
class Part:
    """Where in the file something stands, for errors."""

    file: Path
    name: str

    def wrong(self, field: str, what: str) -> InputError:
        """The error of a field."""
        return InputError(f"{self.file}, [{self.name}], {field}: {what}")


FIELDS: Mapping[str, Any] = {
    "to": "",
    "kinds": list(KINDS),
    "package": "",
    "regions": [],
    "options": [],
    "language": "en",
    "secret": "",
}
"""What a subscription may say, with what holds where it is left out."""


def _read_one(part: Part, given: Any, environment: Mapping[str, str]) -> Subscription:
    if not isinstance(given, dict):
        raise InputError(
            f"{part.file}: {part.name} stands outside a subscription: begin each with a line such "
            "as [my-region]"
        )
    if not NAME.fullmatch(part.name):
        raise part.wrong("name", "use letters, digits, - and _, at most 100 of them")
    for field, value in given.items():
        if field not in FIELDS:
            raise part.wrong(field, f"unknown; {hint(nearest(field, FIELDS), FIELDS)}")
        if type(value) is not type(FIELDS[field]) or not _are_texts(value):
            is_list = isinstance(FIELDS[field], list)
            example = 'a list of texts such as ["A", "B"]' if is_list else 'a text such as "A"'
            raise part.wrong(field, f"give {example}")
    held = {**FIELDS, **given}
    _check(part, held, environment)
    return Subscription(part.name, held.pop("to"), **held)


def _are_texts(value: Any) -> bool:
    texts = value if isinstance(value, list) else [value]
    return all(isinstance(it, str) and it.isprintable() and len(it) <= MOST_ADDRESS for it in texts)


def _check(part: Part, held: Mapping[str, Any], environment: Mapping[str, str]) -> None:
    """Raise InputError for the first value that is wrong."""
    _check_words(part, "kinds", held["kinds"], KINDS)
    _check_words(part, "language", [held["language"]], LANGUAGES)
    for option in held["options"]:
        if not OPTION.fullmatch(option):
            raise part.wrong("options", f"{option!r}: give cluster:CODE or technology:CODE")
    if is_mail(held["to"]):
        if not MAIL.fullmatch(held["to"]):
            raise part.wrong(
                "to", f"{held['to']!r} is neither a mail address nor begins with https://"
            )
        if held["secret"]:
            raise part.wrong("secret", "only webhooks are signed: leave it out for mail")
        return
    if problem := problem_of_url(held["to"]):
        raise part.wrong("to", problem)
    _check_secret(part, held["secret"], environment)


def _check_words(part: Part, field: str, words: Sequence[str], known: Sequence[str]) -> None:
    if not words:
        raise part.wrong(field, f"empty: give some of {', '.join(known)}, or leave it out")
    for word in words:
        if word not in known:
            raise part.wrong(field, f"there is no {word!r}; {hint(nearest(word, known), known)}")


def problem_of_url(url: str) -> str:
    """What is wrong with the address of a webhook, "" where nothing is."""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or not url.isascii() or " " in url:
        return f"{url!r} is no address such as https://host/path (letters of other scripts encoded)"
    if parts.username is not None or parts.password is not None:
        return "an address with a user or a password would be written to logs: leave them out"
    return ""


def _check_secret(part: Part, variable: str, environment: Mapping[str, str]) -> None:
    if not SECRET.fullmatch(variable):
        raise part.wrong(
            "secret", "name the environment variable whose value signs what is sent to the webhook"
        )
    if len(environment.get(variable, "")) < LEAST_SECRET:
        raise part.wrong(
            "secret",
            f"the environment variable {variable} has fewer than {LEAST_SECRET} characters: set it "
            "to what openssl rand -hex 32 prints",
        )


def synchronise(connection: Connection, found: Sequence[Subscription] | None) -> None:
    """Make the rows of the file equal to the file; members' rows stay as they are.

    A subscription that is gone takes with it what was to be sent. Nothing changes where no file is
    named (None).
    """
    if found is None:
        return
    of_file = table.c.owner == ""
    kept = set(connection.scalars(select(table.c.id).where(of_file)))
    for subscription in found:
        row = {**asdict(subscription), "id": subscription.id, "owner": ""}
        if subscription.id in kept:
            connection.execute(update(table).where(table.c.id == subscription.id).values(row))
        else:
            connection.execute(insert(table).values(row))
    for id_ in kept - {subscription.id for subscription in found}:
        connection.execute(delete(table).where(table.c.id == id_))
