"""Work in this process, or on the workers of a Dask cluster.

Dask sends functions, arguments and results between its processes as pickles: whoever reaches the
scheduler or a worker can run code there and in this process. Only use a trusted cluster, on a
private network.
"""

import asyncio
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from features.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

Work = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]
"""Apply a function to every item, in order."""

THREADS = 1
"""Threads of LightGBM and forests: on a busy machine with two cores, two wait for each other."""
CONNECT_SECONDS = 5


def local_work(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """Apply the function to one item after the other, in this process."""
    return [function(item) for item in items]


def at_once(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """Apply the function to all items at once, each in a thread: for work outside of Python.

    Unlike threads of one model these never wait for each other.
    """
    with ThreadPoolExecutor(len(items)) as threads:
        return list(threads.map(function, items))


def run_job(job: Callable[[], Any]) -> Any:
    """The result of a function whose arguments are bound: for work on unlike jobs."""
    return job()


@contextmanager
def workers(scheduler: str | None) -> Iterator[Work]:
    """Work on the Dask cluster of a scheduler's address, or in this process without an address.

    If a worker dies, others do its tasks again, as often as the scheduler's setting
    allowed-failures permits (3 times by default).

    Raises
    ------
    InputError
        The distributed library is not installed, the address is invalid, no scheduler answers, or
        the connection to the cluster is lost.
    """
    if scheduler is None:
        yield local_work
        return
    with _client(scheduler) as client:
        yield _on(client)


def _client(scheduler: str) -> "Client":
    try:
        from distributed import Client  # slow to import, and rarely installed
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
        # A notebook has an event loop of its own in this thread.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(_try(scheduler))).result()
        return Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except Exception:  # transports and other servers raise errors of many kinds
        secured = ", with the certificates in Dask's settings" * scheduler.startswith("tls:")
        raise InputError(
            f"--scheduler {scheduler}: no Dask scheduler answers there; start one with "
            f"`dask scheduler` and give its address, such as tcp://HOST:8786{secured}"
        ) from None


async def _try(scheduler: str) -> None:
    """Connect once and close: a synchronous client would hang when the connection fails."""
    from distributed import Client

    client = Client(scheduler, asynchronous=True, timeout=CONNECT_SECONDS, set_as_default=False)
    try:
        await asyncio.wait_for(client, CONNECT_SECONDS)
    finally:
        await client.close()


def _on(client: "Client") -> Work:
    """Work on a cluster. Arguments go through the scheduler: scattered data die with a worker."""
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
