"""Layouts that people hold are found without help; what is doubtful is asked."""

from pathlib import Path
from typing import Any

import pytest

from features.errors import InputError
from features.sources.tables.mapping import read_with
from features.sources.tables.plan import parse
from tests.features.sources.tables.held import (
    cell,
    csv_file,
    given,
    imported,
    opened,
    proposed_text,
    row,
    workbook,
)

FARMS = "«Сельское, лесное хозяйство, охота, рыболовство и рыбоводство» (раздел A ОКВЭД2)"
FACTORIES = "«Обрабатывающие производства» (раздел C ОКВЭД2)"


def sheet_of_industry(title: str, value: float) -> list[list[Any]]:
    return [
        ["К содержанию"],
        [f"Валовая добавленная стоимость по виду экономической деятельности {title}"],
        ["(в текущих основных ценах; миллионов рублей)"],
        [None, 2021, "2022 2)"],
        ["Российская Федерация", 10 * value, 11 * value],
        ["Северо-Западный федеральный округ 1)", 2 * value, "…3)"],
        ["Архангельская область", value, "63160,3 4)"],
        ["   в том числе Hенецкий авт. округ", value / 2, "–"],
        ["г.Москва", "1 234,5", 3 * value],
        [],
        ["2) Предварительные данные."],
        ["Обновлено: 26.11.2025 г."],
    ]


def test_a_sheet_an_industry_years_across(tmp_path: Path) -> None:
    sheets = {
        "Содержание": [["Содержание:"], ["1.", "Валовая добавленная стоимость"]],
        "1": sheet_of_industry(FARMS, 4.0),
        "2": sheet_of_industry(FACTORIES, 8.0),
    }
    merged = {name: ["A2:C2", "A11:C11"] for name in ("1", "2")}
    found = imported(workbook(tmp_path, sheets, merged))
    assert cell(found, "Российская Федерация", 2022, "A") == [44.0]
    assert cell(found, "Архангельская область", 2022, "C") == [63160.3]
    assert cell(found, "г.Москва", 2021, "C") == [1234.5]
    assert cell(found, "в том числе Hенецкий авт. округ", 2022, "A") == []
    assert len(given(found)) == 2 * 8
    arctic = row(found.regions, "в том числе Hенецкий авт. округ")
    assert arctic["package_code"] == "RU-NEN"
    assert arctic["name"] == "Ненецкий автономный округ"
    assert arctic["parent_code"] == "Архангельская область"
    assert row(found.regions, "г.Москва")["parent_code"] == "Российская Федерация"
    district = "Северо-Западный федеральный округ 1)"
    assert row(found.regions, "Архангельская область")["parent_code"] == district
    assert found.indicators.iloc[0].tolist()[:2] == ["value_added", "million RUB, current prices"]
    assert found.indicators["price_basis"].tolist() == ["current"]
    assert found.vintage == "2025-11-26"
    left = {it.what: it.count for it in found.left_out}
    assert left["cells marked …"] == 2
    assert left["cells marked –"] == 2
    assert any("Содержание" in what for what in left)


def test_genesis_with_years_in_rows_and_codes_beside_names(tmp_path: Path) -> None:
    text = """GENESIS-Tabelle: 82111-01-05-4;;;;;
Bruttowertschöpfung zu Herstellungspreisen (Tsd. EUR);;;;;
;;;WZ2008 (Abschnitte);WZ2008 (Abschnitte);WZ2008 (Abschnitte)
;;;Insgesamt;Produzierendes Gewerbe ohne Baugewerbe (B-E);darunter: Verarbeitendes Gewerbe (C)
;;;Tsd. EUR;Tsd. EUR;Tsd. EUR
2019;DG;Deutschland;900;300;200
2019;09;  Bayern;90;30;-
2019;09161;      Ingolstadt, Kreisfreie Stadt;9;3;1
2020;DG;Deutschland;910;310;210
2020;09;  Bayern;91;...;22
2020;09161;      Ingolstadt, Kreisfreie Stadt;10;4;2
__________
(C)opyright Statistische Ämter des Bundes und der Länder, Deutschland, 2024
Stand: 12.02.2024 / 10:11:12
"""
    found = imported(csv_file(tmp_path, text, "latin-1"))
    assert cell(found, "09161", 2020, "C") == [2.0]
    assert cell(found, "09", 2019, "C") == cell(found, "09", 2020, "B-E") == []
    assert len(given(found)) == 16
    assert cell(found, "09161", 2020, "B-E_X_C") == [2.0]
    assert row(found.activities, "B-E_X_C")["parent_code"] == "B-E"
    assert row(found.regions, "09161")["parent_code"] == "09"
    assert row(found.regions, "09161")["name"] == "Ingolstadt, Kreisfreie Stadt"
    assert row(found.regions, "09")["parent_code"] == "DG"
    assert row(found.activities, "C")["parent_code"] == "B-E"
    assert row(found.activities, "C")["name"] == "Verarbeitendes Gewerbe"
    assert row(found.activities, "B-E")["parent_code"] == "TOTAL"
    assert found.indicators["unit"].tolist() == ["thousand EUR, current prices"] or (
        found.indicators["unit"].tolist() == ["thousand EUR"]
    )
    assert found.vintage == "2024-02-12"


