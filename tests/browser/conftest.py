"""The page in a real browser: Debian's Chromium, driven by Playwright over a running service."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from serving.http import host
from tests.browser import country

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desktop": (1440, 900), "tablet": (768, 1024), "phone": (360, 740)}
"""Width and height of a window, in pixels."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests; skipped where it is not installed."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def store_folder(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The awkward country with its trained champions, for tests that only read it."""
    folder = tmp_path_factory.mktemp("awkward")
    shutil.copy(migrated_database, folder / "mlflow.db")
    country.make(folder)
    return folder


@pytest.fixture(scope="session")
def address(store_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service over the awkward country, as a process."""
    log = tmp_path_factory.mktemp("served") / "service.log"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{store_folder / 'mlflow.db'}")
        with host.running(host.free_port(), log) as found:
            yield found


class Watched:
    """A page of the browser that fails a test for what a person would not see.

    Attributes
    ----------
    page : Page
    faults : list of str
        Errors in the console, errors of scripts, requests to other hosts, answers of 5xx.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page, self.address = context.new_page(), address
        self.faults: list[str] = []
        self.page.on("console", lambda said: self._console(said.type, said.text))
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", lambda request: self._request(request.url))
        self.page.on("response", lambda answer: self._response(answer.status, answer.url))

    def open(self, path: str, ready: str = "main:not([aria-busy])") -> Page:
        """Open a path and wait until its view is drawn."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector(f"html[data-drawn] {ready}")
        return self.page

    def whole(self) -> Page:
        """Scroll through the view, until every section that is not folded has its answer."""
        for section in self.page.locator("section.folding:has(details[open])").all():
            section.scroll_into_view_if_needed()
            section.and_(self.page.locator(":not(.unasked)")).wait_for()
        return self.page

    def _console(self, kind: str, text: str) -> None:
        # What a test asks for in vain is refused by the service, and noted by the browser.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.faults.append(f"{kind}: {text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"another host: {url}")

    def _response(self, status: int, url: str) -> None:
        if status >= 500:
            self.faults.append(f"{status}: {url}")


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Callable[..., Watched]]:
    """A new page by options of Playwright's new_context; no fault of any is forgiven."""
    contexts, watched = [], []

    def new(size: str = "desktop", **options: Any) -> Watched:
        width, height = SIZES[size]
        given = {"locale": "en-GB", "viewport": {"width": width, "height": height}, **options}
        contexts.append(browser.new_context(**given))
        watched.append(Watched(contexts[-1], address))
        return watched[-1]

    yield new
    for context in contexts:
        context.close()
    assert [fault for one in watched for fault in one.faults] == []


def pytest_configure() -> None:
    """Playwright starts no browser but Debian's."""
    os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
