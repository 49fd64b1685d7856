"""The settings of access, read once from SMARTSPEC_* variables; docs/security.md explains each."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from features.errors import InputError
from serving.http.host import ADDRESS
from training import audit
from training.registry.location import beside_store

Network = IPv4Network | IPv6Network
Reading = Literal["open", "key", "local"]

READING, HOSTS, PROXIES = "SMARTSPEC_READING", "SMARTSPEC_HOSTS", "SMARTSPEC_PROXIES"
KEYS, RATE = "SMARTSPEC_KEYS", "SMARTSPEC_RATE"
HEADERS = {
    "user": ("SMARTSPEC_USER_HEADER", "X-Forwarded-User"),
    "email": ("SMARTSPEC_EMAIL_HEADER", "X-Forwarded-Email"),
    "groups": ("SMARTSPEC_GROUPS_HEADER", "X-Forwarded-Groups"),
}
"""What a proxy says of a user, with the variable that names its header, and the usual header."""
FORWARDING = frozenset(
    [b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded", b"x-real-ip"]
)
"""Headers in which proxies say where a request comes from."""
GROUPS = {
    "read": "SMARTSPEC_READERS",
    "contribute": "SMARTSPEC_CONTRIBUTORS",
    "train": "SMARTSPEC_TRAINERS",
}
"""Right to the variable with the groups of users who have it."""
PUBLIC_URL, SECRET, HOURS = "SMARTSPEC_PUBLIC_URL", "SMARTSPEC_SECRET", "SMARTSPEC_SESSION_HOURS"
ISSUER = "SMARTSPEC_OIDC_ISSUER"
CLIENT_ID, CLIENT_SECRET = "SMARTSPEC_OIDC_CLIENT_ID", "SMARTSPEC_OIDC_CLIENT_SECRET"
GROUPS_CLAIM = "SMARTSPEC_OIDC_GROUPS_CLAIM"
VARIABLES = (
    *(READING, HOSTS, PROXIES, KEYS, RATE, audit.FILE),
    *(variable for variable, _ in HEADERS.values()),
    *GROUPS.values(),
    *(ISSUER, CLIENT_ID, CLIENT_SECRET, GROUPS_CLAIM, PUBLIC_URL, SECRET, HOURS),
)
"""All settings of access."""
USUAL_RATE = 3_000
"""Requests in a minute of one key, user or address."""
USUAL_HOURS = 8
LEAST_SECRET = 32
"""Characters of the secret that signs sessions."""


@dataclass(frozen=True)
class SignOn:
    """How people sign in by OpenID Connect.

    Attributes
    ----------
    public_url : str
        Address of the service as browsers see it, without a slash at its end.
    secret : str
        Signs the cookies.
    hours : int
        How long a session lasts.
    """

    issuer: str
    client_id: str
    client_secret: str
    groups_claim: str
    public_url: str
    secret: str
    hours: int


@dataclass(frozen=True)
class Settings:
    """Who may do what.

    Attributes
    ----------
    reading : "open", "key" or "local"
        Whether reading needs a key; local: not for requests that come from no proxy.
    hosts : tuple of str or None
        Names in the header Host that are answered; None for any.
    own_names : bool
        Whether addresses that are numbers are answered too.
    proxies : tuple of network
        Whose headers on the client and on the user are believed.
    headers : mapping
        From user, email and groups to the name of a header in lower case.
    groups : mapping of right to set of str
        Who has a right; the right to read is everyone's who signed in where it has no groups.
    rate : int
        Requests in a minute of one key, user or address; 0 for any number.
    hours : int
        How long the session of who signed in lasts.
    """

    reading: Reading = "key"
    hosts: tuple[str, ...] | None = None
    own_names: bool = True
    proxies: tuple[Network, ...] = ()
    headers: Mapping[str, str] | None = None
    groups: Mapping[str, frozenset[str]] | None = None
    rate: int = 0
    keys: Path = Path("keys.db")
    sign_on: SignOn | None = None
    hours: int = USUAL_HOURS

    @cached_property
    def of_proxies(self) -> frozenset[bytes]:
        """Headers that listed proxies alone may send."""
        return FORWARDING | {name.encode("latin-1") for name in (self.headers or {}).values()}


def read(environment: Mapping[str, str] | None = None, address: str | None = None) -> Settings:
    """The settings of this process.

    Parameters
    ----------
    environment : mapping, optional
        os.environ by default.
    address : str, optional
        Where the service listens, as http://127.0.0.1:3000; by default what SMARTSPEC_ADDRESS
        says. Where it is unknown (bentoml serve), others may reach it: reading is open to
        requests from this machine alone.

    Raises
    ------
    InputError
        A setting is wrong; the sentence names it.
    """
    given = dict(os.environ if environment is None else environment)
    bound = urlsplit(given.get(ADDRESS, "") if address is None else address).hostname
    loopback = _is_loopback(bound)
    sign_on = _sign_on(given)
    if sign_on and find_spec("authlib") is None:
        raise InputError(f"{ISSUER} is set: single sign-on needs pip install 'smartspec[oidc]'")
    public = urlsplit(sign_on.public_url).hostname if sign_on else None
    listed = tuple(it.lower() for it in _list(given, HOSTS))
    proxies = _networks(given)
    remote = not (loopback or bound is None) or bool(listed or proxies or sign_on)
    reading = _reading(given, remote)
    hosts: tuple[str, ...] | None = (*listed, *([public] if public else ()))
    if not hosts and not loopback and reading == "key":
        hosts = None  # another site can make a browser come here, but not with a key
    audit.check(given)
    return Settings(
        reading,
        None if hosts is None else (*hosts, "localhost", *([bound] if bound else ())),
        not loopback,
        proxies,
        {name: given.get(it, usual).strip().lower() for name, (it, usual) in HEADERS.items()},
        {right: frozenset(_list(given, variable)) for right, variable in GROUPS.items()},
        _number(given, RATE, USUAL_RATE if remote else 0, 1_000_000),
        keys_file(given),
        sign_on,
        _hours(given),
    )


def keys_file(environment: Mapping[str, str] | None = None) -> Path:
    """Where keys are kept: SMARTSPEC_KEYS, else keys.db beside the MLflow store."""
    given = os.environ if environment is None else environment
    if path := given.get(KEYS):
        return Path(path)
    return beside_store("keys.db")


def _reading(given: Mapping[str, str], remote: bool) -> Reading:
    text = given.get(READING, "")
    if text == "open":
        return "open"
    if text == "key":
        return "key"
    if text:
        raise InputError(f'{READING} is {text!r}: give "open" or "key"')
    return "key" if remote else "local"


def _is_loopback(host: str | None) -> bool:
    if host is None:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _list(given: Mapping[str, str], name: str) -> list[str]:
    """Values apart by commas."""
    return [part.strip() for part in given.get(name, "").split(",") if part.strip()]


def _networks(given: Mapping[str, str]) -> tuple[Network, ...]:
    networks = []
    for text in _list(given, PROXIES):
        try:
            networks.append(ip_network(text))
        except ValueError:
            raise InputError(
                f"{PROXIES}: {text!r} is no address or network: give such as 10.0.0.5, 10.0.0.0/24"
            ) from None
    return tuple(networks)


def _number(given: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = given.get(name, "")
    if text and not (text.isdecimal() and int(text) <= most):
        raise InputError(f"{name} is {text!r}: give a whole number from 0 to {most}")
    return int(text) if text else usual


def _hours(given: Mapping[str, str]) -> int:
    return _number(given, HOURS, USUAL_HOURS, 24 * 30) or USUAL_HOURS


def _sign_on(given: Mapping[str, str]) -> SignOn | None:
    """OpenID Connect, where an issuer is named; all that it needs must be there."""
    issuer = given.get(ISSUER, "")
    if not issuer:
        return None
    for name in (CLIENT_ID, CLIENT_SECRET, PUBLIC_URL, SECRET):
        if not given.get(name):
            raise InputError(f"{ISSUER} is set, but {name} is not: single sign-on needs it")
    if len(given[SECRET]) < LEAST_SECRET:
        raise InputError(
            f"{SECRET} has fewer than {LEAST_SECRET} characters: use openssl rand -hex 32"
        )
    for name in (ISSUER, PUBLIC_URL):
        parts = urlsplit(given[name])
        secure = parts.scheme == "https" or (
            parts.scheme == "http" and _is_loopback(parts.hostname)
        )
        if not (secure and parts.hostname):
            raise InputError(
                f"{name} is {given[name]!r}: give an address that begins with https://"
            )
    return SignOn(
        issuer,
        given[CLIENT_ID],
        given[CLIENT_SECRET],
        given.get(GROUPS_CLAIM, "groups"),
        given[PUBLIC_URL].rstrip("/"),
        given[SECRET],
        _hours(given),
    )
