"""The figures of the page: their arithmetic, their words, their keyboard, and their files."""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Watched


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of the service that has loaded its messages, for the modules of figures."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    opened = context.new_page()
    opened.goto(f"{address}/embed/calibration?language=en")
    opened.wait_for_selector("html[data-drawn]")
    yield opened
    context.close()


def run(page: Page, module: str, expression: str, given: Any = None) -> Any:
    """The value of an expression of `it`, a module of static, and of what is given."""
    script = f"""async (given) => {{
        const it = await import(document.documentElement.dataset.static + {json.dumps(module)});
        return {expression};
    }}"""
    return page.evaluate(script, given)


def fan(history: list[float | None], medians: list[float], **more: Any) -> dict[str, Any]:
    """A forecast from 2020 on, with an 80 % interval one wide on each side."""
    return {
        "cluster_code": "C",
        "cluster_name": "Cars",
        "region_name": "North",
        "last_value": history[-1],
        "history": [
            {"year": 2021 - len(history) + i, "period": None, "value": value}
            for i, value in enumerate(history)
        ],
        "points": [
            {
                "year": 2021 + i,
                "period": None,
                "median": median,
                "intervals": [{"level": 80, "lower": median - 1, "upper": median + 1}],
            }
            for i, median in enumerate(medians)
        ],
        "drivers": [],
        **more,
    }


def test_a_fan_begins_at_the_last_value_and_breaks_where_history_is_unknown(page: Page) -> None:
    drawn = run(page, "figures/fan.js", "it.fanOf(given)", fan([5, None, 7, 8], [9, 10]))
    assert [[past["at"] for past in piece] for piece in drawn["pieces"]] == [[2017], [2019, 2020]]
    assert [point["at"] for point in drawn["median"]] == [2020, 2021, 2022]
    (band,) = drawn["bands"]
    assert band["edges"][0] == {"at": 2020, "lower": 8, "upper": 8}
    assert band["edges"][2]["upper"] == 11


def test_quarters_and_months_are_parts_of_a_year(page: Page) -> None:
    of = "figures/fan.js"
    assert run(page, of, "it.moment({year: 2020, period: 2}, 4)") == 2020.25
    assert run(page, of, "it.lastMoment([{year: 2020, period: 1}], 4)") == {
        "year": 2019,
        "period": 4,
    }
    assert run(page, of, "it.when({year: 2020, period: 3}, 4)") == "Q3 2020"
    assert run(page, of, "it.when({year: 2020, period: 3}, 12)") == "2020-03"


def test_the_level_that_is_read_is_the_closest_that_the_forecast_has(page: Page) -> None:
    points = [{"intervals": [{"level": level} for level in (50, 80)]}]
    assert run(page, "figures/fan.js", "it.levelOf(given, 95)", points) == 80
    assert run(page, "figures/fan.js", "it.levelOf([{intervals: []}], 95)") is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [([2, 9], [0, 10]), ([100, 101], [99, 102]), ([-3, 4], [-4, 5])],
)
def test_a_fan_reaches_down_to_zero_only_where_it_is_near(
    page: Page, values: list[float], expected: list[float]
) -> None:
    given = fan([values[0]], values)
    assert run(page, "figures/fan.js", "it.reach(it.fanOf(given))", given) == expected


def driver(name: str, growth: float | None, contribution: float = 0.0) -> dict[str, Any]:
    return {"driver": name, "phrase": name, "growth": growth, "contribution": contribution}


def test_drivers_add_up_to_growth_and_small_ones_are_one_bar(page: Page) -> None:
    parts = [("nation", 2.0), ("sector", -0.5), ("a", 0.004), ("b", 0.003)]
    given = fan([8], [9], drivers=[driver(*part) for part in parts])
    bars = run(page, "figures/waterfall.js", "it.steps(given)", given)
    assert [bar["kind"] for bar in bars] == ["part", "part", "part", "end"]
    assert [bar["from"] for bar in bars[:3]] == [0, 2.0, 1.5]
    assert bars[2]["phrase"] is None
    assert bars[-1]["to"] == pytest.approx(1.507)


def test_drivers_of_values_lead_from_the_last_value_to_the_forecast(page: Page) -> None:
    given = fan([8], [9], drivers=[driver("a", None, 3.0), driver("b", 1.0, -2.0)])
    assert run(page, "figures/waterfall.js", "it.isRate(given)", given) is False
    bars = run(page, "figures/waterfall.js", "it.steps(given)", given)
    assert [(bar["from"], bar["to"]) for bar in bars] == [(0, 8), (8, 11), (11, 9), (0, 9)]


