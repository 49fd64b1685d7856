"""EMISS: SDMX-ML 1.0 and the two kinds of its Excel export."""

import io
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from features.errors import InputError
from features.sources.reading import Reading
from tests.features.sources.official import layouts, read

REGIONS = {
    "643": "Российская Федерация",
    "031": "Северо-Западный федеральный округ",
    "037": "Южный федеральный округ (до 29.07.2016)",
    "11000000000": "Архангельская область",
    "11100000000": "Ненецкий автономный округ (Архангельская область)",
    "11001000000": "Архангельская область (кроме Ненецкого автономного округа)",
    "45000000000": "Город Москва столица Российской Федерации город федерального значения",
    "92401000000": "Город Казань",
    "14000000000": "Белгородская область",
}
OKVED = {
    "101.АГ": "Всего по обследуемым видам экономической деятельности",
    "102.АГ": "Добыча и обработка",
    "С": "Обрабатывающие производства",  # a Cyrillic letter
    "B": "Добыча полезных ископаемых",
    "10": "Производство пищевых продуктов",
    "10.11": "Переработка мяса",
}
AGES = {"207": "15 лет и старше", "204": "15-72 лет"}
YEAR = "значение показателя за год"
GVA = "Валовая добавленная стоимость в текущих основных ценах"


def sdmx(
    rows: list[tuple[dict[str, str], str, str, str]],
    lists: dict[str, tuple[str, dict[str, str]]],
    title: str = GVA,
    unit: str = "тысяча рублей",
    head: str = "",
) -> str:
    """A file of EMISS; rows are codes of dimensions, period, year and value."""
    codes = "".join(
        f'<structure:CodeList id="{key}"><structure:Name xml:lang="ru">{name}</structure:Name>'
        + "".join(
            f'<structure:Code value="{code}"><structure:Description xml:lang="ru">{text}'
            "</structure:Description></structure:Code>"
            for code, text in values.items()
        )
        + "</structure:CodeList>"
        for key, (name, values) in lists.items()
    )
    dimensions = "".join(
        f'<Dimension value="{key}" agencyID="1"><Name xml:lang="ru">{name}</Name></Dimension>'
        for key, (name, _) in lists.items()
    )
    series = "".join(
        "<generic:Series><generic:SeriesKey>"
        + "".join(f'<generic:Value concept="{key}" value="{it}"/>' for key, it in keys.items())
        + "</generic:SeriesKey><generic:Attributes>"
        f'<generic:Value concept="EI" value="{unit}"/>'
        f'<generic:Value concept="PERIOD" value="{period}"/></generic:Attributes>'
        f"<generic:Obs><generic:Time>{year}</generic:Time>"
        f'<generic:ObsValue value="{value}"/></generic:Obs></generic:Series>'
        for keys, period, year, value in rows
    )
    space = "http://www.SDMX.org/resources/SDMXML/schemas/v1_0"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>{head}"
        f'<GenericData xmlns="{space}/message" xmlns:generic="{space}/generic" '
        f'xmlns:structure="{space}/structure"><Header Id="singHead"><ID>1</ID></Header>'
        f'<CodeLists>{codes}</CodeLists><Description Id="signObj"><Indicator id="59450" '
        f'name="{title}"><LastUpdate value="2026-09-19T01:15:11"/><Dimensions>{dimensions}'
        f"</Dimensions></Indicator></Description><DataSet>{series}</DataSet></GenericData>"
    )


LISTS = {"s_OKATO": ("Классификатор (ОКАТО)", REGIONS), "s_OKVED2": ("ОКВЭД2", OKVED)}


