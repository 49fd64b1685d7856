"""EMISS: the page of an indicator and the form that asks for its file."""

from urllib.parse import parse_qsl

import pytest

from features.errors import InputError
from features.sources.fetching import emiss
from tests.features.sources.fetching.conftest import Fetch
from tests.features.sources.fetching.service import Recorded, Service

HIDDEN = """<div id="downloadTokenHolder">
<input type="hidden" name="struts.token.name" value="token" />
<input type="hidden" name="token" value="K{}" /></div>"""
PAGE = """<!DOCTYPE html><html><head><title>ЕМИСС</title></head><body>{token}
<script>grid.setOptions({{
    filters: {{
        0: {{ title: 'Показатель', values: {{ 59450: {{ title: 'ВДС &quot;по ОКВЭД2&quot;',
            checked: true, order: 0 }}, }} }},
        3: {{ title: 'Год', values: {{
            2019: {{ title: '2019', checked: false }}, 2020: {{ title: '2020' }},
            2021: {{ title: '2021' }} }} }},
        57831: {{ title: 'Территория', values: {{
            1: {{ title: 'Российская Федерация' }}, 2: {{ title: 'г. Москва, город' }},
            3: {{ title: 'Республика "Орёл"' }} }} }}
    }},
    left_columns: [57831],
    top_columns: [ 3 ],
    groups: [],
    filterObjectIds: []
}}); grid.init();</script></body></html>"""
SDMX = (
    b'<?xml version="1.0" encoding="utf-8"?><GenericData><Header><Prepared>2024-05-13T10:11:12'
    b"</Prepared></Header><DataSet/></GenericData>"
)


def form_of(service: Service) -> list[tuple[str, str]]:
    return parse_qsl(service.asked[-1].body, keep_blank_values=True)


def test_all_of_an_indicator(service: Service, fetch: Fetch) -> None:
    service.give("/indicator/59450", Recorded(PAGE.format(token="").encode()))
    service.give("/indicator/data.do?format=sdmx", Recorded(SDMX))
    file = fetch("emiss", "59450")
    assert (file.vintage, file.path.suffix) == ("2024-05-13", ".xml")
    asked = form_of(service)
    assert asked[:3] == [
        ("id", "59450"),
        ("format", "sdmx"),
        ("indicator_title", 'ВДС "по ОКВЭД2"'),
    ]
    assert {("lineObjectIds", "57831"), ("columnObjectIds", "3")} <= set(asked)
    assert ("filterObjectIds", "0") in asked
    assert [value for name, value in asked if name == "selectedFilterIds"] == [
        *("0_59450", "3_2019", "3_2020", "3_2021"),
        *("57831_1", "57831_2", "57831_3"),
    ]


def test_a_part_by_titles_numbers_and_years(service: Service, fetch: Fetch) -> None:
    service.give("/indicator/59450", Recorded(PAGE.format(token="").encode()))
    service.give("/indicator/data.do", Recorded(SDMX))
    filters = {"год": ("2020:2022",), "Территория": ('республика  "орел"', "1")}
    fetch("emiss", "59450", filters)
    chosen = [value for name, value in form_of(service) if name == "selectedFilterIds"]
    assert chosen == ["0_59450", "3_2020", "3_2021", "57831_3", "57831_1"]


def test_a_token_and_its_cookie_are_good_for_one_request(service: Service, fetch: Fetch) -> None:
    pages = [
        Recorded(
            PAGE.format(token=HIDDEN.format(n)).encode(), headers={"Set-Cookie": f"session={n}"}
        )
        for n in (1, 2)
    ]
    service.give("/indicator/59450", *pages)
    service.give("/indicator/downloadData.do", Recorded(b"busy", 503), Recorded(SDMX))
    fetch("emiss", "59450")
    posts = [it for it in service.asked if it.method == "POST"]
    assert [dict(parse_qsl(it.body))["token"] for it in posts] == ["K1", "K2"]
    assert [it.headers["cookie"] for it in posts] == ["session=1", "session=2"]


def test_a_selection_without_data_leads_to_a_page(service: Service, fetch: Fetch) -> None:
    service.give("/indicator/59450", Recorded(PAGE.format(token="").encode()))
    service.give("/indicator/data.do", Recorded(status=302, headers={"Location": "/error"}))
    service.give("/error", Recorded("<html><title>Ошибка</title><p>".encode()))
    with pytest.raises(InputError, match=r"EMISS has no data of 59450 .*'Ошибка'"):
        fetch("emiss", "59450")


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"Регион": ("1",)}, "unknown field 'Регион': "),
        ({"Год": ("2035",)}, "Год has no value '2035': "),
        ({"Территория": ("Москва",)}, "Территория has no value 'Москва': did you mean г. Москва"),
    ],
)
def test_what_the_page_does_not_offer(
    service: Service, fetch: Fetch, filters: dict[str, tuple[str, ...]], says: str
) -> None:
    service.give("/indicator/59450", Recorded(PAGE.format(token="").encode()))
    with pytest.raises(InputError, match=says):
        fetch("emiss", "59450", filters)


def test_a_page_of_another_build(service: Service, fetch: Fetch) -> None:
    service.give("/indicator/59450", Recorded(b"<html><body>new site</body></html>"))
    with pytest.raises(InputError, match="does not list its fields: download the file there"):
        fetch("emiss", "59450")
    with pytest.raises(InputError, match="is no EMISS indicator"):
        fetch("emiss", "../59450")


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("x: {'a': 'it\\'s', b: [1, 'c,]',], }", {"a": "it's", "b": ["1", "c,]"]}),
        ('"x" : ["a"]', ["a"]),
        ("x: {a: 1", None),
        ("y: {}", None),
    ],
)
def test_literals_of_scripts(script: str, value: object) -> None:
    assert emiss.literal(f"var z = 1; grid({{{script}", "x") == value
