"""Sentences from below serving: every one has a template, so that no language lacks it."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from features.errors import MissingTableError
from serving.languages.english import MESSAGES
from serving.languages.language import speaking
from serving.languages.recognition import recognised
from training.niches import reasons

ROOT = Path(__file__).parents[3]
ANSWERING = (
    *("features/links", "training/growth/live", "training/choice/context.py"),
    *("training/choice/ranking.py", "training/choice/simulate.py", "training/choice/options.py"),
)
"""Rooms below serving that raise errors while a question is answered or a champion made ready."""
WARNING = ROOT / "training" / "growth" / "live" / "forecasting.py"
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def files() -> Iterator[Path]:
    for name in ANSWERING:
        yield from [ROOT / name] if name.endswith(".py") else sorted((ROOT / name).glob("*.py"))


def text_of(node: ast.expr) -> str | None:
    """A text as it would be, with 7 for each value; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join("7" if text_of(part) is None else str(text_of(part)) for part in node.values)
    if isinstance(node, ast.BinOp):
        parts = text_of(node.left), text_of(node.right)
        return "".join("7" if part is None else part for part in parts)
    return None


def raised(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InputError":
            text = text_of(node.args[0])
            if text is not None:
                yield text


@pytest.mark.parametrize("text", sorted({text for file in files() for text in raised(file)}))
def test_every_error_of_an_answer_is_recognised(text: str) -> None:
    # What stands for a part of a sentence that is one of several.
    text = text.replace("its series 7", "its series are all discontinued")
    with speaking("ru"):
        said = recognised(text, "problem.data.")
    assert CYRILLIC.search(said), text


def test_every_warning_of_a_live_forecast_is_recognised() -> None:
    tree = ast.parse(WARNING.read_text(encoding="utf-8"))
    texts = [
        str(text_of(node))
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and function.name in {"_warnings", "_unknown", "_warnings_of_time"}
        for node in ast.walk(function)
        if isinstance(node, ast.JoinedStr)
    ]
    texts = [text for text in texts if " " in text]
    assert len(texts) >= 9
    for text in texts:
        # What stands for a word that is one of several, or for a number with its noun.
        text = re.sub(r"^7 for the model", "too few points for the model", text)
        text = re.sub(r"^7 7 is 7:", "cluster 7 is new:", text)
        text = text.replace("short history: 7", "short history: 7 points")
        with speaking("ru"):
            assert CYRILLIC.search(recognised(text, "live.")), text


def causes() -> Iterator[str]:
    yield from reasons.STRENGTH.values()
    yield from reasons.IN_WORDS.values()
    panel = (ROOT / "features" / "niches" / "panel.py").read_text(encoding="utf-8")
    groups = panel.split("groups = {")[1].split("}")[0]
    yield from set(re.findall(r'"([^"]+)":', groups)) - {"own strength", *reasons.IN_WORDS}


def test_every_reason_of_a_call_is_recognised_with_its_figures() -> None:
    found = [
        reasons._moved(cause, shift, call, True)
        for cause, shift, call in product(causes(), (0.3, -0.3, 3.0, -3.0), ("entry", "exit"))
        if cause not in reasons.STRENGTH.values()
    ]
    found += [
        reasons._moved("own strength", shift, call, strong)
        for shift, call, strong in product((0.3, -0.3), ("entry", "exit"), (True, False))
    ]
    with speaking("ru"):
        for text in found:
            said = recognised(text, "niche.reason.")
            assert not re.search("[A-Za-z]", said), (text, said)
        near = (
            "close to A01 Food, feed and (0.5) drink (proximity 0.69) and B60 Cars (0.67), present "
        )
        said = recognised(f"{near}specialisations", "niche.reason.")
    assert "A01 Food, feed and (0.5) drink" in said
    assert "B60 Cars" in said
    assert re.search(r"0[.,]69.*0[.,]67", said)


def test_what_a_table_is_needed_for_is_said_too() -> None:
    with speaking("ru"):
        said = recognised(str(MissingTableError("demo", "patents", "the audit")), "problem.data.")
    assert "«аудит»" in said
    assert "patents.parquet" in said


def test_a_sentence_without_a_template_stays_as_it_is() -> None:
    with speaking("ru"):
        assert recognised("quite another thing", "problem.data.", "live.") == "quite another thing"
        assert recognised("", "live.") == ""
    assert recognised("all series", "live.source.") == "all series"


def test_no_template_can_take_the_place_of_one_with_more_words() -> None:
    """Filled with 7s, each template is recognised as itself."""
    for beginning in ("niche.reason.", "niche.cause.", "live.", "multiplier.", "problem.data."):
        for key, source in MESSAGES.items():
            if not key.startswith(beginning):
                continue
            form = source if isinstance(source, str) else source[1]
            text = re.sub(r"\{\w+:years\}", "7 years", form)
            text = re.sub(r"\{[^}]*\}", "7", text)
            with speaking("ru"):
                assert CYRILLIC.search(recognised(text, beginning)), key
