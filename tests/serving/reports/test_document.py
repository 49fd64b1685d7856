"""The report and the briefing on paper: what stands in them, that texts stay texts, and pages."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

from serving.choice.contracts import OptionsRequest
from serving.choice.lookup import choice_lookup
from serving.growth.lookup import growth_lookup
from serving.http.problems import ProblemError
from serving.languages.language import speaking
from serving.later import given
from serving.links.lookup import link_lookup
from serving.niches.lookup import niche_lookup
from serving.reports import pdf as pdf_file
from serving.reports.document import PAGES, SIZES, Places, document
from serving.reports.dossier import Dossier, dossier
from serving.reports.marks import Scale, range_mark, scale
from serving.reports.words import css_text
from serving.served.loaded import Loaded
from tests.serving.conftest import champion, growth_trained, niches_trained
from training.champion import Champion

NASTY = '</style><script>alert("$$")</script> Тверь عربي ' + "x" * 260


def loaded(growth: Champion, niches: Champion | None = None) -> Loaded:
    return Loaded(
        growth=growth_lookup(growth),
        niches=niche_lookup(niches) if niches else None,
        choice_later=given(choice_lookup(link_lookup(growth, niches))),
    )


def renamed(tables: Mapping[str, pd.DataFrame], name: str) -> dict[str, pd.DataFrame]:
    return {
        title: rows.assign(**{str(it): name for it in rows if str(it).endswith("_name")})
        for title, rows in tables.items()
    }


def named(found: Champion, name: str) -> Champion:
    """Everything that has a name has the same one."""
    data = replace(found.data, tables=renamed(found.data.tables, name))
    return replace(found, tables=renamed(found.tables, name), data=data)


def told(region: str = "R1", name: str | None = None) -> Dossier:
    growth, niches = champion(growth_trained()), champion(niches_trained())
    if name is not None:
        growth, niches = named(growth, name), named(niches, name)
    return dossier(loaded(growth, niches), OptionsRequest(region_codes=[region]))


@pytest.fixture(scope="module")
def found() -> Dossier:
    return told()


def test_the_report_says_what_the_answers_say(found: Dossier) -> None:
    html = document("report", found, Places("http://host/report/R1"))
    assert found.options is not None
    plain = html.replace("\N{NO-BREAK SPACE}", " ").replace("&#39;", "'")
    for message in found.options.verdict.summary:
        assert message.text in plain
    for option in [*found.clusters, *found.niches]:
        assert option.name in plain
    assert html.count('class="fan"') == len(found.forecasts)
    assert "http://host/report/R1" in html


def test_it_speaks_the_language_that_is_asked_for(found: Dossier) -> None:
    with speaking("ru"):
        html = document("briefing", found, Places())
    assert "Что следует делать" in html
    assert 'lang="ru"' in html


@pytest.mark.parametrize("kind", PAGES)
def test_names_of_any_kind_stay_texts(kind: str) -> None:
    found = told(name=NASTY)
    html = document(kind, found, Places(f"http://host/{NASTY}"))
    assert "<script" not in html
    assert html.count("</style>") == 1


@pytest.mark.parametrize("kind", PAGES)
def test_the_pdf_has_no_more_pages_than_it_may(found: Dossier, kind: str) -> None:
    found = told(name=NASTY) if kind == "briefing" else found
    content = pdf_file.pdf(lambda size: document(kind, found, Places(), size), PAGES[kind], SIZES)
    pages = PdfReader(io.BytesIO(content)).pages
    assert 1 <= len(pages) <= PAGES[kind]
    assert f"1 / {len(pages)}" in pages[0].extract_text()


def test_a_smaller_size_is_tried_where_pages_are_too_many() -> None:
    tried: list[int] = []

    def render(size: int) -> str:
        tried.append(size)
        return "<p style='break-after: page'>a</p>" * (size + 1)

    pdf_file.pdf(render, 2, SIZES)
    assert tried == [2, 1]


def test_a_report_loads_nothing() -> None:
    with pytest.raises(ValueError, match="loads nothing"):
        pdf_file._refuse("file:///etc/passwd")


def test_without_the_library_the_problem_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_file, "find_spec", lambda name: None)
    with pytest.raises(ProblemError, match=r"pip install 'smartspec\[pdf\]'") as refused:
        pdf_file.pdf(lambda size: "", 1, SIZES)
    assert refused.value.kind == "not-available"


def test_without_options_the_rest_is_reported() -> None:
    growth = growth_lookup(champion(growth_trained()))
    found = dossier(Loaded(growth=growth), OptionsRequest(region_codes=["R1"]))
    html = document("report", found, Places())
    assert "Options of this region cannot be ranked" in html
    assert 'class="fan"' in html


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(ProblemError) as refused:
        told("R9")
    assert refused.value.kind == "unknown-code"


def test_a_style_sheet_holds_no_text_that_ends_it() -> None:
    assert re.fullmatch(r"[A-Za-z0-9\\]*", css_text('"; } </style>\n'))


def test_marks_stay_inside_and_say_where_they_go_on() -> None:
    places = scale([-3.0, 5.0])
    assert places(-100) == Scale(-3, 5)(-3)
    assert "<path" not in range_mark((-3, 5), 0, places, 0)
    assert range_mark((-100, 50), 0, places, 0).count("<path") == 2
    assert np.isfinite(scale([0.0])(0.0))


def test_that_calls_are_over_stands_above_the_first_sentence(found: Dossier) -> None:
    assert found.options is not None
    first = found.options.verdict.summary[0].text[:40]
    for kind in PAGES:
        plain = document(kind, found, Places()).replace("&#39;", "'")
        assert 0 < plain.index("The time of these calls has passed") < plain.index(first)


@pytest.mark.parametrize("size", SIZES)
def test_a_briefing_has_all_that_is_recommended_and_how_sure_it_is(
    found: Dossier, size: int
) -> None:
    advised = [it.name for it in (*found.clusters, *found.niches) if it.advice]
    for code, sure in (("en", "How sure is this?"), ("ru", "Насколько надёжен вывод?")):
        with speaking(code):
            html = document("briefing", found, Places(), size)
        assert sure in html
        rows = html.partition("<tbody>")[2]
        assert [name for name in advised if f"<bdi>{name}</bdi>" not in rows] == []
