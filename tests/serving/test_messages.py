"""The catalogue of messages: every key that the code uses, with the parameters of its template."""

import ast
from pathlib import Path

import pytest

from serving import messages
from serving.languages.english import MESSAGES as ENGLISH
from serving.languages.english import words
from serving.messages import LANGUAGES, Language, message, parameters_of
from training.choice.criteria import CRITERIA
from training.choice.evidence import SUSTAINABILITY

SERVING = Path(__file__).parents[2] / "serving"


def calls() -> list[tuple[str, set[str]]]:
    """Key and names of the parameters of each call of message(...) in serving."""
    found = []
    for file in SERVING.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message":
                given = {str(one.arg) for one in node.keywords}
                found += [(key, given) for key in keys(node.args[0], f"{file}:{node.lineno}")]
    return found


def keys(written: ast.expr, place: str) -> list[str]:
    """A key that is written out, or those of ``one if condition else other``."""
    if isinstance(written, ast.IfExp):
        return [*keys(written.body, place), *keys(written.orelse, place)]
    assert isinstance(written, ast.Constant), f"{place}: write the key out"
    return [str(written.value)]


def test_every_key_has_a_template_and_every_template_its_parameters() -> None:
    used = calls()
    for key, given in used:
        assert key in ENGLISH
        assert given == parameters_of(key), key
    assert {key for key, _ in used} == set(ENGLISH), "templates that nothing uses"


def test_parameters_are_formatted(monkeypatch: pytest.MonkeyPatch) -> None:
    template = "{names:list}: {chance:percent}, {growth:signed} a year, {n:count}, {x:decimal}, {y}"
    monkeypatch.setitem(ENGLISH, "a.key", template)
    given = {
        "names": ["A", "B", "C"],
        "chance": 0.004,
        "growth": -1.25,
        "n": 1234,
        "x": 2,
        "y": "z",
    }
    found = message("a.key", **given)
    assert found.text == "A, B and C: < 1 %, −1.2 % a year, 1,234, 2.00, z"
    assert (found.key, found.parameters) == ("a.key", given)


def test_a_list_of_one_and_of_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGLISH, "a.key", "{names:list}")
    assert message("a.key", names=["A"]).text == "A"
    assert message("a.key", names=[]).text == "none"


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.44, "grew 0.4 % a year faster than others"),
        (-1.0, "grew 1.0 % a year more slowly than others"),
        (-0.04, "grew about as fast as others"),
    ],
)
def test_a_difference_of_growth_is_in_words(
    rate: float, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENGLISH, "a.key", "grew {rate:faster} others")
    assert message("a.key", rate=rate).text == words


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["A", "B"], "A and B"),
        (["A and B", "C"], "A and B, and C"),
        (["A", "B and C", "D"], "A, B and C, and D"),
        (["A, B and C", "D"], "A, B and C; and D"),
        (["A, B", "C", "D"], "A, B; C; and D"),
    ],
)
def test_names_of_several_words_are_told_apart(names: list[str], text: str) -> None:
    assert words.listed(names) == text


def test_shares_of_a_hundred_are_not_rounded_to_none_or_all() -> None:
    assert list(map(words.hundredth, (0.0, 0.004, 0.824, 0.996, 1.0))) == [
        "0",
        "fewer than 1",
        "82",
        "more than 99",
        "100",
    ]


def test_growth_below_zero_is_shrinking() -> None:
    assert words.grow(4.12) == "grow 4.1 % a year"
    assert words.grow(-1.25) == "shrink 1.2 % a year"


def test_every_criterion_has_words() -> None:
    assert set(words.CRITERIA) == set(CRITERIA) | set(SUSTAINABILITY)


def test_every_language_says_every_message(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in LANGUAGES.values():
        assert set(language.templates) == set(ENGLISH)
    shouting = Language({"a.key": "{x:loud}!"}, {"loud": str.upper})
    monkeypatch.setattr(messages, "LANGUAGES", {**LANGUAGES, "xx": shouting})
    assert messages.text("a.key", {"x": "b"}, "xx") == "B!"
    with pytest.raises(KeyError):
        messages.text("niches.none", {}, "yy")


def test_a_missing_parameter_is_an_error() -> None:
    with pytest.raises(KeyError):
        message("niches.first", n=3)


def test_one_year_and_one_niche_are_singular() -> None:
    one = {"horizon": 1, "entered": 1, "of": 1, "rate": 1.0, "base_rate": 0.1, "origins": [2005]}
    assert messages.text("hindsight.niches.single", one).startswith(
        "of 1 niche that these weights would have recommended in 2005, 1 was entered within 1 year:"
    )