def flow(seller: str, buyer: str, size: float) -> dict[str, Any]:
    return {
        "from_cluster_code": seller,
        "from_cluster_name": f"Name of {seller}",
        "to_cluster_code": buyer,
        "to_cluster_name": f"Name of {buyer}",
        "flow": size,
        "sales_share": size / 100,
        "input_share": size / 50,
    }


def test_a_chain_has_suppliers_and_buyers_and_sums_the_smallest(page: Page) -> None:
    flows = [flow("A", "X", 5), flow("X", "B", 9), flow("C", "X", 7), flow("A", "B", 1)]
    chain = run(page, "figures/chain.js", "it.chainOf(given, 'X')", flows)
    assert [(one["code"], one["share"]) for one in chain["suppliers"]] == [("C", 0.14), ("A", 0.1)]
    assert [(one["code"], one["share"]) for one in chain["buyers"]] == [("B", 0.09)]
    assert run(page, "figures/chain.js", "it.chainOf(given, 'Z')", flows) is None
    many = [{"code": str(n), "name": "", "flow": 10 - n, "share": 0.1} for n in range(10)]
    kept = run(page, "figures/chain.js", "it.largest(given, 4)", many)
    assert [one["code"] for one in kept] == ["0", "1", "2", None]
    assert (kept[-1]["n"], kept[-1]["flow"]) == (7, sum(range(1, 8)))


def test_flows_do_not_overlap_at_either_end(page: Page) -> None:
    flows = [{"flow": size} for size in (100, 1, 1, 50)]
    rows = run(page, "figures/chain.js", "it.stacked(given, 0.5)", flows)
    for above, below in pairwise(rows):
        assert above["y"] + above["thick"] <= below["y"]
        assert above["inner"] + above["thick"] == below["inner"]


def test_labels_cover_neither_each_other_nor_dots_and_stay_inside(page: Page) -> None:
    labels: list[dict[str, Any]] = [
        {"x": 50 + 3 * n, "y": 50, "r": 5, "text": "A long label"} for n in range(12)
    ]
    bounds = {"x0": 0, "y0": 0, "x1": 300, "y1": 100}
    script = "it.placed(given.labels, given.bounds, given.labels)"
    places = run(page, "figures/frame.js", script, {"labels": labels, "bounds": bounds})
    width = run(page, "figures/frame.js", "it.textWidth('A long label')")
    boxes = []
    for place in filter(None, places):
        left = place["x"] - {"start": 0, "middle": width / 2, "end": width}[place["anchor"]]
        boxes.append((left, left + width, place["y"] - 9.6, place["y"] + 3))
    assert 0 < len(boxes) < len(labels)
    boxes += [(dot["x"] - 5, dot["x"] + 5, 45, 55) for dot in labels[:1]]
    for i, a in enumerate(boxes):
        assert a[0] >= 0
        assert a[1] <= 300
        assert all(
            a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2] for b in boxes[i + 1 :]
        )


def test_a_text_in_lines_loses_nothing_but_what_it_marks(page: Page) -> None:
    words = "one two three four five six"
    lines = run(page, "figures/frame.js", "it.wrapped(given, 60, 9)", words)
    assert " ".join(lines) == words
    cut = run(page, "figures/frame.js", "it.wrapped(given, 60, 2)", words)
    assert len(cut) == 2
    assert cut[-1].endswith("…")
    long = run(page, "figures/frame.js", "it.wrapped(given, 60, 2)", "x" * 300)
    assert len(long) == 1
    assert len(long[0]) < 20


def test_arrow_keys_go_to_the_nearest_dot_in_their_direction(page: Page) -> None:
    dots = [{"x": 0, "y": 0}, {"x": 10, "y": 1}, {"x": 5, "y": 20}, {"x": -4, "y": 0}]
    keys = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]
    script = "given.keys.map((key) => it.nearest(given.dots, 0, key))"
    assert run(page, "figures/frame.js", script, {"dots": dots, "keys": keys}) == [
        1,
        3,
        2,
        -1,
    ]


def test_shares_of_few_calls_have_wide_intervals(page: Page) -> None:
    low, high = run(page, "figures/calibration.js", "it.wilson(.5, 10)")
    assert (low, high) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert run(page, "figures/calibration.js", "it.wilson(0, 20)")[0] == 0
    bins = [{"predicted": 0.2, "observed": 0.1, "n": 50}, {"stated": 0.1, "came_true": 0, "n": 0}]
    (found,) = run(page, "figures/calibration.js", "it.binsOf(given)", bins)
    assert (found["stated"], found["came_true"]) == (0.2, 0.1)
    assert run(page, "figures/calibration.js", "it.greatest(given)", [found]) == 0.2


