"""What the page says first: failures, refusals, serious findings in the data."""

from dataclasses import replace
from string import Formatter
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd

from tests.training import champions
from training.champion import Champion
from training.refresh import advice, findings
from training.refresh.advice import Change, Move, Moved
from training.refresh.findings import Found, Model
from training.refresh.judging import Judged, Watched
from training.refresh.page import page
from training.refresh.serving import Served
from training.refresh.settings import Names
from training.refresh.tasks import SUBJECTS, Plan
from training.refresh.words import english, russian
from training.refresh.words.saying import said, text

SERIOUS = {"title": "Outliers", "text": "R1 grows a hundredfold <b>", "advice": "Ask the office"}
QUIET: dict[str, Any] = {
    "summary": "1 serious finding.",
    "counts": {},
    "serious": [SERIOUS],
    "page": "quality.html",
}
REFUSAL = {"promoted": False, "reason": "theta is not good enough to serve", "notes": []}


def found(*models: Model) -> Found:
    return Found(
        package="tiny",
        imported={"state": "revised", "lines": ["tiny.csv: a table <i>"]},
        news={"text": text("news.added", n=3), "since": None, "revisions": []},
        quality=QUIET,
        watched=Watched(None, None, {"summary": "no growth model serves yet"}),
        judged=[],
        models=models,
        served=[],
        moved=[],
        advice_note=text("note.same"),
        names=Names({}, {}, {}),
    )


def growth(champion: int | None, **parts: Any) -> Model:
    return Model(Plan(SUBJECTS[0], "train", "the data are new", champion=champion), **parts)


def test_a_champion_that_cannot_be_trained_again_is_a_failure_and_a_first_model_is_not() -> None:
    failed = growth(3, error="the table is gone")
    assert failed.has_failed
    told = findings.report(found(failed))
    assert str(told["headline"]).startswith(
        "The model of growth of clusters could not be trained again"
    )
    assert told["models"][0]["reason"] == "the table is gone"
    assert not growth(None, error="too few years").has_failed


def test_a_refusal_keeps_the_advice_and_says_who_serves() -> None:
    told = findings.report(found(growth(3, version=4, gate=REFUSAL)))
    assert str(told["headline"]).startswith(
        "The advice stays: the newly trained models are not good"
    )
    assert str(told["lines"]["Models"]) == (
        "growth of clusters: version 4 was refused, version 3 still serves"
    )
    assert told["models"][0]["reason"] == REFUSAL["reason"]


def test_champions_of_a_refresh_that_was_killed_are_told_by_the_next() -> None:
    since = "2026-11-27T00:00:00+00:00"
    served = [Served(it, 3, 2, 2016, since) for it in SUBJECTS]
    told = findings.report(replace(found(growth(3)), served=served))
    assert str(told["lines"]["Models"]) == "growth of clusters: version 3 serves now"
    assert str(told["headline"]) == (
        "New models of growth of clusters, niches of technologies and niches of clusters serve"
    )


def test_the_headline_counts_each_region_once_and_what_is_beyond_the_noise() -> None:
    mild = Change("Energy", "backed", "careful")
    stays = Moved("R1", "cluster", (), (), "Energy", "Energy", "C1", 0.7)
    other_first = replace(stays, region_code="R2", first_before="Food", changes=(mild,))
    stirred = replace(stays, region_code="R4", first_before="Food")
    changes = (Change("Food", "backed", "doubtful"), Change("Cars", "backed", "doubtful"))
    other_advice = replace(stays, region_code="R3", changes=changes)
    came = Move("G01", "Sensors", 5, 6, "chance", True)
    niches = Moved("R3", "niche", (came,), (), "Optics", "Optics", "G02", None)
    served = [Served(SUBJECTS[0], 3, 2, 2016, "2026-11-27T00:00:00+00:00")]
    moved = [stays, other_first, other_advice, niches, stirred]
    told = findings.report(replace(found(growth(3)), served=served, moved=moved))
    assert str(told["headline"]) == (
        "A new model of growth of clusters serves; other clusters are to be backed in 2 of 4 "
        "regions, in 1 of them the advice on one is reversed; niches moved by more than was to be "
        "expected in 0 of 1"
    )
    listed = [it["changes"] for it in told["advice"]["moved"]]
    assert [[str(one["name"]) for one in it] for it in listed] == [["Energy"], ["Food", "Cars"]]