def gva(**changed: Any) -> str:
    """Value added of every region but Moscow, 1 for the first, and so on."""
    pairs = [pair for pair in product(REGIONS, OKVED) if pair[0] != "45000000000"]
    rows = [
        ({"s_OKATO": region, "s_OKVED2": code}, YEAR, "2021", f"{at}\u00a0000,5")
        for at, (region, code) in enumerate(pairs, 1)
    ]
    rows.append(({"s_OKATO": "14000000000", "s_OKVED2": "B"}, YEAR, "2022", "…"))
    rows.append(({"s_OKATO": "14000000000", "s_OKVED2": "С"}, YEAR, "2022", "0"))
    return sdmx(rows, LISTS, **changed)


def unemployment(periods: tuple[str, ...], title: str = "Уровень безработицы") -> str:
    lists = {"s_vozr": ("Возраст", AGES), "s_OKATO": LISTS["s_OKATO"]}
    rows = [
        ({"s_vozr": age, "s_OKATO": "643"}, period, "2021", f"{at},{age[-1]}")
        for age in AGES
        for at, period in enumerate(periods, 1)
    ]
    return sdmx(rows, lists, title, "процент")


def one(found: list[Reading]) -> Reading:
    assert len(found) == 1
    return found[0]


def values(reading: Reading, *columns: str) -> dict[Any, float]:
    return reading.rows.set_index(list(columns))["value"].to_dict()


def left_out(reading: Reading) -> dict[str, int]:
    return {it.what: it.count for it in reading.left_out}


def test_values_of_regions_and_activities(tmp_path: Path) -> None:
    reading = one(read(tmp_path, {"any.xml": gva()}))
    assert (reading.table, reading.dataset, reading.vintage) == (
        "cluster_indicators",
        "EMISS 59450",
        "2026-09-19",
    )
    found = values(reading, "region_code", "cluster_code", "year")
    assert found["643", "101.АГ", 2021] == 1000.5
    assert found["643", "102.АГ", 2021] == 2000.5
    assert found["14000000000", "С", 2022] == 0.0  # an observed zero
    assert ("14000000000", "B", 2022) not in found  # unknown
    assert left_out(reading) == {"cells …": 1}
    assert "period" not in reading.rows  # all years are whole
    assert reading.indicators[["indicator", "unit", "price_basis"]].values.tolist() == [
        ["value_added", "thousand RUB, current prices", "current"]
    ]


def test_regions_are_one_partition(tmp_path: Path) -> None:
    regions = one(read(tmp_path, {"any.xml": gva()})).regions.set_index("code")
    assert regions["parent_code"].to_dict() == {
        "643": "",
        "031": "643",
        "037": "643",
        "11000000000": "031",
        "11100000000": "11000000000",
        "11001000000": "11000000000",
        "92401000000": "",
        "14000000000": "030",
        "030": "643",  # above Belgorod, without values of its own
    }
    kept = regions[regions["left_out"] == ""]
    assert set(regions.index) - set(kept.index) == {"037", "92401000000"}
    assert "earlier borders" in str(regions.loc["037", "left_out"])
    assert kept.loc["11001000000", "package_code"] == "RU-11001"
    assert kept.loc["14000000000", "name"] == "Белгородская область"


def test_activities_are_one_partition(tmp_path: Path) -> None:
    activities = one(read(tmp_path, {"any.xml": gva()})).activities.set_index("code")
    assert activities["parent_code"].to_dict() == {
        "101.АГ": "",
        "102.АГ": "",
        "С": "101.АГ",
        "B": "101.АГ",
        "10": "С",
        "10.11": "10",
    }
    assert activities["left_out"].ne("").to_dict()["102.АГ"]
    assert activities["left_out"].ne("").sum() == 1
    assert activities["package_code"].to_dict()["101.АГ"] == "TOTAL"
    assert activities["package_code"].to_dict()["С"] == "C"  # Latin in a package