def test_industries_over_years_with_merged_headers(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Table 1: Jobs by county and industry, thousands [note 1]"],
        [],
        ["Area code", "Area name", "Agriculture", None, "Manufacturing", None, "Notes"],
        [None, None, 2021, "2022 [p]", 2021, "2022 [p]", None],
        ["IE", "Ireland", 10.5, 11.5, "1,234.5", 13.5, None],
        ["IE04", "Northern", 1.5, 2.5, "[c]", 4.5, "estimated"],
        ["IE041", "Border [b]", "[x]", 2.5, 3.5, 4.5, None],
        ["[note 1] Rounded."],
    ]
    ranges = ["A3:A4", "B3:B4", "C3:D3", "E3:F3"]
    found = imported(workbook(tmp_path, {"Table 1": rows}, {"Table 1": ranges}))
    assert cell(found, "IE", 2021, "C") == [1234.5]
    assert cell(found, "IE041", 2022, "A") == [2.5]
    assert cell(found, "IE04", 2021, "C") == []
    assert len(given(found)) == 10
    assert row(found.regions, "IE041")["name"] == "Border"
    assert found.regions["parent_code"].tolist() == ["", "IE", "IE04"]
    assert found.indicators.iloc[0].tolist()[:2] == ["employment", "thousand persons"]


def test_blank_regions_repeat_the_one_above_and_titles_are_indented(tmp_path: Path) -> None:
    text = """Среднесписочная численность работников организаций;;;
тыс. человек;;;
Регион;Вид деятельности;2021 г.;2022 г.*
Самарская область;Всего по обследуемым видам экономической деятельности;1 250,2;245,9
;Обрабатывающие производства;80,4;78,1
;    из них:;;
;    производство пищевых продуктов;11,3;-
Удмуртская Республика;Всего по обследуемым видам экономической деятельности;136,6;…
;Обрабатывающие производства;44,2;44,3
;    из них:;;
;    производство пищевых продуктов;6,1;6,1
;;;
* Оперативные данные;;;
"""
    found = imported(csv_file(tmp_path, text, "cp1251"))
    assert cell(found, "Самарская область", 2021, "TOTAL") == [1250.2]
    assert cell(found, "Самарская область", 2021, "10") == [11.3]
    assert cell(found, "Самарская область", 2022, "10") == []
    assert cell(found, "Удмуртская Республика", 2022, "10") == [6.1]
    assert found.activities.set_index("code")["parent_code"].to_dict() == {
        "TOTAL": "",
        "C": "TOTAL",
        "10": "C",
        "C_X_10": "C",
        "TOTAL_X_C": "TOTAL",
    }
    assert found.indicators["indicator"].tolist() == ["employees"]


def test_blocks_side_by_side_become_indicators(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Численность персонала, занятого научными исследованиями и разработками"],
        [None, None, None, None, "(человек)"],
        [None, "Численность персонала – всего", None, "в том числе", None],
        [None, None, None, "исследователи", None],
        [None, 2010, "20235)", 2010, "20235)"],
        ["Калужская область", 100, 110, 50, "…4)"],
        ["Тульская область", 200, 210, 60, 70],
    ]
    found = imported(workbook(tmp_path, {"2": rows}, {"2": ["B3:C3", "D3:E3", "D4:E4"]}))
    assert found.table == "region_indicators"
    total, part = found.indicators["indicator"].tolist()
    assert total == "rd_personnel"
    assert cell(found, "Тульская область", 2023, indicator=total) == [210.0]
    assert cell(found, "Тульская область", 2023, indicator=part) == [70.0]
    assert cell(found, "Калужская область", 2023, indicator=part) == []
    assert set(found.rows["heading"]) == {"Численность персонала – всего", "исследователи"}


