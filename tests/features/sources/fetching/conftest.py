"""A local service, and fetching from it without long pauses."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from features.sources.fetching.connection import Patience
from features.sources.fetching.offices import FetchedFile, Order, fetched
from tests.features.sources.fetching.service import Service, serving

QUICK = Patience(attempts=3, wait=0.001, timeout=5.0, poll=0.001, delivery=0.02)

Fetch = Callable[..., FetchedFile]


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as started:
        yield started


@pytest.fixture
def fetch(service: Service, tmp_path: Path) -> Fetch:
    def fetch_from_service(
        source: str,
        dataset: str,
        filters: dict[str, tuple[str, ...]] | None = None,
        **options: Any,
    ) -> FetchedFile:
        order = Order(source, dataset, filters or {}, service.address)
        return fetched(order, tmp_path, **{"patience": QUICK, **options})

    return fetch_from_service
