"""The messages that the code says: every key is in the catalogue, with its parameters."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from serving.choice.contracts import Verdict
from serving.languages.english import MESSAGES as ENGLISH
from serving.languages.english import PAGE
from serving.languages.language import CODES, language, parsed, speaking
from serving.messages import VERDICT_PARTS, message, parameters_of, verdict_headings

SERVING = Path(__file__).parents[2] / "serving"
SAYING = {"message", "say", "say_or"}


def calls() -> Iterator[tuple[str, set[str], str]]:
    """Key, names of the parameters and place of each call in serving that writes its key out."""
    for file in SERVING.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in SAYING:
                given = {str(one.arg) for one in node.keywords}
                for key in keys(node.args[0]):
                    yield key, given, f"{name} in {file}:{node.lineno}"


def keys(written: ast.expr) -> list[str]:
    """A key that is written out, or those of ``one if condition else other``."""
    if isinstance(written, ast.IfExp):
        return [*keys(written.body), *keys(written.orelse)]
    return [str(written.value)] if isinstance(written, ast.Constant) else []


def test_every_key_in_python_has_a_template_with_its_parameters() -> None:
    for key, given, place in calls():
        assert key in ENGLISH, f"{place}: {key}"
        missing = parameters_of(key) - given
        assert not missing or "None" in given, f"{place}: {key} needs {missing}"
        if place.startswith("message "):
            assert "None" in given or given == parameters_of(key), f"{place}: {key}"


def test_every_key_in_the_page_has_a_template() -> None:
    for file in (SERVING / "page").rglob("*.js"):
        if "vendor" not in file.parts:
            text = file.read_text(encoding="utf-8")
            for key in re.findall(r"\bsay\(\"([\w.]+)\"", text):
                assert key in ENGLISH, f"{file.name}: {key}"


def test_the_page_knows_the_formats_of_its_messages() -> None:
    """In every language; what language.js has no function for is a noun of the page."""
    text = (SERVING / "page" / "static" / "language.js").read_text(encoding="utf-8")
    known = set(re.findall(r"^  (\w+)[:,]", text.split("const FORMATS = {")[1], re.MULTILINE))
    for code in CODES:
        for key in PAGE:
            for form in language(code).templates[key]:
                for _, name, spec in parsed(form):
                    is_said = name is None or spec in known or f"noun.{spec}" in PAGE
                    assert is_said or spec == "", f"{code}: {key} has the format {spec}"


def test_a_message_is_its_key_its_parameters_and_its_text() -> None:
    given = {"criterion": "growth", "rank": 4}
    found = message("decisive", **given)
    assert (found.key, found.parameters) == ("decisive", given)
    assert found.text == "without the criterion growth it would rank 4"
    with speaking("ru"):
        assert message("decisive", **given).text == "без критерия «рост» вариант занял бы 4-е место"


def test_a_missing_parameter_and_an_unknown_key_are_errors() -> None:
    with pytest.raises(KeyError):
        message("niches.first", n=3)
    with pytest.raises(KeyError):
        message("niches.last")


def test_one_year_and_one_niche_are_singular() -> None:
    text = message(
        "hindsight.niches.single",
        horizon=1,
        entered=1,
        of=1,
        rate=1.0,
        base_rate=0.1,
        origins=[2005],
    ).text
    assert text.startswith(
        "of 1 niche that these weights would have recommended in 2005, 1 was entered within 1 year:"
    )


def test_a_verdict_has_a_heading_for_each_part() -> None:
    assert {"summary", "why", *VERDICT_PARTS} == set(Verdict.model_fields)
    with speaking("ru"):
        assert verdict_headings()["watch"] == "За чем следить"