def test_the_older_classification_is_kept_apart(tmp_path: Path) -> None:
    codes = {"C": "Добыча полезных ископаемых", "DA": "Пищевые продукты", "15.1": "Мясо"}
    lists = {"s_OKATO": LISTS["s_OKATO"], "s_OKVED": ("ОКВЭД", codes)}
    rows = [({"s_OKATO": "643", "s_OKVED": code}, YEAR, "2010", "1") for code in codes]
    reading = one(read(tmp_path, {"any.xml": sdmx(rows, lists)}))
    assert reading.indicators["indicator"].tolist() == ["value_added_okved1"]
    activities = reading.activities.set_index("code")
    assert activities["package_code"].to_dict()["C"] == "C (OKVED 1)"
    assert activities["left_out"].ne("").to_dict() == {"C": False, "DA": False, "15.1": True}


def test_ages_and_periods_are_never_mixed(tmp_path: Path) -> None:
    quarters = ("I квартал", "II квартал", "III квартал", "IV квартал")
    periods = (*quarters, YEAR, "январь", "I полугодие", "январь-март")
    reading = one(read(tmp_path, {"any.xml": unemployment(periods)}))
    assert reading.table == "region_indicators"
    found = values(reading, "indicator", "period")
    assert found["unemployment_rate_207", 3] == 3.7
    assert found["unemployment_rate_204", 3] == 3.4
    assert found["unemployment_rate_204", 0] == 5.4
    assert found["unemployment_rate_204_monthly", 1] == 6.4
    assert len(found) == 12
    assert left_out(reading) == {
        "values of the period 'I полугодие'": 2,
        "values of the period 'январь-март'": 2,
    }
    assert reading.rows["s_vozr"].unique().tolist() == list(AGES)
    described = reading.indicators.set_index("indicator")
    assert described.loc["unemployment_rate_204", "description"] == "Уровень безработицы; 15-72 лет"
    assert described.loc["unemployment_rate_204", "unit"] == "percent"
    assert described["left_out"].eq("").all()


def test_the_value_of_the_year_counts_before_that_of_a_day(tmp_path: Path) -> None:
    for periods in ((YEAR, "на конец года"), ("на конец года", YEAR)):
        reading = one(read(tmp_path, {"x.xml": unemployment(periods)}))
        value = 1.4 if periods[0] == YEAR else 2.4
        assert values(reading, "indicator", "year")["unemployment_rate_204", 2021] == value
        assert left_out(reading) == {"repeated values": 2}


def test_names_do_not_depend_on_what_else_is_in_the_file(tmp_path: Path) -> None:
    both = unemployment((YEAR, "январь"))
    months = unemployment(("январь",))
    names = [
        set(one(read(tmp_path, {"x.xml": it})).indicators["indicator"]) for it in (both, months)
    ]
    assert names[1] < names[0]


@pytest.mark.parametrize(
    ("title", "unit", "name", "words", "basis"),
    [
        (GVA, "млн руб.", "value_added_million_rub", "million RUB, current prices", "current"),
        (
            "Валовая добавленная стоимость в постоянных ценах",
            "тысяча рублей",
            "value_added_constant_prices",
            "thousand RUB, constant prices",
            "constant",
        ),
        ("Среднесписочная численность работников", "человек", "employees", "persons", "none"),
        ("Индекс производства", "процент", "emiss_59450_percent", "percent", "none"),
        ("Доля занятых", "процент", "emiss_59450_percent", "percent", "none"),
        (
            "Надой молока",
            "тысяча бидонов",
            "emiss_59450_tysyacha_bidonov",
            "тысяча бидонов",
            "none",
        ),
    ],
)
def test_names_units_and_prices(
    tmp_path: Path, title: str, unit: str, name: str, words: str, basis: str
) -> None:
    indicators = one(read(tmp_path, {"any.xml": gva(title=title, unit=unit)})).indicators
    found = indicators[["indicator", "unit", "price_basis"]].iloc[0].tolist()
    assert found == [name, words, basis]
    assert bool(indicators["left_out"].iloc[0]) == (unit == "процент")  # rates do not add up