def test_regions_as_columns_and_months_as_rows(tmp_path: Path) -> None:
    text = """,varname,Российская Федерация,Белгородская область
2009-01-01,CPI_IND_YTD,102.4,102.5
2009-02-01,CPI_IND_YTD,104.1,
2010-01-01,CPI_IND_YTD,101.6,101.4
"""
    found = imported(csv_file(tmp_path, text))
    assert cell(found, "Российская Федерация", 2009, period=2) == [104.1]
    assert cell(found, "Белгородская область", 2009, period=2) == []
    assert found.indicators.iloc[0].tolist()[:2] == ["consumer_price_index", "index"]


@pytest.mark.parametrize(
    "text",
    [
        # regions above their industries, in one column
        """Численность занятых, тыс. человек;;
;2019;2020
Калужская область;10;11
  Строительство;1;2
Тульская область;20;21
  Строительство;5;6
""",
        # industries above their regions
        """Численность занятых, тыс. человек;;
;2019;2020
Всего;;
 Калужская область;10;11
 Тульская область;20;21
Строительство;;
 Калужская область;1;2
 Тульская область;5;6
""",
        # years over industries, without merged cells
        """Численность занятых, тыс. человек;;;;
;2019;;2020;
;Всего;Строительство;Всего;Строительство
Калужская область;10;1;11;2
Тульская область;20;5;21;6
""",
        # the columns of the table are numbered
        """Численность занятых по видам экономической деятельности, тыс. человек;;;
Субъект;Вид деятельности;2019;2020
А;Б;1;2
Калужская область;Всего;10;11
Калужская область;Строительство;1;2
Тульская область;Всего;20;21
Тульская область;Строительство;5;6
""",
        # long, with a year in each row
        """Регион;Год;Вид деятельности;Численность занятых, тыс. человек
Калужская область;2019;Всего;10
Калужская область;2020;Всего;11
Тульская область;2019;Всего;20
Тульская область;2020;Всего;21
Калужская область;2019;Строительство;1
Калужская область;2020;Строительство;2
Тульская область;2019;Строительство;5
Тульская область;2020;Строительство;6
""",
    ],
    ids=["regions first", "industries first", "years over industries", "numbered", "long"],
)
def test_the_same_table_in_other_layouts(tmp_path: Path, text: str) -> None:
    found = imported(csv_file(tmp_path, text))
    assert len(given(found)) == 8
    assert cell(found, "Калужская область", 2020, "TOTAL") == [11.0]
    assert cell(found, "Калужская область", 2020, "F") == [2.0]
    assert cell(found, "Тульская область", 2019, "TOTAL") == [20.0]
    assert cell(found, "Тульская область", 2019, "F") == [5.0]
    assert found.indicators.iloc[0].tolist()[:2] == ["employment", "thousand persons"]


def test_a_sheet_a_region(tmp_path: Path) -> None:
    def of(value: float) -> list[list[Any]]:
        title = ["Среднегодовая численность занятых, тыс. человек"]
        return [
            title,
            ["Вид деятельности", 2019, 2020],
            ["Строительство", value, 3],
            ["Образование", 4, 2],
        ]

    sheets = {"Калужская область": of(1.5), "г. Москва": of(2.5), "О таблице": [["Обновлено"]]}
    found = imported(workbook(tmp_path, sheets))
    assert cell(found, "г. Москва", 2019, "F") == [2.5]
    assert row(found.regions, "г. Москва")["package_code"] == "RU-MOW"
    assert len(given(found)) == 8


def test_rows_may_be_numbered(tmp_path: Path) -> None:
    rows = [f"{n};{it};{n},5" for n, it in enumerate(["г. Москва", "Калужская область"], 1)]
    text = "Население, тыс. человек;;\n№ п/п;Субъект;2020\n" + "\n".join(rows)
    found = imported(csv_file(tmp_path, text))
    assert cell(found, "Калужская область", 2020) == [2.5]
    assert found.table == "region_indicators"


def test_a_sheet_a_year(tmp_path: Path) -> None:
    def of(value: float) -> list[list[Any]]:
        return [
            ["Employment by region and industry, thousand persons"],
            ["Region", "Manufacturing", "Construction"],
            ["Moscow", value, 3],
            ["Tula Oblast", 4, 2],
        ]

    found = imported(workbook(tmp_path, {"2019": of(10.5), "2020": of(11.5)}))
    assert cell(found, "Moscow", 2020, "C") == [11.5]
    assert len(given(found)) == 8


