"""Where a request comes from: what listed proxies say is believed, what others say is removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from serving.access.settings import FORWARDING, Network, Settings


@dataclass(frozen=True)
class Client:
    """Who is at the other end.

    Attributes
    ----------
    address : str
        The IP address of the client, behind proxies; "" where it is unknown.
    local : bool
        Whether it is a program of this machine that comes through no proxy.
    user, email, groups : str
        What a listed proxy says of the user; "" from anyone else.
    secure : bool
        Whether the client came by https.
    """

    address: str
    local: bool
    user: str
    email: str
    groups: tuple[str, ...]
    secure: bool


def client_of(scope: Scope, settings: Settings) -> tuple[Client, Scope]:
    """The client, and the scope with its address and scheme, without headers that are forged.

    Headers on the client and on the user reach the service from listed proxies alone.
    """
    peer = ip_of(scope["client"][0]) if scope.get("client") else None
    if not _in(peer, settings.proxies):
        given = {name for name, _ in scope["headers"]}
        direct = given.isdisjoint(FORWARDING)
        client = _without_proxy(str(peer or ""), direct, scope.get("scheme") == "https")
        forged = given & settings.of_proxies
        if not forged:
            return client, scope
        kept = [pair for pair in scope["headers"] if pair[0] not in forged]
        return client, {**scope, "headers": kept}
    names = settings.headers or {}
    headers = Headers(scope=scope)
    address = _behind(peer, headers.getlist("x-forwarded-for"), settings.proxies)
    scheme = headers.get("x-forwarded-proto", scope.get("scheme", "http"))
    scheme = scheme if scheme in ("http", "https") else "http"
    user, email, groups = (_one(headers, names.get(it, "")) for it in ("user", "email", "groups"))
    listed = tuple(group.strip() for group in groups.split(",") if group.strip())
    client = Client(str(address or ""), False, user, email, listed, scheme == "https")
    return client, {**scope, "scheme": scheme, "client": (client.address, 0)}


@lru_cache(maxsize=1024)
def _without_proxy(address: str, direct: bool, secure: bool) -> Client:
    """Who comes through no listed proxy; direct: through no proxy that says so."""
    peer = ip_of(address)
    local = direct and peer is not None and peer.is_loopback
    return Client(address, local, "", "", (), secure)


def counted_as(address: str) -> str:
    """What limits count an address as: an IPv6 client may have all of a network of 64 bits."""
    found = ip_of(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False))
    return address


def is_from_here(given: Headers) -> bool:
    """Whether a page of this service, or no page at all, asks for a change.

    Browsers say where a request comes from in Sec-Fetch-Site, but only over https and on this
    machine, and in Origin. Without either it must be JSON, which no page of another site can send
    without leave.
    """
    if site := given.get("sec-fetch-site"):
        return site == "same-origin"
    if origin := given.get("origin"):
        return urlsplit(origin).netloc.lower() == given.get("host", "").lower() != ""
    return given.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _one(headers: Headers, name: str) -> str:
    """A header that is there once; twice, a client may have sent one of the two: it is none.

    Nor is what some proxies send for a user whom they do not know.
    """
    values = headers.getlist(name) if name else []
    text = values[0].strip() if len(values) == 1 else ""
    return "" if text == "(null)" or "{" in text else text


@lru_cache(maxsize=1024)
def ip_of(text: str) -> IPv4Address | IPv6Address | None:
    """The address that a text is; None for any other text."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _in(address: IPv4Address | IPv6Address | None, networks: Sequence[Network]) -> bool:
    return address is not None and any(address in network for network in networks)


def _behind(
    peer: IPv4Address | IPv6Address | None, forwarded: Sequence[str], proxies: Sequence[Network]
) -> IPv4Address | IPv6Address | None:
    """The last address before the listed proxies; each proxy writes the one it heard at the end."""
    last = peer
    for text in reversed(",".join(forwarded).split(",")):
        address = ip_of(text)
        if address is None:
            break
        last = address
        if not _in(address, proxies):
            break
    return last
