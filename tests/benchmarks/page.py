"""How light and how fast the page is: requests, bytes and seconds of each view in Chromium.

Beside each view stands the same view without JavaScript, which is what the service alone says. A
fresh browser each time, nothing cached, over the loopback interface, on the store that
MLFLOW_TRACKING_URI names: python -m tests.benchmarks.page --region CODE --cluster CODE
"""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from serving.http import host
from tests.benchmarks.command_line import parser
from tests.browser.conftest import CHROMIUM, FLAGS, SIZES

HEAD = (
    f"{'view':<14}{'requests':>9}{'kB':>8}{'paint, s':>10}{'drawn, s':>10}"
    "   without JavaScript: kB, paint, s"
)
TIMES = 5
MOVES = 50
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
DRAWN = "performance.getEntriesByName('drawn')[0]?.startTime ?? NaN"


def main() -> None:
    """Print the table, then how long a move of a slider takes."""
    arguments = parser(__doc__)
    arguments.add_argument("--region", required=True)
    arguments.add_argument("--other", required=True, help="a region to compare with")
    arguments.add_argument("--cluster", required=True)
    asked = arguments.parse_args()
    region, other, cluster = (
        quote(it, safe="") for it in (asked.region, asked.other, asked.cluster)
    )
    views = {
        "country": "/",
        "region": f"/region/{region}",
        "cluster": f"/cluster/{cluster}",
        "compare": f"/compare?region={region}&region={other}",
        "track record": "/track-record",
        "data": "/sources",
    }
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with host.running(host.free_port(), Path(folder) / "log") as address:
            print(HEAD)
            for name, path in views.items():
                scripted = list(opened(browser, address + path, scripts=True))
                plain = list(opened(browser, address + path, scripts=False))
                requests, size, paint, drawn = map(statistics.median, zip(*scripted, strict=True))
                _, plain_size, plain_paint, _ = map(statistics.median, zip(*plain, strict=True))
                print(
                    f"{name:<14}{requests:>9.0f}{size / 1000:>8.0f}{paint / 1000:>10.2f}"
                    f"{drawn / 1000:>10.2f}   {plain_size / 1000:.0f}, {plain_paint / 1000:.2f}"
                )
            moves = sorted(slider(browser, f"{address}{views['region']}"))
            if moves:
                print(
                    f"a slider, from its move to the lists redrawn: median "
                    f"{statistics.median(moves):.0f} ms, p95 {moves[int(0.95 * len(moves))]:.0f} ms"
                )
        browser.close()


def opened(
    browser: Browser, url: str, scripts: bool
) -> Iterator[tuple[float, float, float, float]]:
    """Requests, bytes on the wire, milliseconds to the first paint and to the view drawn."""
    width, height = SIZES["desktop"]
    for _ in range(TIMES):
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripts
        )
        page = context.new_page()
        network, loaded = context.new_cdp_session(page), list[dict[str, float]]()
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda one, kept=loaded: kept.append(one))
        page.goto(url, wait_until="networkidle")
        if scripts:
            page.wait_for_selector("html[data-drawn]")
        sizes = [one["encodedDataLength"] for one in loaded]
        yield len(sizes), sum(sizes), page.evaluate(PAINT), page.evaluate(DRAWN)
        context.close()


def slider(browser: Browser, url: str) -> list[float]:
    """Milliseconds from each move of the first slider until the lists are drawn anew."""
    page: Any = browser.new_page()
    page.goto(url, wait_until="networkidle")
    return list(
        page.evaluate(
            """async (moves) => {
              const input = document.querySelector("input[type=range]"), taken = [];
              if (!input) return taken;
              for (let fold = input; fold; fold = fold.parentElement) fold.open = true;
              for (let i = 0; i < moves; i++) {
                const drawn = new Promise((done) =>
                  document.addEventListener("drawn", done, { once: true }));
                input.value = [1, 1.5, 2, 2.5, 3, 3.5, 4][i % 7] + (i % 2 ? .5 : 0);
                const start = performance.now();
                input.dispatchEvent(new Event("input", { bubbles: true }));
                await drawn;
                await new Promise((done) => requestAnimationFrame(done));
                taken.push(performance.now() - start);
              }
              return taken;
            }""",
            MOVES,
        )
    )


if __name__ == "__main__":
    main()
