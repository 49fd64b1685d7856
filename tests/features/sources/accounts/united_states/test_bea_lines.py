"""The tree of BEA's lines, from blanks, from NAICS codes, or from the numbers of the lines."""

from collections.abc import Callable

import pytest

from features.sources.accounts.united_states.bea_lines import (
    Line,
    activities,
    classified,
    industry_lines,
    naics_set,
)
from features.sources.accounts.united_states.bea_units import unit_in_words

GDP = [
    Line("1", "...", "All industry total"),
    Line("2", "...", " Private industries"),
    Line("3", "11", "  Agriculture, forestry, fishing and hunting"),
    Line("4", "111-112", "   Farms"),
    Line("5", "113-115", "   Forestry, fishing, and related activities"),
    Line("6", "21", "  Mining, quarrying, and oil and gas extraction"),
    Line("12", "31-33", "  Manufacturing"),
    Line("13", "321,327-339", "   Durable goods manufacturing"),
    Line("21", "3361-3363", "    Motor vehicles"),
    Line("50", "52, 53", "  Finance, insurance, real estate, rental, and leasing"),
    Line("51", "52", "   Finance and insurance"),
    Line("83", "...", " Government and government enterprises"),
    Line("84", "...", "  Federal civilian"),
    Line("86", "...", "  State and local"),
    Line("87", "11, 21", "Natural resources and mining"),
    Line("90", "31-33, 51", "Manufacturing and information"),
    Line("91", "...", "Private goods-producing industries 2/"),
    Line("100", "...", "All industry total, overseas activity"),
    Line("102", "...", " Federal civilian, overseas activity"),
]
PARENTS = {
    "1": "",
    "2": "1",
    "3": "2",
    "4": "3",
    "5": "3",
    "6": "2",
    "12": "2",
    "13": "12",
    "21": "13",
    "50": "2",
    "51": "50",
    "83": "1",
    "84": "83",
    "86": "83",
}
ADDENDA = {"87", "90", "91", "100", "102"}


def flat(lines: list[Line]) -> list[Line]:
    return [line._replace(title=line.title.strip()) for line in lines]


def two_blanks(lines: list[Line]) -> list[Line]:
    return [line._replace(title=" " * line.indent + line.title) for line in lines]


def without_naics(lines: list[Line]) -> list[Line]:
    return classified("SAGDP2N", [it._replace(naics="...") for it in flat(lines)])


@pytest.mark.parametrize("written", [list, two_blanks, flat, without_naics])
def test_the_tree_is_the_same_however_it_is_written(
    written: Callable[[list[Line]], list[Line]],
) -> None:
    table = activities(industry_lines(written(GDP))).set_index("code")
    kept = table[table["left_out"] == ""]
    assert kept["parent_code"].to_dict() == PARENTS
    assert set(table.index) - set(kept.index) == ADDENDA


def test_blanks_may_be_more_below_private_than_below_government() -> None:
    """As in CAGDP2, where private industries have two blanks and government has one."""
    lines = [
        Line("1", "...", "All industry total"),
        Line("2", "...", "  Private industries"),
        Line("12", "31-33", "   Manufacturing"),
        Line("83", "...", " Government and government enterprises"),
    ]
    assert activities(lines).set_index("code")["parent_code"]["83"] == "1"


def test_addenda_of_any_title_are_found_by_their_codes_and_place() -> None:
    lines = [
        *GDP[:7],
        Line("95", "21", "  Energy industries"),
        Line("96", "...", "Activity of visitors"),
    ]
    left_out = activities(lines).set_index("code")["left_out"]
    assert set(left_out.index[left_out != ""]) == {"95", "96"}


def test_lines_without_their_total_are_kept() -> None:
    table = activities([GDP[6], GDP[9]])
    assert table["parent_code"].tolist() == ["", ""]
    assert table["left_out"].tolist() == ["", ""]