def test_quarters_below_their_years(tmp_path: Path) -> None:
    text = """Среднемесячная заработная плата, рублей;;;
;2019;;2020
;III квартал;IV квартал;I квартал
Калужская область;1 000;1 100;1 400
Тульская область;900;910;940
"""
    found = imported(csv_file(tmp_path, text))
    assert cell(found, "Калужская область", 2019, period=4) == [1100.0]
    assert cell(found, "Тульская область", 2020, period=1) == [940.0]


def test_several_measures_have_their_own_units(tmp_path: Path) -> None:
    text = """Region;Year;Industry;Value added, million RUB;Employees
Tula Oblast;2019;Manufacturing;1234,5;10
Tula Oblast;2020;Manufacturing;2345,5;11
"""
    found = imported(csv_file(tmp_path, text))
    units = found.indicators.set_index("indicator")["unit"].to_dict()
    assert units == {"value_added": "million RUB", "employees": "persons"}
    assert cell(found, "Tula Oblast", 2020, "C", indicator="employees") == [11.0]


def test_a_column_of_rates_beside_the_years_is_left_out(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Объем инвестиций в основной капитал, млн рублей"],
        ["Регион", 2021, 2022, "2022 в % к 2021"],
        ["Калужская область", 100.5, 120.5, 119.9],
        ["Тульская область", 90.1, 99.5, 110.4],
    ]
    found = imported(workbook(tmp_path, {"1": rows}))
    assert len(given(found)) == 4
    assert {it.what: it.count for it in found.left_out} == {"values in columns without a year": 2}


def test_letters_of_okved_1_are_not_taken_for_okved_2(tmp_path: Path) -> None:
    def of(industry: str) -> list[list[Any]]:
        title = f'Отгружено товаров по виду экономической деятельности "{industry}" (млн.руб.)'
        return [[title], ["", "2005", 2010], ["Калужская область", 20, 30]]

    factories = "Обрабатывающие производства"
    power = "Производство и распределение электроэнергии, газа и воды"
    found = imported(workbook(tmp_path, {"2": of(factories), "3": of(power)}))
    assert cell(found, "Калужская область", 2010, "D (OKVED 1)", sheet="2") == [30.0]
    assert row(found.activities, "D (OKVED 1)")["name"] == factories
    assert row(found.activities, "E (OKVED 1)")["parent_code"] == ""


def test_a_scheme_that_cannot_be_told_is_asked(tmp_path: Path) -> None:
    text = """Оборот организаций, млн рублей;;
Вид деятельности: Обрабатывающие производства;;
;2010;2020
Калужская область;10;11
"""
    assert 'activity = "?"' in proposed_text(csv_file(tmp_path, text))


def test_a_doubtful_region_is_asked_and_its_nearest_are_named(tmp_path: Path) -> None:
    text = """Численность населения, человек;;
Субъект;2020;2021
г. Москва;12;13
Калужская область;3;4
Тулская область;1;2
"""
    proposal = proposed_text(csv_file(tmp_path, text))
    assert '"Тулская область" = "?"  # perhaps RU-TUL (Тульская область)' in proposal
    with pytest.raises(InputError, match="leaves \"\\?\" open: regions 'Тулская область'"):
        imported(csv_file(tmp_path, text))
    found = imported(
        csv_file(tmp_path, text), ('"Тулская область" = "?"', '"Тулская область" = "RU-TUL"')
    )
    assert row(found.regions, "Тулская область")["name"] == "Тульская область"


def test_ambiguous_thousands_unread_cells_and_unknown_names_are_asked(tmp_path: Path) -> None:
    text = """County;2019;2020
Kent;1,234;2,345
Surrey;3,456;1о2
"""
    proposal = proposed_text(csv_file(tmp_path, text))
    for question in ('decimal = "?"', 'region_codes = "?"', 'indicator = "?"', 'unit = "?"'):
        assert question in proposal
    text = "Число предприятий;\nСубъект;2020\nг. Москва;1о2\nКалужская область;3\n"
    assert "cannot be read as numbers: B3 '1о2'" in proposed_text(csv_file(tmp_path, text))


def test_products_of_the_nation_are_nothing_to_import(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Производство напитков1"],
        [None, "2017", 2018, "2022 2"],
        ["Пиво, кроме отходов пивоварения, млн. дкл", 756, 777, "…"],
        ["Воды минеральные, млн. полулитров", 12045, 13046, 21082.6],
    ]
    with pytest.raises(
        InputError, match=r"nothing to import: .*no row or column of it holds regions"
    ):
        proposed_text(workbook(tmp_path, {"11": rows}))


