"""Every language says every message, with the parameters, formats and plurals of its source."""

import re
from pathlib import Path
from typing import Any

import pytest

from serving.languages import catalogues
from serving.languages.english import MESSAGES
from serving.languages.formats import FORMATS
from serving.languages.language import CODES, Language, language, parsed
from training.choice.criteria import CRITERIA
from training.choice.evidence import SUSTAINABILITY
from training.choice.presets import PRESETS

OTHERS = [code for code in CODES if code != "en"]


def names(form: str) -> set[str]:
    return {name for _, name, _ in parsed(form) if name is not None}


def formats(form: str) -> set[str]:
    return {spec for _, name, spec in parsed(form) if name is not None}


def forms_of(code: str, key: str) -> tuple[str, ...]:
    return language(code).templates[key]


@pytest.mark.parametrize("file", catalogues.files(), ids=lambda file: str(file.stem))
def test_a_catalogue_is_whole_and_as_docs_generate_writes_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert catalogues.updated(file) == text, "run python docs/generate.py"
    assert "fuzzy" not in text, "an English message has changed: look at its translation"
    blocks = text.split("\n\n")[1:]
    empty = [it for it in blocks if re.search(r'msgstr(\[\d\])? ""$', it, re.MULTILINE)]
    assert not empty, "messages without a translation"


@pytest.mark.parametrize("code", CODES)
def test_templates_have_the_parameters_and_formats_of_their_source(code: str) -> None:
    nouns = {key.removeprefix("noun.") for key in MESSAGES if key.startswith("noun.")}
    for key, source in MESSAGES.items():
        given = names(source if isinstance(source, str) else source[1])
        for form in forms_of(code, key):
            assert names(form) <= given, f"{code}: {key} has no {names(form) - given}"
            assert formats(form) <= {*FORMATS, *nouns}, f"{code}: {key}: {formats(form)}"
            is_short = key.endswith(".one") or not isinstance(source, str)
            assert is_short or names(form) == given, f"{code}: {key} leaves out a parameter"


@pytest.mark.parametrize("code", OTHERS)
def test_plurals_are_complete(code: str) -> None:
    spoken = language(code)
    n_forms = 1 + max(spoken.place(n) for n in range(1000))
    for key, source in MESSAGES.items():
        assert len(forms_of(code, key)) == (1 if isinstance(source, str) else n_forms), key


def test_russian_has_no_english_words() -> None:
    """Outside names, letters of another alphabet are those of abbreviations."""
    allowed = {"smartspec", "sha", "PCI", "ECI", "HTTP", "API", "CSV", "XLSX", "SVG", "PNG", "PDF"}
    allowed |= {"JavaScript", "short", "OWA", "MLflow"}
    for key, forms in language("ru").templates.items():
        for form in forms:
            text = "".join(literal for literal, _, _ in parsed(form))
            if key.startswith(TERMS):
                assert not set(re.findall(r"[A-Za-z]{2,}", text)) - allowed, (key, text)


TERMS = (
    "verdict.", "hindsight.", "reason.", "rival.", "niches.", "decisive", "criterion.", "preset.",
    "noun.", "word.", "doubts.", "futures.", "growth.", "heading.", "judgement.", "price.",
)  # fmt: skip


def test_every_criterion_and_preset_has_its_words() -> None:
    for name in (*CRITERIA, *SUSTAINABILITY):
        assert {f"criterion.{name}", f"criterion.{name}.praise"} <= set(MESSAGES)
    for name, criterion in CRITERIA.items():
        assert MESSAGES[f"criterion.{name}.meaning"] == criterion.meaning
    for preset, about in PRESETS.items():
        assert MESSAGES[f"preset.{preset}.meaning"] == about.meaning


SAMPLES: dict[str, list[Any]] = {
    "list": [["A"], ["A, B", "C"], []],
    "quoted": [["A"], ["A", "B"]],
    "names": [["growth", "new_one"], []],
    "span": [[2005], [2005, 2010]],
    "year_list": [[2005], [2005, 2010]],
    "year_span": [[2005], [2005, 2010]],
    "date": ["2020-12-31"],
    "percents": [[0.5], [0.5, 0.5], [0.1, 0.004]],
    "percent_range": [(0.1, 0.9), (None, 1.0)],
    "futures": [[0.5], [0.0, 0.0], [0.995, 0.3]],
    "few_futures": [0.2, [0.1, 0.1]],
    "without": [[], ["growth"]],
    "doubts": [(0.2, None), (None, 0.4), (0.2, 0.5)],
    "after": [(None, None), (0.2, 0.5)],
    "interval": [None, (-0.2, 1.0)],
    "prices": [("current", None), ("constant", 2015), ("none", None), ("unknown", None)],
    "in_prices": [("current", None), ("constant", 2015)],
    "judgement": ["hindsight.good", "hindsight.alone"],
    "with_percents": [[("A", 0.1)], [("A", 0.1), ("B", 0.2)]],
    "with_chances": [[("A", 0.1)], [("A", 0.1), ("B", 0.2)]],
    "with_ranks": [[("A", 1)], [("A", 1), ("B", 2)]],
    "with_decimals": [[("A", 0.5)], [("A", 0.5), ("B", 0.4)]],
    "drivers": [[("national", 1.0)]],
    "brings": [None, (1.3, 1.3, 1.3), (1.3, 1.2, 1.4)],
    "base_rate": [None, 0.1],
    "value": [("growth", 1.0), ("new_one", 0.3)],
    "weights": ["own", "balanced"],
    "preset": ["balanced"],
    "kinds": ["cluster", "niche"],
    "unit": ["million USD"],
    "plain": ["value_added", "new_one"],
    "criterion": ["growth", "new_one"],
    "driver": ["national"],
    "method": ["drift", "new_one"],
    "": ["X", 2015],
}


def said(spoken: Language, key: str, place: int) -> str:
    source = MESSAGES[key]
    given: dict[str, Any] = {}
    for form in [source] if isinstance(source, str) else source:
        for _, name, spec in parsed(form):
            if name is not None:
                samples = SAMPLES.get(spec, [1, 2.4, 5, 21.0, 0, 0.004, -1.3, 1234])
                given[name] = samples[place % len(samples)]
    return spoken.say(key, **given)


@pytest.mark.parametrize("code", CODES)
def test_every_message_can_be_said(code: str) -> None:
    for key in MESSAGES:
        for place in range(8):
            text = said(language(code), key, place)
            assert not re.search(r"[{}]|  |\bNone\b|\bnan\b", text), (key, text)


def test_russian_numbers_stay_with_what_follows_them() -> None:
    apart = re.compile(r"[\d}] (%|гг?\.|млн|п\.)| —|[\"“”]")
    for key in MESSAGES:
        for form in forms_of("ru", key):
            assert not apart.search(form), (key, form)
