"""Titles from every official layout, in small files written in it."""

from pathlib import Path

import openpyxl
import pytest

from features.errors import InputError
from features.sources.naming.titles import Ancestry, Title, read_titles
from features.sources.opening import unpacked


def titles(folder: Path, name: str, content: str | bytes | list[list[object]]) -> list[Title]:
    file = folder / name
    if isinstance(content, list):
        book = openpyxl.Workbook()
        book.create_sheet("Notes", 0).append(["Code", "Name"])
        for row in content:
            book.worksheets[1].append(row)
        book.save(file)
    else:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "unpacked").mkdir()
    return read_titles(unpacked([file], folder / "unpacked"))


def lines(found: list[Title]) -> list[tuple[str, str, str]]:
    """Code, title and parent of every title."""
    ancestry = Ancestry(found)
    return [(it.code, it.title, ancestry.parent(it.code)) for it in found]


def test_columns_of_code_title_parent_and_languages(tmp_path: Path) -> None:
    found = titles(
        tmp_path,
        "t.csv",
        "code,title,parent_code,title_ru,level\nA,Farming,,Хозяйство,1\n01,Crops,A,,2\n",
    )
    assert lines(found) == [("A", "Farming", ""), ("01", "Crops", "A")]
    assert [it.languages for it in found] == [{"ru": "Хозяйство"}, {}]


def test_further_columns_of_codes_are_kept(tmp_path: Path) -> None:
    (found,) = titles(tmp_path, "t.csv", "title,alpha3,code,numeric\nNamibia,NAM,NA,516\n")
    assert (found.code, found.title) == ("NA", "Namibia")
    assert found.other_codes == ("NAM", "516")


def test_ramon_has_semicolons_and_digits_below_letters(tmp_path: Path) -> None:
    found = titles(
        tmp_path,
        "NACE.csv",
        'NACE Rev. 2\n"Order";"Level";"Code";"Parent";"Description";"This item includes"\n'
        '"1";"1";"A";"";"AGRICULTURE, FORESTRY";""\n'
        '"2";"2";"01";"A";"Crops; hunting";"x"\n',
    )
    assert lines(found) == [("A", "AGRICULTURE, FORESTRY", ""), ("01", "Crops; hunting", "A")]


def test_showvoc_without_parents_goes_by_the_form_of_codes(tmp_path: Path) -> None:
    found = titles(
        tmp_path,
        "n.tsv",
        "CODE\tHEADING\tLEVEL\nA\tFarming\t1\n01\tCrops\t2\n01.1\tGrowing\t3\nB\tMining\t1\n05\tCoal\t2\n",
    )
    assert [parent for _, _, parent in lines(found)] == ["", "A", "01", "", "B"]


def test_several_languages_alone(tmp_path: Path) -> None:
    (found,) = titles(tmp_path, "n.csv", "Code;Name_DE;Name_EN\nC;Industrie;Industry\n")
    assert (found.title, found.languages) == ("Industry", {"de": "Industrie", "en": "Industry"})


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["NUTS 2021 and statistical regions"],
            ["Code 2021", "Country", "NUTS level 1", "NUTS level 2", "NUTS level 3", "NUTS level"],
            ["BE", "Belgique/België", None, None, None, 0],
            ["BE1", None, "Bruxelles", None, None, 1],
            ["BE10", None, None, "Bruxelles-Capitale", None, 2],
        ],
        [
            ["Country code", "NUTS Code", "NUTS label", "NUTS level", "Country order"],
            ["BE", "BE", "Belgique/België", 0, 1],
            ["BE", "BE1", "Bruxelles", 1, 1],
            ["BE", "BE10", "Bruxelles-Capitale", 2, 1],
        ],
    ],
)
def test_nuts_workbooks(tmp_path: Path, rows: list[list[object]]) -> None:
    assert lines(titles(tmp_path, "NUTS.xlsx", rows)) == [
        ("BE", "Belgique/België", ""),
        ("BE1", "Bruxelles", "BE"),
        ("BE10", "Bruxelles-Capitale", "BE1"),
    ]


def test_naics_workbook_has_ranges_of_sectors_and_a_mark_of_shared_titles(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Seq. No.", "2022 NAICS US   Code", "2022 NAICS US Title", None],
        [None, None, None, None],
        [1, 11, "Agriculture, Forestry, Fishing and HuntingT", "Change"],
        [2, "31-33", "ManufacturingT", None],
        [3, 321, "Wood Product ManufacturingT", None],
        [4, 321113, "Sawmills ", None],
    ]
    assert lines(titles(tmp_path, "2-6 digit_2022_Codes.xlsx", rows)) == [
        ("11", "Agriculture, Forestry, Fishing and Hunting", ""),
        ("31-33", "Manufacturing", ""),
        ("321", "Wood Product Manufacturing", "31-33"),
        ("321113", "Sawmills", "321"),
    ]


def test_cpc_title_list_has_symbol_level_and_title(tmp_path: Path) -> None:
    found = titles(
        tmp_path,
        "cpc-section-A_20240101.txt",
        "A\t\tHUMAN NECESSITIES\nA01\t\tAGRICULTURE\nA01B\t\tSOIL WORKING, IN GENERAL\n"
        "A01B1/00\t0\tHand tools\nA01B1/02\t1\tSpades\nA01B10/00\t0\tOthers\n",
    )
    assert lines(found)[2:] == [
        ("A01B", "SOIL WORKING, IN GENERAL", "A01"),
        ("A01B1/00", "Hand tools", "A01B"),
        ("A01B1/02", "Spades", "A01B1/00"),
        ("A01B10/00", "Others", "A01B"),
    ]


def test_ipc_title_list_writes_groups_at_fixed_length(tmp_path: Path) -> None:
    found = titles(
        tmp_path,
        "EN_ipc_section_A_title_list.txt",
        "A\tHUMAN NECESSITIES\nA01B\tSOIL WORKING\nA01B0001000000\tHand tools\n"
        "A01B0001020000\tSpades\nA01B0033080000\tTools\nA01B0033081000\tFine tools\n",
    )
    assert [it.code for it in found] == [
        *("A", "A01B", "A01B 1/00", "A01B 1/02", "A01B 33/08", "A01B 33/081"),
    ]


@pytest.mark.parametrize("content", ["year,value\n2010,1\n", "x\n", "\n", "A\tb\nhello\tworld\n"])
def test_a_file_without_titles_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match=r"t\.csv has no columns of codes and titles: name them"):
        titles(tmp_path, "t.csv", content)


def test_xml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"t\.xml is XML: give titles as CSV, text or Excel"):
        titles(tmp_path, "t.xml", "<?xml version='1.0'?><a/>")
