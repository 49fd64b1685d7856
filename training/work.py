"""Where work is done: in this process, or on the workers of a Dask cluster.

Dask sends functions, arguments and results between its processes as pickles: whoever reaches the
scheduler or a worker can run code there and here. Only a cluster that is trusted as this process
is, on a network of its own, may be named.
"""

import asyncio
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from features.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

Work = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]
"""Apply a function to every item, in order."""

THREADS = 1
"""Of LightGBM and forests: with two on a busy machine of two cores they wait for each other."""
CONNECT_SECONDS = 5


def local_work(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """Work in this process, one item after the other."""
    return [function(item) for item in items]


@contextmanager
def workers(scheduler: str | None) -> Iterator[Work]:
    """Work on the Dask cluster of a scheduler's address, or here where there is none.

    A task that was under way on a worker that dies is done again by another, as often as the
    scheduler's setting allowed-failures says (3 times unless it is changed).

    Raises
    ------
    InputError
        The distributed library is not installed, the address is none, no scheduler answers there,
        or the cluster is lost under way.
    """
    if scheduler is None:
        yield local_work
        return
    with _client(scheduler) as client:
        yield _on(client)


def _client(scheduler: str) -> "Client":
    try:
        from distributed import Client  # slow to import, and seldom installed
        from distributed.comm.addressing import get_address_host_port
    except ImportError:
        raise InputError("--scheduler needs Dask: pip install distributed") from None
    try:
        get_address_host_port(scheduler)
    except ValueError:
        raise InputError(
            f"--scheduler takes HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT, not {scheduler!r}"
        ) from None
    try:
        asyncio.run(_try(scheduler))
        return Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except Exception:  # transports, and what else may listen there, raise errors of many kinds
        secured = ", with the certificates in Dask's settings" * scheduler.startswith("tls:")
        raise InputError(
            f"--scheduler {scheduler}: no Dask scheduler answers there; start one with "
            f"`dask scheduler` and give its address, as tcp://HOST:8786{secured}"
        ) from None


async def _try(scheduler: str) -> None:
    """Connect once and close again: a client with a thread of its own hangs when it fails."""
    from distributed import Client

    client = Client(scheduler, asynchronous=True, timeout=CONNECT_SECONDS, set_as_default=False)
    try:
        await asyncio.wait_for(client, CONNECT_SECONDS)
    finally:
        await client.close()


def _on(client: "Client") -> Work:
    """Work on a cluster; arguments stay with the scheduler: scattered, they die with a worker."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    def work(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            futures = client.map(function, list(items), pure=False)
        try:
            return list(client.gather(futures))
        except (KilledWorker, FutureCancelledError) as error:
            raise InputError(f"--scheduler: the work was lost with its workers: {error}") from None

    return work
