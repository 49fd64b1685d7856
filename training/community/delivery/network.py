"""Connections to addresses that were checked, and to no others, until a deadline."""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from training.community.delivery.public_addresses import Allowed, addresses


class CheckedNetwork(httpcore.NetworkBackend):
    """Makes connections for httpcore.

    Parameters
    ----------
    deadline : float
        Moment of ``time.monotonic`` by which all must be done.
    """

    def __init__(self, permitted: Allowed, deadline: float) -> None:
        self._permitted, self._deadline = permitted, deadline
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of a host that takes it.

        Raises
        ------
        SendError
            The host may not be reached.
        httpcore.NetworkError, httpcore.TimeoutException
            It cannot be reached.
        """
        failed: Exception = httpcore.ConnectError("no address")
        for address in addresses(host, port, self._permitted):
            try:
                stream = self._network.connect_tcp(
                    address, port, remaining(self._deadline), local_address, socket_options
                )
                return BoundedStream(stream, self._deadline)
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                failed = error
        raise failed


class BoundedStream(httpcore.NetworkStream):
    """A connection that is over at a deadline, however slowly the other side sends."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As of the connection."""
        return self._stream.read(max_bytes, remaining(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As of the connection."""
        self._stream.write(buffer, remaining(self._deadline))

    def close(self) -> None:
        """As of the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The connection, encrypted."""
        left = remaining(self._deadline)
        return BoundedStream(
            self._stream.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        """As of the connection."""
        return self._stream.get_extra_info(info)


def remaining(deadline: float) -> float:
    """Seconds until a deadline.

    Raises
    ------
    httpcore.ReadTimeout
        It is over.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
