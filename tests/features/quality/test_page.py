"""The page stands alone, shows every finding, and shows names as text."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from features.package import Package
from features.package.describe import describe
from features.quality import CHECKS, quality
from features.quality.findings import some, times, years_in_words
from features.quality.page import as_json, page, summary
from tests.features.quality.country import changed, country, scaled, without


@pytest.fixture(scope="module")
def flawed() -> Package:
    """A country with a break, and years without values."""
    broken = changed(country(), scaled(0.5, "region_code == 'R05' and year >= 2008"))
    named = changed(
        broken,
        lambda rows: rows.assign(
            region_name=rows["region_name"].replace("region R05", "<script>alert('R5')</script>")
        ),
        "regions",
    )
    return replace(changed(named, without("year == 2004")), title="<b>Land & Sea</b>")


def rendered(package: Package) -> str:
    return page(describe(package), quality(package))


class Tags(HTMLParser):
    """The tags of a page, and those that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.names.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else(flawed: Package) -> None:
    text = rendered(flawed)
    tags = Tags(text)
    assert tags.open == []
    assert not {"script", "link", "img", "iframe"} & set(tags.names)
    assert not re.search(r"(?:src|href)=|url\(|@import|https?:", text)


def test_findings_and_names_are_text(flawed: Package) -> None:
    text = rendered(flawed)
    assert "<h1>Data quality: &lt;b&gt;Land &amp; Sea&lt;/b&gt;</h1>" in text
    assert "R05 (&lt;script&gt;alert(&#39;R5&#39;)&lt;/script&gt;) breaks in 2008" in text
    assert "2 warnings." in text
    for check in CHECKS:
        assert f">{check.title}<" in text


def test_coverage_is_a_strip_and_a_table(flawed: Package) -> None:
    text = rendered(flawed)
    assert text.count('title="20') == 16
    assert '<i style="--share:0.000" title="2004: 0 of 120 series"></i>' in text
    assert text.count('<td class="n">120</td>') == 2 * 15 + 1


def test_a_package_without_values_by_year() -> None:
    base = country()
    tables = {name: base.tables[name] for name in ("regions", "clusters", "indicators")}
    text = rendered(replace(base, tables=tables))
    assert "No check found anything." in text
    assert "The package has no table of values by year." in text


def test_json_holds_findings_and_coverage(flawed: Package) -> None:
    answer = json.loads(as_json(describe(flawed), quality(flawed)))
    assert answer["counts"] == {"serious": 0, "warning": 2, "note": 0}
    assert {it["kind"] for it in answer["findings"]} == {"coverage", "level"}
    assert answer["coverage"][4] == {
        "table": "cluster_indicators", "indicator": "value_added", "year": 2004, "known": 0,
        "series": 120, "share": 0.0,
    }  # fmt: skip


def test_words() -> None:
    assert summary(quality(country())) == "No check found anything."
    assert [some([]), some(["a"]), some(["a", "b"]), some(list("abcde"))] == [
        "", "a", "a and b", "a, b, c and 2 more",
    ]  # fmt: skip
    assert years_in_words([1999, 2001, 2002, 2003]) == "1999 and 2001 to 2003"
    assert [times(2.5), times(0.4)] == ["2.5 times", "40 % of"]