def test_blanks_that_contradict_the_codes_do_not_count() -> None:
    lines = [
        Line("1", "...", "All industry total"),
        Line("6", "21", " Mining, quarrying, and oil and gas extraction"),
        Line("34", "42", "  Wholesale trade"),
    ]
    assert activities(lines).set_index("code")["parent_code"]["34"] == "1"


def test_a_package_has_codes_that_do_not_depend_on_the_table() -> None:
    codes = activities(GDP).set_index("code")["package_code"]
    assert codes[["1", "2", "3", "4", "12", "13", "21", "50", "83", "87"]].tolist() == [
        "TOTAL",
        "PVT",
        "11",
        "111CA",
        "31-33",
        "33DG",
        "3361MV",
        "FIRE",
        "G",
        "",
    ]


EMPLOYMENT = [
    Line("10", "...", "Total employment (number of jobs)"),
    Line("20", "...", " Wage and salary employment"),
    Line("70", "...", " Farm employment"),
    Line("80", "...", " Nonfarm employment"),
    Line("90", "...", "  Private nonfarm employment"),
    Line("500", "31-33", "   Manufacturing"),
    Line("510", "321,327-339", "    Durable goods manufacturing"),
    Line("518", "3361-3363", "     Motor vehicles"),
    Line("2000", "...", "  Government and government enterprises"),
    Line("2002", "...", "   Military"),
]


@pytest.mark.parametrize(
    "lines",
    [
        EMPLOYMENT,
        flat(EMPLOYMENT),
        classified("SAEMP25N", [it._replace(naics="...") for it in flat(EMPLOYMENT)]),
    ],
)
def test_jobs_are_by_industry_from_the_line_of_farms_on(lines: list[Line]) -> None:
    industries = industry_lines(lines)
    assert [it.code for it in industries] == ["10", *(it.code for it in lines[2:])]
    table = activities(industries).set_index("code")
    assert set(table.index[table["left_out"] != ""]) == {"80", "90"}
    assert table["parent_code"][["70", "500", "510", "518", "2000", "2002"]].tolist() == [
        "10",
        "10",
        "500",
        "510",
        "10",
        "2000",
    ]
    assert table["package_code"]["70"] == "111CA"
    assert table["name"]["70"] == "Farms"


def test_earnings_are_those_by_place_of_work() -> None:
    lines = [
        Line("10", "...", "Personal income (thousands of dollars)"),
        Line("35", "...", " Earnings by place of work"),
        Line("50", "...", " Wages and salaries"),
        Line("81", "...", "  Farm earnings"),
        Line("82", "...", "  Nonfarm earnings"),
        Line("200", "21", "   Mining"),
    ]
    assert [it.code for it in industry_lines(lines)] == ["35", "81", "82", "200"]
    assert industry_lines(lines[:3]) == []


def test_naics_ranges_and_lists() -> None:
    assert naics_set("5412-5414, 5416") == {5412, 5413, 5414, 5416}
    assert naics_set("321,327-328") == {*range(3210, 3220), *range(3270, 3290)}
    assert naics_set("31-33") == set(range(3100, 3400))
    assert naics_set("...") == frozenset()


@pytest.mark.parametrize(
    ("unit", "words", "prices"),
    [
        ("Millions of current dollars", "million USD, current prices", "current"),
        ("Thousands of dollars", "thousand USD, current prices", "current"),
        ("Millions of chained 2012 dollars", "million USD, chained 2012 prices", "constant"),
        ("Thousands of chained (2017) dollars", "thousand USD, chained 2017 prices", "constant"),
        ("Number of jobs", "jobs", "none"),
        ("Number of persons", "persons", "none"),
        ("Dollars", "USD, current prices", "current"),
        ("Percent change", "percent change", "none"),
    ],
)
def test_units_in_words(unit: str, words: str, prices: str) -> None:
    assert unit_in_words(unit) == (words, prices)
