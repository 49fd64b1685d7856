"""Tables of one region, blocks of regions and industries, and what a mapping leaves out."""

from pathlib import Path
from typing import Any

import pytest

from features.errors import InputError
from features.sources.reading import Choices, silent
from features.sources.tables import table
from features.sources.tables.mapping import propose, proposed, read_with
from features.sources.tables.matching import region_in
from features.sources.tables.plan import parse
from tests.features.sources.tables.held import (
    cell,
    csv_file,
    imported,
    opened,
    proposed_text,
    row,
    workbook,
)

FACTORIES, BUILDING = "Обрабатывающие производства", "Строительство"
INDUSTRIES: list[list[Any]] = [
    ["Вид деятельности", 2018, 2019],
    [FACTORIES, 1.5, 2],
    [BUILDING, 3, 4],
]


def jobs(place: str) -> list[list[Any]]:
    return [[f"Численность занятых {place}, тыс. человек"], *INDUSTRIES]


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("Численность занятых в экономике Республики Татарстан", "Республика Татарстан"),
        ("Занятость по отраслям в Алтайском крае Российской Федерации", "Алтайский край"),
        ("Занятость в Республике Алтай", "Республика Алтай"),
        ("Занятость в г. Москве", "г. Москва"),
        ("Московская область и Москва", ""),
        ("Занятость в Российской Федерации", "Российская Федерация"),
        ("Employment in West Virginia and Virginia", ""),
    ],
)
def test_a_title_names_one_region_in_any_case_or_none(title: str, region: str) -> None:
    assert region_in([title]) == region


def test_tables_of_one_region_have_it_in_their_titles(tmp_path: Path) -> None:
    sheets = {"1": jobs("в Самарской области"), "2": jobs("в Республике Алтай")}
    files = opened(workbook(tmp_path, sheets))
    first, second = read_with(parse(propose(files), "M"), files)
    assert cell(first, "Самарская область", 2018, "C") == [1.5]
    assert cell(second, "Республика Алтай", 2019, "F") == [4.0]
    assert row(second.regions, "Республика Алтай")["package_code"] == "RU-AL"
    assert set(first.rows["indicator"]) == set(second.rows["indicator"]) == {"employment"}


def test_a_region_that_nothing_names_is_asked(tmp_path: Path) -> None:
    text = "Erwerbstätige in Bayern in Tsd.\nBranche;2018\nBaugewerbe;3,5\nGastgewerbe;4,5\n"
    path = csv_file(tmp_path, text)
    assert 'region = "?"' in proposed_text(path)
    answers = ('region = "?"', 'region = "DE2"'), ('region_codes = "?"', 'region_codes = "labels"')
    assert cell(imported(path, *answers), "DE2", 2018, "F") == [3.5]


def test_files_of_a_year_each_have_it_in_their_titles(tmp_path: Path) -> None:
    files = []
    for year in (2018, 2019):
        folder = tmp_path / str(year)
        folder.mkdir()
        text = f"Занятость в {year} году, тыс. человек\nРегион;{BUILDING}\nг.Москва;{year - 2000}\n"
        files += opened(csv_file(folder, text, name=f"{year}.csv"))
    first, second = read_with(proposed(files).plan, files)
    assert cell(first, "г.Москва", 2018, "F") == [18.0]
    assert cell(second, "г.Москва", 2019, "F") == [19.0]