def test_gauges_stay_on_their_bar(page: Page) -> None:
    given = {"value": 2, "low": -1, "high": None, "mark": 0.5}
    found = run(page, "figures/gauge.js", "it.positions(given, {from: 0, to: 1})", given)
    assert found == {"value": 136, "low": 4, "high": None, "mark": 70}


def test_ranks_begin_at_one_and_equal_values_have_a_scale(page: Page) -> None:
    rows = [{"value": 2, "low": 2, "high": 6, "mark": None}]
    assert run(page, "figures/ranks.js", "it.scaleEnds(given)", rows) == [1, 6]
    same = [{"value": 3}]
    assert run(page, "figures/ranks.js", "it.scaleEnds(given, {format: 'number'})", same) == [3, 4]


NAMES = ["<script>alert(1)</script>", "x" * 300, '$$ & "quotes"', "Машиностроение", "صناعة"]
DRAWN = """async ({names, width}) => {
    const root = document.documentElement.dataset.static;
    const [scatter, ranks, space] = await Promise.all(
        ["scatter", "ranks", "space"].map((name) => import(`${root}figures/${name}.js`)));
    const state = {view: "region", code: "R", query: {language: ["en"]}};
    const points = names.map((name, i) => ({code: `C/${i}`, name, x: i, y: i / 9, low: 0, high: 1,
        recommended: i % 2 === 0, kind: "technology"}));
    const nodes = names.map((name, i) => ({activity_code: `C/${i}`, activity_name: name,
        x: Math.cos(i), y: Math.sin(i), count: i, group: ""}));
    const rows = names.map((name, i) => ({code: `C/${i}`, name, value: i + 1, low: 1, high: 5,
        kind: "cluster"}));
    const axes = {x: {label: "Complexity"}, y: {label: "Chance", format: "percent"}};
    const codes = {present: ["C/1"], recommended: ["C/0"], risk: ["C/1"]};
    const made = [
        scatter.draw({points, ...axes}, {state}),
        ranks.draw(rows, {state, label: "Rank"}),
        space.draw({activity: "technology", nodes, links: []}, {state, ...codes})];
    const main = document.getElementById("content");
    main.style.width = `${width}px`;
    main.style.padding = 0;
    main.replaceChildren(...made);
}"""
MEASURED = """() => [...document.querySelectorAll("svg.figure")].map((figure) => {
    const box = figure.getBoundingClientRect(), of = (text) => text.getBoundingClientRect();
    const texts = [...figure.querySelectorAll("text")].filter((text) => of(text).width);
    const size = (text) => text.getScreenCTM().a * parseFloat(getComputedStyle(text).fontSize);
    const isOut = (text) => of(text).right > box.right + 2 || of(text).left < box.left - 2;
    return {
        font: Math.min(...texts.map(size)),
        out: texts.filter(isOut).map((text) => text.textContent),
        stops: figure.querySelectorAll("[tabindex='0']").length,
        links: [...figure.querySelectorAll("a")].map((link) => link.getAttribute("href")),
        label: figure.getAttribute("aria-label"),
    };
})"""
DOWNLOAD = """async (format) => {
    const root = document.documentElement.dataset.static;
    const {download} = await import(root + "takeaway.js");
    await download(document.querySelector("svg.figure"), {name: "scatter-R/1",
        title: "Chances & <b>complexity</b>", sources: ["model version 3, data to 2020"]}, format);
}"""
PARSED = """(content) => {
    const parsed = new DOMParser().parseFromString(content, "image/svg+xml");
    return {
        fault: parsed.querySelector("parsererror")?.textContent ?? null,
        texts: [...parsed.querySelectorAll("text")].map((text) => text.textContent).join(" "),
        ground: parsed.querySelector("rect").getAttribute("fill"),
    };
}"""


@pytest.mark.parametrize("width", [257, 700])
def test_letters_can_be_read_at_any_width_and_awkward_names_stay_inside(
    page: Page, width: int
) -> None:
    page.evaluate(DRAWN, {"names": NAMES, "width": width})
    page.wait_for_timeout(120)
    figures = page.evaluate(MEASURED)
    assert len(figures) == 3
    for found in figures:
        assert found["font"] >= 11
        assert found["out"] == []
        assert found["stops"] == 1
        assert found["label"]
        assert (
            "/technology/C%2F0?language=en" in found["links"]
            or "/cluster/C%2F0?language=en" in (found["links"])
        )


