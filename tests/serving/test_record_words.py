"""Sentences of metadata: the record in plain words, and the age of a call."""

import pytest

from serving import record_words
from serving.contracts import Track
from serving.languages.language import speaking
from serving.record_words import age, basis_by_unit, in_words, record_in_words
from serving.track_record import metadata
from tests.serving.conftest import champion, growth_trained, niches_trained

GROWTH = {"owa": 0.85, "coverage_80": 0.86}
CALLS = {"ap": 0.3, "ece": 0.012, "base_rate": 0.08}


@pytest.mark.parametrize(
    ("owa", "words"),
    [
        (0.85, "missed 15 % less than assuming no change"),
        (1.2, "missed 20 % more than assuming no change"),
        (1.004, "missed as much as assuming no change"),
    ],
)
def test_a_forecast_says_how_it_did_beside_no_change(owa: float, words: str) -> None:
    track = Track(origins=[2003, 2005], figures={**GROWTH, "owa": owa})
    summary = record_in_words(track).summary
    assert summary is not None
    assert summary.text == (
        f"In past tests (2003 to 2005) the forecast {words}; its 80 % ranges held 86 % of outcomes."
    )


@pytest.mark.parametrize("missing", ["owa", "coverage_80"])
def test_without_a_figure_there_is_no_sentence(missing: str) -> None:
    track = Track(origins=[2003], figures={**GROWTH, missing: None})
    assert record_in_words(track).summary is None
    assert record_in_words(Track(origins=[], figures=dict(GROWTH))).summary is None


def test_calls_say_how_far_chances_were_off_and_what_they_add_to_a_rule() -> None:
    track = Track(call="exit", origins=[2005], figures=dict(CALLS))
    summary = record_in_words(track).summary
    assert summary is not None
    assert summary.text == (
        "In past tests (2005) chances of loss were off by 1.2 percentage points on average; 8 % of "
        "specialisations were lost."
    )
    beside = track.model_copy(update={"best_null": "density", "best_null_ap": 0.2})
    summary = record_in_words(beside).summary
    assert summary is not None
    assert "1.5 times as well as by the best simple rule, relatedness density alone" in summary.text


@pytest.mark.parametrize(("year", "ago"), [(2012, None), (2013, "1 year"), (2026, "14 years")])
def test_a_call_says_its_age_once_its_last_year_is_over(year: int, ago: str | None) -> None:
    found = age(2007, 5, year)
    if ago is None:
        assert found is None
        return
    assert found is not None
    assert found.text == (
        f"Calls of 2007 for 2012, which ended {ago} ago: see what became of them."
    )


def test_the_age_is_that_of_the_day_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_words, "this_year", lambda: 2020)
    found = metadata(champion(growth_trained()))
    assert found.age is None, "its last year, 2020, is not over"
    monkeypatch.setattr(record_words, "this_year", lambda: 2021)
    assert in_words(found).age is not None


def test_metadata_made_in_one_language_is_said_in_another() -> None:
    growth, niches = (metadata(champion(made())) for made in (growth_trained, niches_trained))
    with speaking("ru"):
        said = in_words(growth)
        assert said.track_record[0].summary is not None
        assert said.track_record[0].summary.text.startswith("По проверке на прошлых данных")
        assert in_words(niches).counted == "патенты"
        assert {record.best_null_name for record in in_words(niches).track_record} == {
            "сохранение положения",
            "только плотность связанности",
        }
    assert in_words(said.model_copy(update={"counted": None})) == in_words(growth)


@pytest.mark.parametrize(
    ("basis", "unit", "expected"),
    [
        ("unknown", "million current USD", "current"),
        ("unknown", "million EUR, constant prices", "constant"),
        ("unknown", "persons", "none"),
        ("unknown", "million EUR", "unknown"),
        ("unknown", "EUR per hours worked", "unknown"),
        ("constant", "million current USD", "constant"),
    ],
)
def test_the_unit_says_the_prices_that_the_data_do_not(
    basis: str, unit: str, expected: str
) -> None:
    assert basis_by_unit(basis, unit) == expected
