"""Which addresses of the network a webhook may reach: public ones, and those that are listed.

A name is resolved once, all its addresses are checked, and the connection is made to one of these:
a name that answers differently the next time leads nowhere else.
"""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from features.errors import InputError
from training.community.delivery.message import SendError

VARIABLE = "SMARTSPEC_WEBHOOK_HOSTS"
"""Environment variable with names and networks that webhooks may reach though not public."""
TRANSLATED = ip_network("64:ff9b::/96")
"""Addresses that NAT64 leads to the IPv4 address in their last 32 bits."""


@dataclass(frozen=True)
class Allowed:
    """What whoever runs the service allows besides public addresses."""

    names: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()


def allowed(environment: Mapping[str, str] | None = None) -> Allowed:
    """The list of SMARTSPEC_WEBHOOK_HOSTS.

    Raises
    ------
    InputError
        An entry is no name, address or network.
    """
    given = (os.environ if environment is None else environment).get(VARIABLE, "")
    names, networks = set(), []
    for entry in filter(None, (part.strip() for part in given.split(","))):
        try:
            networks.append(ip_network(entry))
            continue
        except ValueError:
            pass
        if not all(part.replace("-", "").isalnum() for part in entry.split(".")):
            raise InputError(
                f"{VARIABLE}: {entry!r} is no name or network: give such as hooks.internal, "
                "10.1.0.0/16"
            )
        names.add(entry.lower())
    return Allowed(frozenset(names), tuple(networks))


def addresses(host: str, port: int, permitted: Allowed) -> list[str]:
    """The addresses of a host, all of which may be reached.

    Raises
    ------
    SendError
        The name is unknown, or leads to an address that may not be reached.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SendError("the name of its host is not known") from None
    resolved = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if host.lower().rstrip(".") in permitted.names:
        return resolved
    if any(not _may_reach(address, permitted) for address in resolved):
        raise SendError(
            f"its host is not at a public address; list it in {VARIABLE} if it may be reached"
        )
    return resolved


def _may_reach(text: str, permitted: Allowed) -> bool:
    address = ip_address(text.partition("%")[0])
    if any(address in network for network in permitted.networks):
        return True
    return is_public(address)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is of the public network, also where it stands for another one."""
    if address in TRANSLATED:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return all(is_public(inner) for inner in _inner(address))


def _inner(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """IPv4 addresses that an IPv6 address is led to by some networks."""
    if isinstance(address, IPv4Address):
        return []
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    return [it for it in inner if it is not None]