def test_a_dot_says_what_it_is_when_it_is_reached_by_keys(page: Page) -> None:
    page.evaluate(DRAWN, {"names": ["Alpha", "Beta", "Gamma"], "width": 700})
    page.wait_for_timeout(120)
    page.focus("svg.figure:nth-of-type(1) .fig-dot[tabindex='0']")
    first = page.locator("svg.figure:nth-of-type(1) .fig-reading").text_content()
    page.keyboard.press("End")
    last = page.locator("svg.figure:nth-of-type(1) .fig-reading").text_content()
    assert first
    assert last
    assert first != last
    assert page.locator("svg.figure:nth-of-type(1) .fig-reading").get_attribute("visibility") == (
        "visible"
    )


@pytest.mark.parametrize("format_name", ["svg", "png"])
def test_a_picture_is_a_file_that_stands_alone(
    page: Page, tmp_path: Path, format_name: str
) -> None:
    page.emulate_media(color_scheme="dark")
    page.evaluate(DRAWN, {"names": NAMES, "width": 300})
    with page.expect_download() as waited:
        page.evaluate(DOWNLOAD, format_name)
    assert waited.value.suggested_filename == (
        f"smartspec-scatter-r-1-chances-b-complexity-b.{format_name}"
    )
    file = tmp_path / "picture"
    waited.value.save_as(file)
    if format_name == "png":
        content = file.read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(content[16:20], "big") == 2 * 760
        return
    plain = file.read_text(encoding="utf-8")
    found = page.evaluate(PARSED, plain)
    assert found["fault"] is None
    for part in (
        "Chances & <b>complexity</b>",
        "model version 3, data to 2020",
        "/embed/",
        "Complexity",
    ):
        assert part in found["texts"]
    assert found["ground"] == "#ffffff"
    assert "var(" not in plain
    assert 'class="' not in plain
    # Ink of the light colours, although the page is dark.
    assert "rgb(30, 42, 46)" in plain
    page.emulate_media(color_scheme="light")


def test_the_code_to_embed_cannot_leave_its_attributes(page: Page) -> None:
    code = run(
        page,
        "pictures.js",
        "it.frameCode('fan?region=\"><script>&cluster=C', 'A \"title\" <b>', 'http://host')",
    )
    assert code.startswith("<iframe ")
    assert code.count('"') == 2 * code.count('="')
    assert "<script>" not in code
    assert "&amp;cluster" in code


@pytest.mark.parametrize(
    "picture",
    ["fan", "waterfall", "scatter", "space", "ranks", "chain"],
)
def test_every_picture_has_a_page_of_its_own(
    opened: Callable[..., Watched], address: str, picture: str
) -> None:
    watched = opened("phone")
    page = watched.page
    regions = page.request.get(f"{address}/regions").json()["regions"]
    code = next(one["region_code"] for one in regions if one["growth"] and one["niches"])
    forecasts = page.request.get(f"{address}/growth/{code}?levels=80").json()["forecasts"]
    cluster = next((one["cluster_code"] for one in forecasts if one["drivers"]), None)
    if picture == "waterfall" and cluster is None:
        pytest.skip("these champions have no drivers")
    of_cluster: dict[str, dict[str, Any]] = {
        "waterfall": {"cluster": cluster},
        "chain": {"cluster": "C1"},
    }
    query: dict[str, Any] = {"region": code, **of_cluster.get(picture, {})}
    parameters = "&".join(f"{name}={value}" for name, value in query.items())
    page.goto(f"{address}/embed/{picture}?{parameters}&language=ru")
    page.wait_for_selector("html[data-drawn]")
    assert page.locator("svg.figure").count() == 1, page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert "smartspec" in page.inner_text("#source")


def test_a_picture_that_is_not_there_says_which_are(
    opened: Callable[..., Watched], address: str, ministry: str
) -> None:
    page = opened().page
    answer = page.goto(f"{address}/embed/nothing?language=en")
    assert answer is not None
    assert answer.status == 404
    policy = answer.headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {ministry}")
    assert "waterfall" in page.inner_text("main")
    page.goto(f"{address}/embed/fan?language=en")
    page.wait_for_selector("html[data-drawn]")
    assert "region" in page.inner_text("[role=alert]")
