"""The catalogue of messages: every key that the code uses, with the parameters of its template."""

import ast
from pathlib import Path

import pytest

from serving.english.templates import ENGLISH
from serving.messages import message, parameters_of

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


def test_a_missing_parameter_is_an_error() -> None:
    with pytest.raises(KeyError):
        message("niches.first", n=3)