def test_newer_files_of_an_indicator_are_right(tmp_path: Path) -> None:
    older, newer = gva(), gva().replace("2026-09-19", "2026-10-01").replace("1\u00a0000,5", "7,25")
    reading = one(read(tmp_path, {"a.xml": newer, "b.xml": older}))
    assert values(reading, "region_code", "cluster_code", "year")["643", "101.АГ", 2021] == 7.25
    assert reading.vintage == "2026-10-01"
    assert left_out(reading)["repeated values"] == len(reading.rows)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gva(head='<!DOCTYPE x [<!ENTITY a "b">]>'), "any.xml declares a DTD or entities"),
        (gva()[:-200], "any.xml is damaged XML .* download it again"),
        (sdmx([], LISTS), "any.xml has no observations: choose values on fedstat.ru"),
        (
            sdmx([({"s_OKATO": "643", "s_OKVED2": "B"}, "I полугодие", "2021", "1")], LISTS),
            "any.xml has no value of a year, quarter or month",
        ),
    ],
    ids=["entities", "cut off", "empty", "half-years"],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, {"any.xml": content})


Grid = list[list[Any]]
CODED: Grid = [
    ["Уровень безработицы"],
    [],
    ["Возраст", "Классификатор (ОКАТО)", "Единица измерения", "Период", 2020, "2021"],
    ["207 15 лет и старше", "  643 Российская Федерация", "642 процент", "I квартал", "5,5", 4.75],
    ["204 15-72 лет", "    14000000000 Белгородская область", "642 процент", "I квартал", "", 3],
    ["204 15-72 лет", "  643 Российская Федерация", "642 процент", YEAR, 6.5, "…"],
]
NAMED: Grid = [
    ["Уровень безработицы"],
    [],
    ["", "", "", 2020, "", "2021"],
    ["", "", "", "I квартал", YEAR, YEAR],
    ["15 лет и старше", "  Российская Федерация", "процент", 5.5, 5.75, "4,75"],
    ["", "    Белгородская область", "", "", 3.0, ""],
]


def xls(grid: Grid) -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("Паспорт").write(0, 0, "Уровень безработицы")
    sheet = book.add_sheet("Данные")
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xlsx(grid: Grid) -> bytes:
    book = openpyxl.Workbook()
    for cells in grid:
        book.active.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("written", [xls, xlsx])
def test_an_export_with_codes(tmp_path: Path, written: Callable[[Grid], bytes]) -> None:
    reading = one(read(tmp_path, {"data.xls": written(CODED)}))
    found = values(reading, "region_code", "indicator", "year", "period")
    assert found == {
        ("643", "unemployment_rate_207", 2020, 1): 5.5,
        ("643", "unemployment_rate_207", 2021, 1): 4.75,
        ("14000000000", "unemployment_rate_204", 2021, 1): 3.0,
        ("643", "unemployment_rate_204", 2020, 0): 6.5,
    }
    assert left_out(reading) == {"cells …": 1}
    names = dict(zip(reading.regions["code"], reading.regions["name"], strict=True))
    assert names["14000000000"] == "Белгородская область"
    assert reading.indicators["unit"].unique().tolist() == ["percent"]


@pytest.mark.parametrize("titles", [["", "", ""], ["Возраст", "ОКАТО", "Единица измерения"]])
def test_an_export_with_names_and_periods_below_the_years(
    tmp_path: Path, titles: list[str]
) -> None:
    grid = [*NAMED[:3], [*titles, *NAMED[3][3:]], *NAMED[4:]]
    reading = one(read(tmp_path, {"data.xls": xls(grid)}))
    name = "unemployment_rate_15_let_i_starshe"
    assert values(reading, "region_code", "indicator", "year", "period") == {
        ("Российская Федерация", name, 2020, 1): 5.5,
        ("Российская Федерация", name, 2020, 0): 5.75,
        ("Российская Федерация", name, 2021, 0): 4.75,
        ("Белгородская область", name, 2020, 0): 3.0,
    }
    regions = reading.regions.set_index("code")
    assert regions["package_code"].to_dict() == {
        "Российская Федерация": "RU",
        "Белгородская область": "RU-BEL",
        "030": "RU-030",
    }
    assert regions.loc["Белгородская область", "parent_code"] == "030"
    assert regions.loc["030", "parent_code"] == "Российская Федерация"


