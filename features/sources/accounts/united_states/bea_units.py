"""Indicators of BEA's regional tables: names, units in words, and prices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from features.sources.accounts.united_states.bea_lines import GDP_TOTAL, Line, is_sic
from features.sources.identifiers import slug

OF_TABLE = (
    (r"[SCM][AQ]GDP2", "value_added", "gross domestic product by industry"),
    (r"[SCM][AQ]GDP3", "taxes_less_subsidies", "taxes on production and imports less subsidies"),
    (r"[SCM][AQ]GDP4", "compensation", "compensation of employees"),
    (r"[SCM][AQ]GDP5", "subsidies", "subsidies"),
    (r"[SCM][AQ]GDP6", "taxes_on_production", "taxes on production and imports"),
    (r"[SCM][AQ]GDP7", "gross_operating_surplus", "gross operating surplus"),
    (r"[SCM][AQ]GDP8", "value_added_quantity_index", "quantity index of real GDP by industry"),
    (r"[SCM][AQ]GDP9", "value_added_real", "real gross domestic product by industry"),
    (r"[SCM][AQ]GDP10", "gdp_per_capita_real", "real gross domestic product per capita"),
    (r"[SCM][AQ]GDP11", "value_added_contribution", "contribution to growth of real GDP"),
    (r"[SCM][AQ]INC5", "earnings", "earnings by place of work"),
    (r"[SCM][AQ]INC6", "compensation", "compensation of employees"),
    (r"[SCM][AQ]INC7", "wages", "wages and salaries"),
    (r"[SCM][AQ]EMP25", "employment", "full-time and part-time employment"),
    (r"[SCM][AQ]EMP27", "employees", "full-time and part-time wage and salary employment"),
)
"""Table, without the letter of its classification: name and description of what it measures."""
OF_LINE = {
    "current_dollar_gdp": "gdp",
    "current_dollar_gross_domestic_product_gdp": "gdp",
    "real_gdp": "gdp_real",
    "real_gross_domestic_product_gdp": "gdp_real",
}
"""Lines of the tables without industries that go by several titles."""
RATE = r"index|percent|per capita|points|rate"
NOT_A_QUANTITY = "an index or a rate, which does not add up over industries"
Listed = tuple[str, str, str, str, str, str]
COLUMNS = ["line", "indicator", "unit", "description", "price_basis", "left_out"]


def unit_in_words(unit: str) -> tuple[str, str]:
    """A unit as BEA writes it, in words, and its price basis.

    "Millions of current dollars" is million USD in current prices.
    """
    text = " ".join(unit.split()).casefold()
    scale = next((it for it in ("thousand", "million", "billion") if text.startswith(it)), "")
    if chained := re.search(r"chained \(?(\d{4})\)? dollars", text):
        return f"{scale} USD, chained {chained[1]} prices".strip(), "constant"
    if re.fullmatch(rf"({scale}s? of )?(current |u\.?s\.? )*dollars?( per.*)?", text):
        return f"{scale} USD, current prices".strip(), "current"
    names = {"number of jobs": "jobs", "number of persons": "persons", "number": "persons"}
    return names.get(text, text), "none" if text else ""


def of_industries(
    table: str, title: str, lines: Sequence[Line], units: Mapping[str, str]
) -> pd.DataFrame:
    """What a table by industry measures, a row for each line.

    Parameters
    ----------
    table : str
        "SAGDP2N".
    title : str
        What its notes call it; "" where they do not.
    lines : sequence of Line
    units : mapping of str to str
        Code of a line to its unit as the file writes it.

    Returns
    -------
    DataFrame
        line, indicator, unit, description, price_basis, left_out.
    """
    first = units[lines[0].code]
    name, description = _measure(table, first, title)
    name += "_sic" * is_sic(table)
    unit, prices = _unit(table, first)
    why = NOT_A_QUANTITY if re.search(RATE, f"{first} {description}".casefold()) else ""
    text = f"{description} (BEA {table})"
    return pd.DataFrame([(it.code, name, unit, text, prices, why) for it in lines], columns=COLUMNS)


def of_lines(table: str, lines: Sequence[Line], units: Mapping[str, str]) -> pd.DataFrame:
    """An indicator for each line of a table without industries, as `of_industries`."""
    return pd.DataFrame(list(_named_lines(table, lines, units)), columns=COLUMNS)


def _named_lines(table: str, lines: Sequence[Line], units: Mapping[str, str]) -> Iterator[Listed]:
    line_names = [_slug(line.name) for line in lines]
    repeated = Counter(line_names)
    for line, line_name in zip(lines, line_names, strict=True):
        in_title = re.search(r"\(((thousands|millions|number|persons|dollars).*?)\)", line.title)
        unit, prices = _unit(table, units[line.code] or (in_title[1] if in_title else ""))
        name = OF_LINE.get(line_name, line_name)
        if re.fullmatch(GDP_TOTAL, line.name.casefold()):
            name = _measure(table, unit, "")[0].replace("value_added", "gdp")
        if repeated[line_name] > 1:
            name = f"{name}_line_{line.code}"
        yield line.code, name, unit, f"{line.name} (BEA {table})", prices, ""


def _measure(table: str, unit: str, title: str) -> tuple[str, str]:
    for pattern, name, description in OF_TABLE:
        if re.fullmatch(rf"{pattern}[A-Z]*", table):
            return name, description
    if table == "BEA" or "gross domestic product" in table.casefold():  # without its short name
        real = re.search(r"chained|\breal\b", f"{unit} {table}".casefold())
        return ("value_added_real" if real else "value_added"), title or table
    return _slug(title or table), title or table


def _unit(table: str, unit: str) -> tuple[str, str]:
    words, prices = unit_in_words(unit)
    quarterly = table[1:2] == "Q" and "USD" in words
    return (f"{words}, annual rate" if quarterly else words or "not stated"), prices


def _slug(text: str) -> str:
    plain = re.sub(r"^(less|plus|equals):?\s+", "", text.casefold())
    return slug(plain) or "line"
