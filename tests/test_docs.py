"""The docs are current, and lead somewhere."""

import re
from pathlib import Path

import pytest

from docs import generate

ROOT = Path(__file__).parents[1]
TEXTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("name", generate.PAGES)
def test_what_is_generated_is_current(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == generate.PAGES[name](), "run python docs/generate.py"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_links_and_named_files_are_there(text: Path) -> None:
    content = text.read_text(encoding="utf-8")
    for link in LINK.findall(content):
        assert (text.parent / link).exists(), link
    for file in re.findall(r"`((?:features|training|serving|tests|docs)/[\w/.*]+)`", content):
        assert "*" in file or (ROOT / file).exists(), file
