"""Names and units of indicators: the same for the same dataset, whatever else a file holds."""

from typing import Any

import pandas as pd
import pytest

from features.sources.accounts.indicators import breakdowns, described
from features.sources.accounts.units import in_words, unit_of


def names(dataset: str, *rows: dict[str, str], adds: bool = False) -> list[str]:
    table = pd.DataFrame(rows)
    table = table[breakdowns(map(str, table))].assign(power=0)
    return described(table, dataset, {}, adds)["indicator"].tolist()


@pytest.mark.parametrize(
    ("dataset", "codes", "name"),
    [
        ("nama_10r_3gva", {"unit": "MIO_EUR"}, "value_added"),
        ("nama_10r_3gva", {"currency": "MIO_NAC"}, "value_added_mio_nac"),
        ("nama_10r_3gva", {"unit": "MIO_PPS_EU27_2020"}, "value_added_mio_pps_eu27_2020"),
        ("nama_10r_2gvagr", {"unit": "PCH_PRE", "na_item": "B1GQ"}, "gdp_pch_pre"),
        ("nama_10r_3empers", {"unit": "THS", "wstatus": "EMP"}, "employment"),
        ("nama_10r_3empers", {"unit": "THS", "wstatus": "SAL"}, "employees"),
        ("nama_10r_2emhrw", {"unit": "THS", "wstatus": "EMP"}, "hours_worked"),
        ("nama_10r_2emhrw", {"unit": "THS", "wstatus": "SAL"}, "hours_worked_employees"),
        ("sbs_r_nuts06_r2", {"indic_sb": "V16110"}, "employment"),
        ("sbs_r_nuts06_r2", {"indic_sb": "V11210"}, "establishments"),
        ("sbs_r_nuts2021", {"indic_sbs": "LOC_NR"}, "establishments"),
        ("sbs_r_nuts06_r2", {"indic_sb": "V94310"}, "v94310"),
        ("sbs_r_nuts2021", {"indic_sbs": "WAGE_LOC_MEUR"}, "wages"),
        ("nama_10r_2gfcf", {"sector": "S1", "unit": "MIO_EUR"}, "investment"),
        (
            "nama_10r_2hhinc",
            {"direct": "BAL", "na_item": "B6N", "unit": "MIO_EUR"},
            "household_income",
        ),
        ("lfst_r_lfu3rt", {"age": "Y15-74", "sex": "T", "unit": "PC"}, "unemployment_rate"),
        (
            "lfst_r_lfu3rt",
            {"age": "Y20-64", "sex": "F", "unit": "PC"},
            "unemployment_rate_y20_64_f",
        ),
        ("demo_r_d2jan", {"age": "TOTAL", "sex": "T", "unit": "NR"}, "population"),
        ("demo_r_d2jan", {"age": "Y_LT5", "sex": "M", "unit": "NR"}, "population_y_lt5_m"),
        ("tour_occ_nin2", {"unit": "NR", "c_resid": "FOR"}, "tour_occ_nin2_for_nr"),
        ("DSD_REG_ECO@DF_GVA", {"MEASURE": "GVA", "UNIT_MEASURE": "USD_PPP"}, "value_added"),
        ("DSD_REG_ECO@DF_GVA", {"MEASURE": "GVA", "TERRITORIAL_TYPE": "ALL"}, "value_added"),
        ("DSD_REG_ECO@DF_GVA", {"MEASURE": "GVA", "TERRITORIAL_TYPE": "U"}, "value_added_u"),
        ("REGION_ECONOM", {"VAR": "GDP", "POS": "ALL"}, "gdp"),
        ("DSD_X@DF_Y", {"UNIT_MEASURE": "PS", "SEX": "_T"}, "df_y_ps"),
    ],
)
def test_plain_names_and_suffixes(dataset: str, codes: dict[str, str], name: str) -> None:
    assert names(dataset, codes) == [name]


def test_the_order_of_dimensions_does_not_matter() -> None:
    one = {"freq": "A", "age": "Y_LT5", "sex": "M", "unit": "THS"}
    other = {"unit": "THS", "sex": "M", "freq": "A", "age": "Y_LT5"}
    assert (
        names("edat_lfse_04", one) == names("edat_lfse_04", other) == ["edat_lfse_04_y_lt5_m_ths"]
    )


