"""Events are recorded once, for whom they are meant, and said so that a reader understands."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests.training.community.examples import (
    EVENTS,
    NOW,
    advice,
    call,
    champion,
    exposure,
    note,
    subscription,
    surprise,
    told,
)
from training.community import tables, texts
from training.community.events import DETAILS, KINDS, TOLD_FIRST, Event, event_of
from training.community.links import link
from training.community.subscriptions import Subscription
from training.community.wording import LANGUAGES, plain, sentence, title


def messages(engine: Engine) -> dict[str, set[str]]:
    """Kinds of the events in the messages to each subscription."""
    asked = (
        select(tables.subscriptions.c.name, tables.events.c.kind)
        .select_from(tables.outbox_events)
        .join(tables.outbox)
        .join(tables.subscriptions)
        .join(tables.events, tables.events.c.id == tables.outbox_events.c.event_id)
    )
    found: dict[str, set[str]] = {}
    with engine.connect() as connection:
        for name, kind in connection.execute(asked):
            found.setdefault(name, set()).add(kind)
    return found


def test_an_event_is_recorded_once(community: Engine) -> None:
    assert told(community, [surprise(), surprise(), champion()], subscription()) == 2
    assert told(community, [surprise(unit="EUR"), surprise(year=2017)], subscription()) == 1
    with community.connect() as connection:
        rows = connection.execute(select(tables.events).order_by("happened")).mappings().all()
        assert len(connection.execute(select(tables.outbox)).all()) == 2, "one for each time"
    assert [event_of(row) for row in rows] == [surprise(), surprise(year=2017), champion()]
    assert {row["recorded"] for row in rows} == {NOW}


def test_the_identity_of_an_event_does_not_change_with_releases() -> None:
    assert surprise().id == "075f328e-72a9-51ae-9735-9f1541da4d14"


@pytest.mark.parametrize(
    ("parts", "kinds"),
    [
        ({}, set(KINDS)),
        ({"regions": []}, set(KINDS)),
        ({"regions": ["R2"]}, {"champion"}),
        ({"kinds": ["call"]}, {"call"}),
        ({"package": "world"}, set()),
        ({"options": ["technology:H04"]}, {"call", "note", "champion"}),
        ({"options": ["cluster:H04"]}, {"champion"}),
        ({"regions": ["R2"], "options": ["cluster:CAR"]}, {"champion"}),
    ],
)
def test_a_subscriber_is_told_what_it_asks_for(
    community: Engine, parts: dict[str, Any], kinds: set[str]
) -> None:
    told(community, EVENTS, subscription(**parts))
    assert messages(community).get("desk", set()) == kinds


def test_many_events_come_in_several_messages(community: Engine) -> None:
    told(community, [surprise(year=year) for year in range(1900, 2020)], subscription())
    with community.connect() as connection:
        assert len(connection.execute(select(tables.outbox)).all()) == 3


def test_a_subscription_that_is_gone_gets_nothing_more(community: Engine) -> None:
    told(community, [champion()], subscription("a"), subscription("b"))
    told(community, [surprise()], subscription("b", language="ru"))
    assert messages(community) == {"b": {"champion", "surprise"}}


def test_without_a_file_subscriptions_stay(community: Engine) -> None:
    from training.community import database, subscriptions

    told(community, [champion()], subscription("a"))
    with database.changing(community) as connection:
        subscriptions.synchronise(connection, None)
    assert messages(community) == {"a": {"champion"}}


@pytest.mark.parametrize(
    ("kind", "details", "message"),
    [("party", {}, "unknown kind"), ("note", {"text": ""}, "needs details region_name, name")],
)
def test_an_event_that_cannot_be_told(kind: str, details: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Event(kind, "us", "2016", details=details)


def test_an_event_of_an_older_release_is_still_read() -> None:
    row = vars(champion()) | {"details": {"subject": "growth", "version": 1}}
    assert sentence(event_of(row), "en").startswith("Since unknown, growth forecasts come from")


@pytest.mark.parametrize(
    ("event", "english", "russian"),
    [
        (
            surprise(),
            "Value added of Machinery in Michigan was 12,346 million USD in 2016, above the 80 % "
            "interval of 9,000 to 11,000 that was forecast from data to 2011.",
            "Value added, «Machinery», Michigan: 12 346 million USD за 2016 г. — выше интервала "
            "прогноза (80 %) от 9 000 до 11 000, построенного по данным по 2011 г. включительно.",
        ),
        (
            exposure(),
            "Machinery in Michigan sells 12 % of its output to Cars in Ohio, which came out below "
            "its forecast in 2016. Its output is expected to change by −1.2 % (range "
            "−2.0 % to −0.1 %).",
            "«Machinery» (Michigan) продаёт 12 % выпуска кластеру «Cars» (Ohio), результат "
            "которого за 2016 г. — ниже прогноза. Ожидаемое изменение выпуска: −1,2 % (от −2,0 % "
            "до −0,1 %).",
        ),
        (
            champion(),
            "Since 2026-11-27, growth forecasts come from version 7, which knows data to 2016. In "
            "the backtest its error differs from that of version 6 by −3.2 % (interval −5.0 % to "
            "−1.0 %).",
            "С 27.11.2026 действует версия 7 модели (прогнозы роста), данные по 2016 г. "
            "включительно. При проверке на прошлом её ошибка отличается от ошибки версии 6 на "
            "−3,2 % (интервал от −5,0 % до −1,0 %).",
        ),
        (
            advice(),
            "New among the first 5 clusters in Michigan: Cars; Food. No longer among them: none. "
            "Tools; Paper: backed, now not to be counted on. First is Cars: its chance to outgrow "
            "the region's middle cluster is 66 %. Before, it was Tools. By version 7, with data to "
            "2016.",
            "Michigan, список «кластеры» (первые 5). Добавлены: Cars; Food. "
            "Исключены: нет. Tools; Paper: вместо «поддержать» теперь «не рассчитывать». Первый в "
            "списке — «Cars»: вероятность опередить средний по региону кластер 66 %. Прежде "
            "первым был пункт «Tools». Версия 7, данные по 2016 г. включительно.",
        ),
        (
            call(),
            "In 2007, Machinery had a chance of 61 % (44 % to 77 %) to become a specialisation of "
            "Michigan by 2012. It did.",
            "По прогнозу 2007 г. вероятность того, что «Machinery» станет специализацией региона "
            "(Michigan) к 2012 г., составляла 61 % (от 44 % до 77 %). Вход состоялся.",
        ),
        (
            note(),
            "ACME wrote on 2026-11-27: “We build these.”",
            "ACME, 27.11.2026: «We build these.»",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Event) else "",
)
def test_what_happened_is_said(event: Event, english: str, russian: str) -> None:
    assert sentence(event, "en").replace("\u00a0", " ") == english
    assert sentence(event, "ru").replace("\u00a0", " ") == russian


def test_a_call_that_failed_says_so() -> None:
    assert sentence(call(came_true=False), "en").endswith("It did not.")
    assert title(call(came_true=False), "en") == "Machinery, Michigan: a call did not come true"
    assert sentence(call(came_true=False, kind="exit"), "en").endswith("It was not.")
    assert "By how much its own output changes cannot be told." in sentence(exposure(None), "en")


def test_an_unlikely_call_that_did_not_come_true_is_no_failure() -> None:
    failed = call(came_true=False)
    unlikely = replace(failed, details={**failed.details, "probability": 0.2})
    assert title(failed, "ru").endswith(": прогноз не сбылся")
    assert title(unlikely, "ru").endswith(": регион не вошёл в нишу")
    assert title(unlikely, "en").endswith(": the region did not enter the niche")


def test_advice_on_niches_names_the_first_and_links_to_it_without_its_chance() -> None:
    details = {**advice().details, "first": "Sensors", "first_code": "G01", "first_before": ""}
    event = replace(advice(), activity="technology", details=details)  # with a chance, as of old
    for language in LANGUAGES:
        assert "Sensors" in sentence(event, language)
        assert "66" not in sentence(event, language)
    assert link(event, "en", "") == "/technology/G01?package=us&language=en"


def test_a_list_that_stays_is_not_said_to_have_moved_and_sentences_begin_large() -> None:
    details = {**advice().details, "entered": "", "left": ""}
    said = sentence(replace(advice(), details=details), "en")
    assert said.startswith("The first 5 clusters in Michigan are the same ones. Tools; Paper:")
    assert sentence(surprise(indicator="value added"), "en").startswith("Value added of")


def test_names_are_told_in_the_language_of_the_reader() -> None:
    event = surprise(region_name_ru="Мичиган")
    assert "Мичиган" in title(event, "ru")
    assert "Michigan" in title(event, "en")


def test_every_kind_has_its_texts() -> None:
    assert set(LANGUAGES) == texts.TITLES.keys() == texts.SENTENCES.keys()
    titles = DETAILS.keys() | {"note.region"}
    assert all(it.keys() == titles for it in texts.TITLES.values())
    assert texts.SENTENCES["en"].keys() == texts.SENTENCES["ru"].keys()
    assert texts.WORDS["en"].keys() == texts.WORDS["ru"].keys()
    assert set(TOLD_FIRST) == set(DETAILS)


def test_a_note_about_a_region_names_no_option() -> None:
    of_region = Event("note", "p", "n1", "R1", details={**note("x").details, "name": ""})
    assert title(of_region, "en").endswith(f" on {of_region.details['region_name']}")


def test_texts_of_others_stay_on_one_line() -> None:
    event = note("a\r\nBcc: x@y.z\x00\u202e{name}" + "z" * 1_000)
    said = sentence(event, "en")
    assert "a Bcc: x@y.z {name}zzz" in said
    assert len(said) < 400
    assert plain("x\ud800\ufffey\u2028z") == "x y z"


def test_an_identity_is_of_what_happened_and_not_of_the_words() -> None:
    assert surprise(region_name="Other").id == surprise().id
    ids = {event.id for event in [*EVENTS, surprise("R2"), surprise(code="FOO")]}
    assert len(ids) == len(EVENTS) + 2


def test_the_id_of_a_subscription_stays_with_its_name() -> None:
    assert subscription(language="ru").id == subscription().id
    assert isinstance(subscription("other"), Subscription)
    assert subscription("other").id != subscription().id