def test_an_export_with_titles_of_activities(tmp_path: Path) -> None:
    titles: list[Any] = [
        "Всего по обследуемым видам",
        "Обрабатывающие производства",
        "Прочее, не названное",
    ]
    grid: Grid = [
        [GVA],
        [],
        ["ОКАТО", "ОКВЭД2", "Единица измерения", 2020],
        *(["Калужская область", title, "миллион рублей", 1.5] for title in titles),
        ["Калужская область", "производство напитков", "миллион рублей", 0.5],
    ]
    reading = one(read(tmp_path, {"data.xls": xls(grid)}))
    found = values(reading, "region_code", "cluster_code", "indicator", "year")
    assert found["Калужская область", titles[1], "value_added_million_rub", 2020] == 1.5
    activities = reading.activities.set_index("code")
    assert activities["package_code"].to_dict() == {
        titles[0]: "TOTAL",
        titles[1]: "C",
        titles[2]: "",
        "производство напитков": "11",
    }
    assert activities.loc["производство напитков", "parent_code"] == titles[1]
    assert activities.loc[titles[1], "parent_code"] == titles[0]
    assert activities["left_out"].ne("").tolist() == [False, False, True, False]


def test_an_export_without_values_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"data.xls has no values: choose values on fedstat.ru"):
        read(tmp_path, {"data.xls": xls(CODED[:3])})


def test_only_its_own_files_are_recognised(tmp_path: Path) -> None:
    sheet: Grid = [["Численность"], [], ["Регион", 2020, 2021], ["Белгородская область", 1, 2]]
    own_long: Grid = [
        ["Численность"],
        [],
        ["Регион", "Единица измерения", 2020],
        ["Тула", "человек", 1],
    ]
    others: dict[str, str | bytes] = {
        "long table.xlsx": xlsx(own_long),
        "own table.xlsx": xlsx(sheet),
        "other.xml": gva().replace("v1_0", "v2_1"),
        "page.xml": "<html><body>GenericData</body></html>",
        "bytes": b"<GenericData\xff\x00",
    }
    own: dict[str, str | bytes] = {"a.xml": gva(), "b.xls": xls(CODED), "c.xlsx": xlsx(NAMED)}
    assert layouts(tmp_path, {**own, **others}) == {"emiss": list(own), "": list(others)}


def test_means_of_each_do_not_add_up_over_activities(tmp_path: Path) -> None:
    wages = "Среднемесячная номинальная начисленная заработная плата"
    reading = one(read(tmp_path, {"any.xml": gva(title=wages, unit="рубль")}))
    assert reading.indicators["left_out"].tolist() == ["a rate: those of activities do not add up"]
    people = "Среднесписочная численность работников"
    reading = one(read(tmp_path, {"any.xml": gva(title=people, unit="человек")}))
    assert reading.indicators["left_out"].tolist() == [""]


def test_the_total_of_a_dimension_adds_nothing_to_the_name(tmp_path: Path) -> None:
    lists = {"s_pol": ("Пол", {"1": "Мужчины", "3": "Всего"}), "s_OKATO": LISTS["s_OKATO"]}
    rows = [({"s_pol": sex, "s_OKATO": "643"}, YEAR, "2021", "5") for sex in ("1", "3")]
    title = "Численность безработных"
    reading = one(read(tmp_path, {"a.xml": sdmx(rows, lists, title, "тысяча человек")}))
    assert sorted(reading.indicators["indicator"]) == ["unemployed", "unemployed_1"]