def test_a_line_that_says_that_parts_follow_keeps_the_region_above(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Валовая добавленная стоимость, млн руб."], [None, 2019, 2020]]
    for name, size in (("Белгородская область", 10.0), ("Алтайский край", 1.0)):
        rows += [[name, None, None], ["Всего", 10 * size, 11 * size], ["в том числе:"]]
        rows += [[FACTORIES, 6 * size, 7 * size], [BUILDING, 4 * size, 4 * size], []]
    found = imported(workbook(tmp_path, {"1": rows}))
    assert cell(found, "Белгородская область", 2020, "C") == [70.0]
    assert cell(found, "Алтайский край", 2019, "F") == [4.0]
    assert cell(found, "Алтайский край", 2019, "TOTAL") == [10.0]
    assert found.left_out == ()


def test_a_table_that_goes_on_below_is_of_the_same_title(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Численность занятых, тыс. человек"],
        ["Регион", 2018],
        ["Москва", 1],
        ["Продолжение"],
        ["Регион", 2018],
        ["Тверская область", 3],
    ]
    files = opened(workbook(tmp_path, {"1": rows}))
    first, second = read_with(proposed(files).plan, files)
    assert cell(first, "Москва", 2018) == [1.0]
    assert cell(second, "Тверская область", 2018) == [3.0]
    for found in (first, second):
        assert found.indicators.iloc[0].tolist()[:2] == ["employment", "thousand persons"]


UNKNOWN_HEADING: list[list[Any]] = [
    ["Численность занятых, тыс. человек"],
    [None, 2019],
    [FACTORIES, None],
    ["Белгородская область", 1],
    ["Москва", 3],
    ["Кластер фотоники", None],
    ["Белгородская область", 5],
    ["Москва", 7],
]


def test_rows_below_a_heading_of_no_list_are_asked_for_and_never_of_another(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"1": UNKNOWN_HEADING})
    asked = '"Кластер фотоники" = "?"'
    assert asked in proposed_text(path)
    photonics = imported(path, (asked, '"Кластер фотоники" = "PHOT"'))
    assert cell(photonics, "Москва", 2019, "PHOT") == [7.0]
    assert cell(photonics, "Москва", 2019, "C") == [3.0]
    without = imported(path, (asked, '"Кластер фотоники" = ""'))
    assert cell(without, "Москва", 2019) == [3.0]
    assert [(it.what, it.count) for it in without.left_out] == [("values of 'Кластер фотоники'", 2)]


@pytest.mark.parametrize(
    "title", ["Занятость в обрабатывающих производствах", "Erwerbstätige im Baugewerbe"]
)
def test_an_industry_that_a_title_may_name_is_asked(tmp_path: Path, title: str) -> None:
    text = f"{title} (тыс. человек);\nРегион;2018\nг.Москва;3,5\nХМАО;4,5\n"
    path = csv_file(tmp_path, text)
    assert 'activity = "?"' in proposed_text(path)
    assert cell(imported(path, ('activity = "?"', 'activity = "C"')), "ХМАО", 2018, "C") == [4.5]


def test_a_region_alone_in_its_row_stands_above_its_industries(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Занятость, тыс. человек"], ["Kreis", "Branche", 2019]]
    for name, size in (("Ingolstadt", 1.0), ("München", 2.0)):
        rows += [[name, None, None], [None, "Baugewerbe", size], [None, "Gastgewerbe", 3 * size]]
    found = imported(
        workbook(tmp_path, {"1": rows}), ('region_codes = "?"', 'region_codes = "labels"')
    )
    assert cell(found, "Ingolstadt", 2019, "F") == [1.0]
    assert cell(found, "München", 2019, "I") == [6.0]


def test_names_beside_codes_of_no_list_give_the_codes_of_one(tmp_path: Path) -> None:
    text = "Код региона;Регион;2019\n01;Алтайский край;5\n84;Республика Алтай;6\n"
    path = csv_file(tmp_path, "Численность занятых, тыс. человек;;\n" + text)
    assert row(imported(path).regions, "84")["package_code"] == "RU-AL"


def test_each_of_several_mappings_reads_its_own_files(tmp_path: Path) -> None:
    files, maps = [], []
    for name, place in (("a", "Москва"), ("b", "Белгородская область")):
        text = f"Численность занятых, тыс. человек;\nРегион;2019\n{place};5\n"
        (file,) = opened(csv_file(tmp_path, text, name=f"{name}.csv"))
        files.append(file)
        target = tmp_path / f"{name}.toml"
        target.write_text(
            propose([file]).replace("[[tables]]", f'[[tables]]\nfiles = ["{name}.*"]')
        )
        maps.append(str(target))
    found = table.read(files, Choices(maps=tuple(maps)), silent)
    assert [it.left_out for it in found] == [(), ()]
    (third,) = opened(csv_file(tmp_path, text, name="c.csv"))
    with pytest.raises(InputError, match=r"no mapping names c\.csv: give one with --map"):
        table.read([*files, third], Choices(maps=tuple(maps)), silent)