def test_names_that_would_be_the_same_are_told_apart() -> None:
    rows = [{"unit": "NR", "age": "M", "sex": "T"}, {"unit": "NR", "age": "TOTAL", "sex": "M"}]
    assert names("demo_r_d2jan", *rows) == [
        "population_m_age_m_sex_t_unit_nr",
        "population_m_age_total_sex_m_unit_nr",
    ]


@pytest.mark.parametrize("adds", [True, False])
def test_rates_have_no_place_beside_quantities_of_activities(adds: bool) -> None:
    table = pd.DataFrame({"unit": ["PC_TOT", "MIO_EUR", "CLV15_MEUR"], "power": 0})
    found = described(table, "nama_10r_3gva", {}, adds)
    assert found["left_out"].ne("").tolist() == [adds, False, False]
    assert found["kind"].tolist() == ["rate", "quantity", "chained"]


@pytest.mark.parametrize(
    ("code", "power", "prices", "expected"),
    [
        ("MIO_EUR", 0, "", ("million EUR, current prices", "current")),
        ("CP_MEUR", 0, "", ("million EUR, current prices", "current")),
        ("CLV15_MEUR", 0, "", ("million EUR, 2015 prices", "constant")),
        ("CLV05_MNAC", 0, "", ("million NAC, 2005 prices", "constant")),
        ("EUR_HAB", 0, "", ("EUR per inhabitant, current prices", "current")),
        ("EUR_HAB_EU27_2020", 0, "", ("EUR per inhabitant, in % of EU27_2020", "none")),
        ("I15", 0, "", ("index, 2015 = 100", "none")),
        ("THS", 0, "", ("thousand", "none")),
        ("P_MHAB", 0, "", ("per million inhabitants", "none")),
        ("USD_PPP", 6, "V", ("million USD, PPP converted, current prices", "current")),
        ("XDC", 9, "LR", ("billion national currency, constant prices", "constant")),
        ("USD_PPP", 6, "_Z", ("million USD, PPP converted", "")),
        ("PS", 3, "_Z", ("thousand persons", "none")),
        ("T_CO2", 0, "", ("T_CO2", "")),
    ],
)
def test_units_in_words(code: str, power: int, prices: str, expected: tuple[str, str]) -> None:
    unit = in_words(unit_of(code), "", power, prices)
    assert (unit.words, unit.basis) == expected


def test_the_file_names_units_that_are_not_listed() -> None:
    assert in_words(unit_of("T_CO2"), "tonnes of CO2", 3, "").words == "thousand tonnes of CO2"
    assert (
        in_words(unit_of("MIO_EUR"), "Million euro", 0, "").words == "million EUR, current prices"
    )


@pytest.mark.parametrize(
    ("code", "unit", "kind"),
    [
        ("GRTURN_MEUR", "million EUR, current prices", "quantity"),
        ("LC_EMP_LOC_TEUR", "thousand EUR, current prices", "rate"),
        ("GROWTH_PC", "%", "rate"),
        ("V91110", "ratio", "rate"),
        ("V11210", "local units", "quantity"),
    ],
)
def test_business_statistics_say_their_unit_in_the_code(code: str, unit: str, kind: str) -> None:
    table = pd.DataFrame([{"indic_sbs": code, "power": 0}])
    found = described(table, "sbs_r_nuts2021", {}, True)
    assert found[["unit", "kind"]].to_numpy().tolist() == [[unit, kind]]


def test_counts_say_what_they_count() -> None:
    rows: list[dict[str, Any]] = [{"unit": "THS", "wstatus": "EMP", "power": 0}]
    assert described(pd.DataFrame(rows), "nama_10r_3empers", {}, True)["unit"].tolist() == [
        "thousand persons"
    ]


def test_prices_are_those_that_the_file_says() -> None:
    row = {"UNIT_MEASURE": "EUR", "PRICE_BASE": "Q", "power": "6"}
    found = described(pd.DataFrame([row]), "x", {}, False)
    assert found[["unit", "price_basis"]].to_numpy().tolist() == [
        ["million EUR, constant prices", "constant"]
    ]
    row = {"MEAS": "REAL_PPP", "Unit Code": "USD", "power": "6"}
    labels = {"MEAS": {"REAL_PPP": "Millions USD, constant prices, constant PPP"}}
    assert described(pd.DataFrame([row]), "x", labels, False)["price_basis"].tolist() == [
        "constant"
    ]
