"""Addresses of views: the same in Python and in the browser, and links that keep what is asked."""

import json
import re

from serving.page.addresses import KEPT, VIEWS, Asked
from serving.page.static_files import FOLDER
from serving.page.unknown import _instead

SCRIPT = (FOLDER / "address.js").read_text()


def test_the_browser_has_the_same_views_and_keeps_the_same_names() -> None:
    views = re.search(r"VIEWS = \{(.*?)\}", SCRIPT.replace("{code}", "(code)"), re.DOTALL)
    kept = re.search(r"KEPT = (\[.*?\])", SCRIPT)
    assert views is not None
    assert kept is not None
    pairs = re.findall(r'(\w+): "(.*?)"', views[1])
    assert {name: path.replace("(code)", "{code}") for name, path in pairs} == VIEWS
    assert tuple(json.loads(kept[1])) == KEPT


def test_links_keep_what_is_asked_of_every_view() -> None:
    asked = Asked("region", "R/1", "ru", {"language": ["ru"], "level": ["95"], "sort": ["size"]})
    assert asked.link("cluster", "C 1") == "/cluster/C%201?level=95&language=ru"
    assert asked.address("/report/{code}", "R/1", format="pdf").startswith("/report/R%2F1?level=95")


def test_a_nearest_region_takes_the_place_of_the_unknown_one() -> None:
    asked = Asked("compare", "", "en", {"region": ["", "R1", "R1", "R9"]})
    errors = [{"field": "region_codes[1]", "nearest": ["R2"]}]
    assert _instead(asked, errors, "R2") == "/compare?region=R1&region=R2"
