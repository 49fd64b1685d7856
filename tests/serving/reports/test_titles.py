"""Titles are shortened at a word, in figures and on the page alike."""

import re
from pathlib import Path

import pytest

from serving.messages import message
from serving.reports.titles import brief, short_title

PAGE = Path(__file__).parents[3] / "serving" / "page" / "static" / "figures" / "frame.js"
LONG = "Soil working in agriculture or forestry; parts, details, or accessories of machines"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("Mining", 6, "Mining"),
        (LONG, 200, LONG),
        (LONG, 28, "Soil working in agriculture…"),
        (LONG, 42, "Soil working in agriculture or forestry…"),
        (LONG, 57, "Soil working in agriculture or forestry; parts, details…"),
        ("Elektrizitätsversorgung", 8, "Elektri…"),
        ("Health (public) care", 12, "Health…"),
    ],
)
def test_a_title_keeps_the_words_that_fit(text: str, width: int, expected: str) -> None:
    assert short_title(text, width) == expected
    assert len(expected) <= max(width, len(text) if len(text) <= width else width)


def test_the_page_cuts_the_same_marks_off() -> None:
    text = PAGE.read_text(encoding="utf-8")
    (marks,) = re.findall(r"letters\.join\(\"\"\)\.replace\(/\[(.+?)\]\+\$/", text)
    assert marks.replace("\\u2013", "–") == " ,;:.([–-"


def test_a_sentence_is_said_again_with_short_names() -> None:
    said = message("rival.ahead", rival=LONG, gap=0.12)
    assert brief(said) == (
        "the nearest rival is Soil working in agriculture or forestry; parts, details, or…, 0.12 "
        "behind in score"
    )
    near = message("reason.related", near=[(LONG, 0.5), ("Mining", 0.25)])
    assert LONG in near.text
    assert LONG not in brief(near)
    assert "Mining (0.25)" in brief(near)
    short = message("rival.ahead", rival="Mining", gap=0.12)
    assert brief(short) == short.text
