"""The view of a region: what it asks, what the address holds, and its sums."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from tests.browser.conftest import Watched

Opened = Callable[..., Watched]
SLIDE = """(name) => new Promise((drawn) => {
  document.addEventListener("drawn", () => drawn(true), { once: true });
  const input = document.getElementById(`weight-${name}`);
  input.value = 4.5;
  input.dispatchEvent(new Event("input"));
})"""


def test_weights_live_in_the_address(opened: Opened) -> None:
    page = opened().open("/region/R2?preset=growth&level=95", ".ranked")
    page.evaluate(SLIDE, "risk")
    query = parse_qs(urlsplit(page.url).query)
    assert "preset" not in query
    assert "risk:4.5" in query["weights"][0].split(",")
    assert query["level"] == ["95"]
    first = page.locator(".ranked .name").all_inner_texts()
    found = urlsplit(page.url)
    other = opened()
    again = other.open(f"{found.path}?{found.query}")
    other.whole()
    assert again.locator(".ranked .name").all_inner_texts() == first
    assert again.locator("#weight-risk").input_value() == "4.5"
    assert again.locator("#level").input_value() == "95"


def test_a_phone_asks_for_little_and_folds_the_rest(opened: Opened) -> None:
    watched = opened("phone")
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page = watched.open("/region/R2", ".ranked")
    answers = [path for path in asked if not path.startswith(("/static", "/region"))]
    assert len(answers) <= 3
    assert page.locator("details.fold[open]").count() == 0
    page.locator("details.fold > summary").first.click()
    page.wait_for_selector("details.fold[open] table", state="attached")


def test_a_wide_screen_asks_for_what_is_near(opened: Opened) -> None:
    watched = opened()
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page = watched.open("/region/R2", ".ranked")
    first = set(asked)
    answers = {path.split("/")[1] for path in first if not path.startswith(("/static", "/region"))}
    assert answers <= {"options", "describe", "niches"}
    page.emulate_media(media="print")
    assert page.locator("section.unasked").last.is_hidden()
    page.emulate_media(media="screen")
    watched.whole()
    later = {path.split("/")[1] for path in set(asked) - first}
    assert {"growth", "audit", "space", "breakthroughs", "multipliers", "peers"} <= later


def test_pictures_mark_what_the_verdict_advises(opened: Opened, address: str) -> None:
    watched = opened()
    query = "preset=technology&floor=0.01"
    found = watched.page.request.get(f"{address}/options/R2?{query}").json()["regions"][0]
    niches = [one["name"] for one in found["niches"] if one["advice"]]
    clusters = [one["name"] for one in found["clusters"] if one["advice"]]
    watched.open(f"/region/R2?{query}", ".ranked")
    page = watched.whole()
    marked = "all => all.map((it) => it.getAttribute('aria-label').split('. ')[0])"
    diamonds = (
        page.locator("#scatter-kind")
        .locator("xpath=ancestor::section")
        .locator(".fig-dot:has(.fig-recommended)")
    )
    rings = (
        page.locator("#space-kind")
        .locator("xpath=ancestor::section")
        .locator(".fig-dot:has(.fig-ring)")
    )
    assert sorted(diamonds.evaluate_all(marked)) == sorted(niches)
    assert sorted(rings.evaluate_all(marked)) == sorted(niches)
    page.locator("#scatter-kind").select_option("clusters")
    diamonds.nth(len(clusters) - 1).wait_for()
    page.goto(f"{address}/embed/scatter?region=R2&{query}")
    page.wait_for_selector("html[data-drawn]")
    assert page.locator(".fig-dot:has(.fig-recommended)").count() == len(niches)


def test_documents_keep_the_weights_of_the_address(opened: Opened) -> None:
    page = opened().open("/region/R2?preset=growth&floor=0.2&level=95&language=en", ".ranked")
    for kind in ("report", "briefing"):
        found = page.locator(f"a[data-paper={kind}]").get_attribute("href")
        assert found == f"/{kind}/R2?preset=growth&floor=0.2&level=95&language=en"


def test_only_one_short_sentence_is_spoken(opened: Opened) -> None:
    page = opened().open("/region/R2", ".ranked")
    page.evaluate(SLIDE, "risk")
    page.wait_for_selector("#status:not(:empty)", state="attached")
    first = page.locator(".ranked .name bdi").first.inner_text()
    assert first in page.locator("#status").inner_text()
    assert page.locator("main [aria-live]").count() == 0


def test_the_sums_of_the_view(opened: Opened) -> None:
    page = opened().open("/region/R2", ".ranked")
    base = page.evaluate("document.documentElement.dataset.static")
    found = page.evaluate(
        """async (base) => {
          const { places, weighted, withFloor } = await import(`${base}region/asked.js`);
          const { cut, linked, roles } = await import(`${base}region/verdict.js`);
          const { stacked } = await import(`${base}figures/gauge.js`);
          const criterion = (name, weight) => ({ name, weight, known: true });
          return {
            places: places([criterion("a", .5), criterion("b", .25), criterion("c", 0)]),
            none: weighted({ level: ["95"] }, { a: 0 }),
            some: weighted({ preset: ["growth"], level: ["95"] }, { a: 2, b: 0 }),
            floor: withFloor({ floor: ["0.2"] }, 0.1),
            cut: cut("Back Oil (raw) and Oil.", ["Oil", "Oil (raw)"]),
            linked: linked(
              { text: "Data is close to Health design and Food",
                parameters: { name: "Data", near: [["Health design", .8], ["Food", .5]] } },
              new Map([["Health", ["cluster", "C6"]], ["Food", ["cluster", "C2"]]]), { query: {} },
            ).filter((piece) => piece.tagName === "A").map((lead) => lead.textContent),
            roles: roles(["back.one", "caution.first", "careful.one", "limits.record", "enter.one"]
              .map((key) => ({ key: `verdict.${key}` })))
              .map(([role, messages]) => [role, ...messages.map(({ key }) => key.slice(8))]),
            stacked: stacked({ a: .5, b: -.25, c: .25 }, ["a", "b", "c"])
              .map(({ from, width }) => [from, width]),
          };
        }""",
        base,
    )
    assert found == {
        "places": {"a": 2, "b": 1, "c": 0},
        "none": None,
        "some": {"level": ["95"], "weights": ["a:2"]},
        "floor": {},
        "cut": ["Back ", "Oil (raw)", " and ", "Oil", "."],
        "linked": ["Food"],
        "roles": [
            ["do", "back.one", "careful.one", "enter.one"],
            ["beware", "caution.first"],
            ["sure", "limits.record"],
        ],
        "stacked": [[0, 0.5], [-0.25, 0.25], [0.5, 0.25]],
    }