def test_surprises_are_named() -> None:
    row = {"cluster_code": "C1", "region_code": "R1", "year": 2016, "outside": "above"}
    counts = {"n": 1009, "n_outside": 7, "n_surprising": 1, "summary": ""}
    watched = Watched(None, None, {**counts, "surprising": [row]})
    names = Names({"R1": {"": "Ohio", "_ru": "Огайо"}}, {"C1": {"": "Cars"}}, {})
    told = findings.report(replace(found(growth(3)), watched=watched, names=names))
    assert str(told["lines"]["Surprises"]) == (
        "7 of 1,009 outcomes are outside their interval, 1 of them surprisingly far: Cars in Ohio "
        "(2016, above its interval)"
    )
    assert said(told["lines"]["Surprises"], "ru").replace("\u00a0", " ") == (
        "за пределами интервала прогноза оказалось 7 значений из 1 009, неожиданно далеко от "
        "прогноза: 1: Cars, Огайо (2016 г., выше интервала)"
    )


def test_without_newer_years_nothing_is_compared_in_either_language() -> None:
    champion = SimpleNamespace(cutoff=2020)
    watched = Watched(cast(Champion, champion), None, {"summary": "in English"})
    told = findings.report(replace(found(growth(3)), watched=watched))
    assert str(told["lines"]["Surprises"]) == (
        "there are no data after 2020 yet to compare with the forecast"
    )
    assert said(told["lines"]["Surprises"], "ru").replace("\u00a0", " ") == (
        "данных после 2020 г. для сравнения с прогнозом пока нет"
    )


def test_a_model_that_was_refused_before_is_not_said_to_be_new() -> None:
    waits = replace(growth(3, version=4, gate=REFUSAL).plan, action="judge")
    told = findings.report(found(replace(growth(3, version=4, gate=REFUSAL), plan=waits)))
    assert str(told["headline"]) == "The advice stays: nothing had to be trained again"


def test_entries_and_losses_are_told_apart() -> None:
    rows = [("R1", f"A{place}", "exit", 0.9, place > 0) for place in range(30)]
    rows += [("R1", "B1", "entry", 0.25, True), ("R1", "B2", "entry", 0.35, False)]
    columns = ["region_code", "activity_code", "call", "probability", "came_true"]
    report = {"origin": 2010, "year": 2012, "n": 32, "came_true": 0.9, "stated": 0.8}
    judged = Judged(champions.niches(), 2012, report, pd.DataFrame(rows, columns=columns))
    told = findings.report(replace(found(growth(3)), judged=[judged]))
    assert str(told["lines"]["Earlier calls"]).replace("\u00a0", " ") == (
        "From 2010 to 2012, 50 % of 2 likely entries came true, where 30 % were stated; "
        "97 % of 30 likely losses came true, where 90 % were stated."
    )
    (calls,) = told["calls"]
    assert [it["call"] for it in calls["came_true_first"]] == ["entry", *["exit"] * 10]


def test_serious_findings_stand_on_top_and_texts_are_no_markup() -> None:
    report = findings.report(found(growth(3)))
    about = {"package": "tiny", "title": "Tiny <u>", "sha256": "a" * 64, "date": "2026-11-27"}
    html = page({**report, "about": about})
    top, _ = html.split("<main>")
    assert "R1 grows a hundredfold &lt;b&gt;" in top
    assert "Ask the office" in top
    assert "Tiny &lt;u&gt;" in top
    assert "a table &lt;i&gt;" in html
    assert not any(mark in html for mark in ("<b>", "<i>", "<u>"))


def test_the_page_speaks_russian_with_the_same_parts_and_no_jargon_unexplained() -> None:
    failed = findings.report(found(growth(3, error="the table is gone")))
    about = {"package": "tiny", "title": "Tiny", "sha256": "a" * 64, "date": "2026-11-27"}
    html = {it: page({**failed, "about": about}, it) for it in ("en", "ru")}
    assert 'href="refresh.ru.html"' in html["en"]
    assert 'href="refresh.html"' in html["ru"]
    assert (
        "<h1>Модель не удалось обучить заново (рост кластеров); действует прежняя</h1>"
        in (html["ru"])
    )
    assert "owa — ошибка" in html["ru"].replace("\u00a0", " ")
    assert html["ru"].count("<section>") == html["en"].count("<section>")


def test_both_catalogues_have_the_same_texts_with_the_same_parameters() -> None:
    assert english.TEXTS.keys() == russian.TEXTS.keys()
    for key, written in english.TEXTS.items():
        fields = [
            {name for _, name, _, _ in Formatter().parse(it) if name}
            for it in (written, russian.TEXTS[key])
        ]
        assert fields[0] == fields[1], key
    assert {f"reason.{it}" for it in (*advice.SINGLE, advice.SUSTAINABILITY, advice.OTHERS)} <= (
        english.TEXTS.keys()
    )