def test_tables_below_one_another_in_a_sheet(tmp_path: Path) -> None:
    def block(industry: str, value: float, years: list[object]) -> list[list[Any]]:
        title = f"Среднегодовая численность занятых по виду деятельности «{industry}», тыс. человек"
        rows: list[list[Any]] = [[title], [None, *years], ["Калужская область", value, value + 1]]
        return [*rows, ["Тульская область", 2 * value, "…"], ["1) Оценка."], []]

    rows = block("Строительство", 1.5, [2019, 2020]) + block("Образование", 5.5, [2019, "2020 1)"])
    rows += [[None, 2021, 2022], ["Калужская область", 7, 8], ["Тульская область", 9, 10]]
    path = workbook(tmp_path, {"1": rows})
    first, second, third = read_with(parse(proposed_text(path), "M.toml"), opened(path))
    assert cell(first, "Тульская область", 2019, "F") == [3.0]
    assert cell(second, "Калужская область", 2020, "P") == [6.5]
    assert len(given(first)) == len(given(second)) == 3
    assert sorted(third.rows["year"].unique()) == [2021, 2022]
    assert third.indicators["unit"].tolist() == ["thousand persons"]


def test_values_that_look_like_years_are_values(tmp_path: Path) -> None:
    text = """Численность населения, тыс. человек;;
Субъект;2019;2020
г. Москва;12,5;13,5
Калужская область;2001;2002
Тульская область;1,5;2
"""
    found = imported(csv_file(tmp_path, text))
    assert cell(found, "Калужская область", 2020) == [2002.0]
    assert len(found.rows) == 6


def test_districts_and_subjects_in_columns_of_their_own(tmp_path: Path) -> None:
    text = """Численность населения, человек;;
Федеральный округ;Субъект;2020
Центральный федеральный округ;;10
;Калужская область;3
;Тульская область;4
Приволжский федеральный округ;;7
;Самарская область;6
"""
    found = imported(csv_file(tmp_path, text))
    assert cell(found, "Приволжский федеральный округ", 2020) == [7.0]
    assert cell(found, "Тульская область", 2020) == [4.0]
    assert len(given(found)) == 5


def test_sheets_of_two_schemes_keep_their_letters_apart(tmp_path: Path) -> None:
    def of(years: list[int], power: str, of_whom: str = "") -> list[list[Any]]:
        title = f"Наличие основных фондов{of_whom} (млн рублей)"
        header = [None, "Обрабатывающие производства", power]
        body = [["Калужская область", years[0], 5.5], ["Тульская область", 3.5, 4.5]]
        return [[title], [None, *years], header, *body]

    old = of([2015, 2016], "Производство и распределение электроэнергии, газа и воды")
    power = "Обеспечение электрической энергией, газом и паром; кондиционирование воздуха"
    sheets = {"1": old, "2": of([2019, 2020], power), "3": of([2019, 2020], power, " частных фирм")}
    path = workbook(tmp_path, sheets)
    first, second, third = read_with(parse(proposed_text(path), "M.toml"), opened(path))
    assert sorted(first.activities["code"]) == ["D (OKVED 1)", "E (OKVED 1)"]
    assert sorted(second.activities["code"]) == ["C", "D"]
    names = [reading.indicators["indicator"].iloc[0] for reading in (first, second, third)]
    assert names == ["fixed_assets", "fixed_assets", "fixed_assets_chastnykh_firm"]


def test_other_units_and_other_subjects_are_other_indicators(tmp_path: Path) -> None:
    def of(whose: str, unit: str, value: float) -> list[list[Any]]:
        return [[f"Оборот {whose}, {unit}"], ["Регион", 2020], ["Калужская область", value]]

    sheets = {
        "1": of("организаций", "млн рублей", 1.5),
        "2": of("организаций", "тыс. рублей", 1500.0),
        "3": of("малых организаций", "млн рублей", 0.5),
        "4": of("малых организаций", "тыс. рублей", 500.0),
    }
    path = workbook(tmp_path, sheets)
    found = read_with(parse(proposed_text(path), "M.toml"), opened(path))
    units = {it.indicators["indicator"].iloc[0]: it.indicators["unit"].iloc[0] for it in found}
    assert units == {
        "turnover": "million RUB",
        "turnover_thousand_rub": "thousand RUB",
        "turnover_malykh": "million RUB",
        "turnover_malykh_thousand_rub": "thousand RUB",
    }
