import pytest

from features.sources.tables.words import identifier, indicator_of, is_unit, role_of, unit_in


@pytest.mark.parametrize(
    ("texts", "unit", "price_basis"),
    [
        (
            ["ВДС", "(в текущих основных ценах; миллионов рублей)"],
            "million RUB, current prices",
            "current",
        ),
        (["Bruttowertschöpfung (nominal)", "Tsd. EUR"], "thousand EUR, current prices", "current"),
        (["GVA, chained volume measures, £m"], "million GBP, constant prices", "constant"),
        (
            ["Инвестиции (в сопоставимых ценах, млрд руб.)"],
            "billion RUB, constant prices",
            "constant",
        ),
        (["Среднесписочная численность работников", "тыс. человек"], "thousand persons", "none"),
        (["Jobs by county and industry, thousands [note 1]"], "thousand persons", "none"),
        (["Уровень безработицы, %"], "%", "none"),
        (["Наличие основных фондов (млн рублей)"], "million RUB", ""),
        (["gva_meur"], "million EUR", ""),
        (["Table 7"], "", ""),
    ],
)
def test_units_and_prices_in_titles(texts: list[str], unit: str, price_basis: str) -> None:
    assert unit_in(texts) == (unit, price_basis)


@pytest.mark.parametrize(
    ("title", "indicator"),
    [
        ("Валовая добавленная стоимость по разделам", "value_added"),
        ("Валовой региональный продукт", "gross_regional_product"),
        ("Среднесписочная численность работников", "employees"),
        ("Среднегодовая численность занятых", "employment"),
        ("Уровень безработицы", "unemployment_rate"),
        ("CPI_IND_YTD", "consumer_price_index"),
        ("Sozialversicherungspflichtig Beschäftigte", "employees"),
        ("Number of museums", ""),
    ],
)
def test_indicators_in_titles(title: str, indicator: str) -> None:
    assert indicator_of(title) == indicator


def test_an_unknown_title_gives_an_identifier_of_its_words() -> None:
    assert identifier("Число музеев, единиц") == "chislo_muzeev_edinits"
    assert identifier("2 Übernachtungen") == "indicator_2_uebernachtungen"


def test_units_are_told_from_headings() -> None:
    assert is_unit("Tsd. EUR")
    assert is_unit("(человек)")
    assert not is_unit("Jobs in thousands of households")


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Субъект Российской Федерации", "region"),
        ("Area code", "region_code"),
        ("Вид деятельности", "activity"),
        ("NACE", "activity"),
        ("Год", "year"),
        ("Ед. изм.", "unit"),
        ("Показатель", "indicator"),
        ("Пол", ""),
    ],
)
def test_roles_of_columns_by_their_headings(heading: str, role: str) -> None:
    assert role_of(heading) == role
