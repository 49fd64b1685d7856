"""The page in a real browser: Debian's Chromium, driven by Playwright over a running service."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, sync_playwright

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
LOADED = """() => ![...document.querySelectorAll(".later-body")].some((body) => body.style.minHeight
    && !body.closest(".unasked") && (!body.closest("details") || body.closest("details").open))"""
"""Whether no open section that was near the window waits for its answer."""


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
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Contexts by their options, shared by tests: files of the service are loaded once for all."""
    kept: dict[str, BrowserContext] = {}

    def context(**options: Any) -> BrowserContext:
        key = repr(sorted(options.items()))
        if key not in kept:
            kept[key] = browser.new_context(locale="en-GB", **options)
        return kept[key]

    yield context
    for one in kept.values():
        one.close()


@pytest.fixture(scope="session")
def store_folder(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The awkward country with its trained champions, for tests that only read it."""
    folder = tmp_path_factory.mktemp("awkward")
    shutil.copy(migrated_database, folder / "mlflow.db")
    country.make(folder)
    return folder


class Frames(BaseHTTPRequestHandler):
    """A site that frames what its query names."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        for source in parse_qs(urlsplit(self.path).query).get("frame", []):
            self.wfile.write(f'<iframe src="{escape(source)}"></iframe>'.encode())

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def ministry() -> Iterator[str]:
    """The origin of another site, which may frame pictures."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Frames) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def address(
    store_folder: Path, ministry: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A service over the awkward country, as a process."""
    log = tmp_path_factory.mktemp("served") / "service.log"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{store_folder / 'mlflow.db'}")
        patch.setenv("SMARTSPEC_EMBED_HOSTS", ministry)
        with host.running(host.free_port(), log) as found:
            yield found


class Watched:
    """A page of the browser that fails a test for what a person would not see.

    Attributes
    ----------
    page : Page
    awaited : set of Request
        Those without an answer.
    faults : list of str
        Errors in the console, errors of scripts, dialogs, requests to other hosts, answers of 5xx.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page, self.address = context.new_page(), address
        self.page.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.awaited: set[Request] = set()
        self.page.on("console", lambda said: self._console(said.type, said.text))
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("dialog", lambda dialog: self._dialog(dialog))
        self.page.on("request", self._request)
        self.page.on("requestfinished", lambda request: self.awaited.discard(request))
        self.page.on("requestfailed", lambda request: self.awaited.discard(request))
        self.page.on("response", lambda answer: self._response(answer.status, answer.url))

    def open(self, path: str, ready: str = "main:not([aria-busy])") -> Page:
        """Open a path and wait until its view is drawn."""
        self.page.goto(self.address + path)
        return self.drawn(ready)

    def drawn(self, ready: str = "main:not([aria-busy])") -> Page:
        """Wait until the view is drawn, with what its sections ask for later."""
        self.page.wait_for_selector(f"html[data-drawn] {ready}")
        self.page.wait_for_function(LOADED)
        return self.page

    def whole(self) -> Page:
        """Scroll through the view, until every section that is not folded has its answer."""
        for section in self.page.locator("section.folding:has(details[open])").all():
            section.scroll_into_view_if_needed()
            section.and_(self.page.locator(":not(.unasked)")).wait_for()
        return self.page

    def settled(self) -> str:
        """The text of the view, once no answer is awaited and nothing is drawn any more."""
        text, same = "", 0
        while same < 5 or self.awaited:
            self.page.wait_for_timeout(60)
            now = self.drawn().locator("main").inner_text()
            text, same = now, same + 1 if now == text else 0
        return text

    def resize(self, size: str) -> None:
        """Make the window as large as that of a device."""
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})

    def _console(self, kind: str, text: str) -> None:
        # What a test asks for in vain is refused by the service, and noted by the browser.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.faults.append(f"{kind}: {text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        self.awaited.add(request)
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"another host: {request.url}")

    def _response(self, status: int, url: str) -> None:
        if status >= 500:
            self.faults.append(f"{status}: {url}")


@pytest.fixture
def opened(
    contexts: Callable[..., BrowserContext], browser: Browser, address: str
) -> Iterator[Callable[..., Watched]]:
    """A new page by options of Playwright's new_context; no fault of any is forgiven.

    Pages share what the browser keeps, unless fresh is set, as where another person opens a link.
    """
    own: list[BrowserContext] = []
    watched: list[Watched] = []

    def new(
        size: str = "desktop", fresh: bool = False, color_scheme: Any = None, **options: Any
    ) -> Watched:
        if fresh:
            own.append(browser.new_context(locale="en-GB", **options))
        watched.append(Watched(own[-1] if fresh else contexts(**options), address))
        watched[-1].resize(size)
        if color_scheme:
            watched[-1].page.emulate_media(color_scheme=color_scheme)
        return watched[-1]

    yield new
    for one in watched:
        one.page.close()
    for context in own:
        context.close()
    assert [fault for one in watched for fault in one.faults] == []


def pytest_configure() -> None:
    """Playwright starts no browser but Debian's."""
    os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
