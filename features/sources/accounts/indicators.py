"""Names of indicators: from a dataset, its measures and its breakdowns, always the same.

An indicator is the plain name of what is measured (value_added) where the unit and every breakdown
are the usual ones of the dataset; each other unit or breakdown adds its code
(value_added_mio_pps_eu27_2020, population_f_y15-24 as population_f_y15_24). Codes are added in the
order of their dimensions' names, so that the order of a file's columns does not matter.

Sources: "Eurostat, code lists NA_ITEM, INDIC_SB, INDIC_SBS, WSTATUS"; titles of its datasets;
"OECD, code list MEASURE" of its regional tables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from features.sources.accounts.units import RATE, Unit, in_words, unit_of
from features.sources.identifiers import slug

MONEY = frozenset({"MIO_EUR", "CP_MEUR", "USD_PPP", "MEUR"})
COUNT = frozenset({"NR", "THS", "PER", "PS", "THS_PER", "HC"})
SHARE = frozenset({"PC", "PT", "PT_LF", "PT_POP", "RT"})

MEASURES: dict[str, tuple[str, frozenset[str], str]] = {
    "value_added": ("gross value added at basic prices", MONEY, ""),
    "value_added_factor_cost": ("value added at factor cost", MONEY, "MIO_EUR"),
    "gdp": ("gross domestic product at market prices", MONEY, ""),
    "output": ("value of production", MONEY, "MIO_EUR"),
    "turnover": ("turnover", MONEY, "MIO_EUR"),
    "compensation": ("compensation of employees", MONEY, ""),
    "wages": ("wages and salaries", MONEY, "MIO_EUR"),
    "personnel_costs": ("personnel costs", MONEY, "MIO_EUR"),
    "investment": ("gross fixed capital formation", MONEY, "MIO_EUR"),
    "household_income": ("disposable income of households", MONEY, ""),
    "employment": ("persons employed", COUNT, "PER"),
    "employment_lfs": ("employed persons who live in the region", COUNT, ""),
    "employees": ("employees", COUNT, "PER"),
    "self_employed": ("self-employed persons", COUNT, "PER"),
    "hours_worked": ("hours worked", frozenset({"THS", "THS_HW", "H"}), ""),
    "unemployed": ("unemployed persons", COUNT, ""),
    "unemployment_rate": ("unemployed persons in % of the labour force", SHARE, ""),
    "employment_rate": ("employed persons in % of the population", SHARE, ""),
    "population": ("population", COUNT, ""),
    "enterprises": ("enterprises", frozenset({"NR"}), "NR"),
    "establishments": ("local units", frozenset({"NR"}), "NR"),
    "patents": ("patent applications", frozenset({"NR"}), ""),
    "rd_expenditure": ("expenditure on research and development", MONEY, ""),
    "rd_personnel": ("personnel in research and development", frozenset({"FTE"}), ""),
}
"""Plain name to its description, its usual units, and its unit where the file has none."""

CODES = {
    "value_added": "B1G GVA",
    "gdp": "B1GQ GDP",
    "output": "P1 V12120 PROD_MEUR PRODV_MEUR",
    "turnover": "V12110 NETTUR_MEUR TUR_MEUR",
    "value_added_factor_cost": "V12150 AV_MEUR VADDFC_MEUR",
    "compensation": "D1 COE",
    "wages": "D11 V13320 WAGE_MEUR WAGE_LOC_MEUR SAL_MEUR",
    "personnel_costs": "V13310 PERSC_MEUR",
    "investment": "P51G V15110 GFCF",
    "household_income": "B6N",
    "employment": "EMP EMP_DC V16110 EMP_NR EMP_LOC_NR",
    "employees": "SAL SAL_DC V16130 SAL_NR SAL_LOC_NR",
    "self_employed": "SELF NSAL SELF_DC",
    "population": "POP POP_NC",
    "enterprises": "V11110 ENT_NR",
    "establishments": "V11210 LOC_NR",
    "unemployment_rate": "UNE_RATE UNEM_RA UNR",
    "employment_rate": "EMP_RATE EMP_RA",
}
_NAMES = {code: name for name, codes in CODES.items() for code in codes.split()}
_RATES = re.compile(r"V9\d{4}|LC_EMP\w*|\w+_(?:PC|RT)")
"""Ratios of structural business statistics."""

DATASETS: tuple[tuple[str, str], ...] = (
    (r"(?:nama|met)_10r_[23]gva", "value_added"),
    (r"(?:nama|met)_10r_[23]gdp", "gdp"),
    (r"(?:nama|met)_10r_[23]empers|met_10r_3emp", "employment"),
    (r"nama_10r_[23]emhrw", "hours_worked"),
    (r"nama_10r_[23]coe", "compensation"),
    (r"nama_10r_[23]gfcf", "investment"),
    (r"nama_10r_[23]popgdp", "population"),
    (r"nama_10r_2hhinc", "household_income"),
    (r"demo_r_(d2jan|d3jan|pjan\w*|gind3)", "population"),
    (r"lfst_r_lfu\d?rt|lfst_r_lfur2gan", "unemployment_rate"),
    (r"lfst_r_lfu\d?pers", "unemployed"),
    (r"lfst_r_lfe2emprtn?|lfst_r_lfe2emprc", "employment_rate"),
    (r"lfst_r_(lfe2en1|lfe2en2|lfe2emp)", "employment_lfs"),
    (r"rd_e_gerd\w*", "rd_expenditure"),
    (r"rd_p_pers\w*", "rd_personnel"),
    (r"pat_ep_\w+", "patents"),
)
NOUNS = {
    "enterprises": "enterprises",
    "establishments": "local units",
    "patents": "patents",
    "hours_worked": "hours",
    **dict.fromkeys(
        ("employment", "employment_lfs", "employees", "self_employed", "unemployed", "population"),
        "persons",
    ),
}
"""What a number is a number of."""
CONCEPTS = ("na_item", "indic_sb", "indic_sbs", "wstatus", "measure", "ind", "indicator", "var")
"""Dimensions that say what is measured, the most telling first, and all that begin with indic."""
UNITS = ("unit", "unit_measure", "currency", "unit code")
PRICES = ("prices", "price_base")
PRICES_IN_WORDS = (("constant price", "Q"), ("current price", "V"))
IGNORED = ("freq", "frequency", "time_format", "location", "country")
USUAL = frozenset({"TOTAL", "T", "_T", "_Z", "TOT", "NSA", ""})
USUAL_OF = {
    "prices": frozenset({"V", "_Z"}),
    "price_base": frozenset({"V", "_Z"}),
    "adjustment": frozenset({"N", "_Z"}),
    "transformation": frozenset({"N", "_Z"}),
    "meas": frozenset({"VALUE", "_Z"}),
    "territorial_type": frozenset({"ALL", "_T", "_Z"}),
    "pos": frozenset({"ALL"}),
    "direct": frozenset({"BAL", "_Z"}),
    "sector": frozenset({"S1", "TOTAL", "_T", "_Z"}),
}
AGES = {
    "unemployment_rate": "Y15-74",
    "unemployed": "Y15-74",
    "employment_rate": "Y20-64",
    "employment_lfs": "Y_GE15",
}
"""The age group that a labour market measure is usually published for."""


COLUMNS = ["indicator", "unit", "description", "price_basis", "kind"]


_ENDINGS = {"NR": "NR", "MEUR": "MIO_EUR", "TEUR": "THS_EUR", "PC": "PC"}
"""Last part of a code of structural business statistics since 2021 to its unit."""


def measured(dataset: str) -> str:
    """The plain name of what a dataset measures; "" for one that is not listed."""
    code = dataset.casefold()
    return next((name for pattern, name in DATASETS if re.fullmatch(pattern, code)), "")


def breakdowns(dimensions: Iterable[str]) -> list[str]:
    """The dimensions that tell indicators apart, in the order of their names."""
    return sorted((it for it in dimensions if it.casefold() not in IGNORED), key=str.casefold)


def described(
    combinations: pd.DataFrame, dataset: str, labels: Mapping[str, Mapping[str, str]], adds: bool
) -> pd.DataFrame:
    """The indicators of a dataset.

    Parameters
    ----------
    combinations : DataFrame
        The combinations of codes of `breakdowns`, a column each, and `power`.
    dataset : str
    labels : mapping of str to mapping of str to str
        Dimension to its codes and what the file calls them.
    adds : bool
        Whether values stand beside each other by activity, so that rates have no place.

    Returns
    -------
    DataFrame
        indicator, unit, description, price_basis, left_out, kind; a row for each combination.
    """
    codes = [
        {str(name): str(code) for name, code in row.items()}
        for row in combinations.to_dict("records")
    ]
    named = [_indicator(row, dataset, labels) for row in codes]
    count = Counter(it["indicator"] for it in named)
    for row, it in zip(codes, named, strict=True):
        if count[it["indicator"]] > 1:
            full = (f"{slug(name)}_{slug(code)}" for name, code in row.items() if name != "power")
            it["indicator"] = "_".join([it["indicator"], *full])
    rows = pd.DataFrame(named, index=combinations.index, columns=COLUMNS)
    left_out = (rows["kind"] == "rate").map({True: RATE, False: ""}) if adds else ""
    return rows.assign(left_out=left_out)


def _indicator(
    row: Mapping[str, str], dataset: str, labels: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    codes = {name: code for name, code in row.items() if name != "power"}
    concept = _concept(codes)
    measure = codes.get(concept, "")
    name, plain_name = _name(codes, concept, dataset)
    description, usual_units, unit_code = MEASURES.get(plain_name, ("", frozenset(), ""))
    others = [
        it
        for it, code in codes.items()
        if it != concept and not _is_usual(it.casefold(), code, plain_name, usual_units)
    ]
    details = [
        labels.get(it, {}).get(codes[it]) or f"{it.casefold()} {codes[it]}"
        for it in others
        if it.casefold() not in UNITS
    ]
    text = description or labels.get(concept, {}).get(measure) or _plain_text(dataset, measure)
    unit_code = unit_code or _ENDINGS.get(measure.rpartition("_")[2], "")
    unit = _unit(codes, labels, int(row.get("power", "0")), unit_code)
    if _RATES.fullmatch(measure):
        unit = Unit(unit.words or "ratio", "", "rate")
    return {
        "indicator": "_".join([name, *filter(None, (slug(codes[it]) for it in others))]),
        "unit": _of_what(unit.words, plain_name) or "number",
        "description": "; ".join([text, *details]),
        "price_basis": unit.basis,
        "kind": unit.kind,
    }


def _plain_text(dataset: str, code: str) -> str:
    """What a measure is that neither the file nor this module has words for."""
    if "," in dataset or not dataset:
        return f"{code or 'values'} of a table that does not name its dataset"
    return f"{code} of {dataset}" if code else dataset


def _concept(codes: Mapping[str, str]) -> str:
    """The dimension that says what is measured; "" without one."""
    folded = {it.casefold(): it for it in codes}
    for name in (*CONCEPTS, *sorted(it for it in folded if it.startswith("indic"))):
        if name in folded:
            return folded[name]
    return ""


def _name(codes: Mapping[str, str], concept: str, dataset: str) -> tuple[str, str]:
    """Plain name and the entry of MEASURES, "" for none."""
    if concept:
        found = _NAMES.get(codes[concept].upper(), "")
        if measured(dataset) == "hours_worked" and found:
            hours = "" if found == "employment" else f"_{found}"
            return f"hours_worked{hours}", "hours_worked"
        return found or slug(codes[concept]) or "value", found
    found = measured(dataset)
    listed = "," in dataset  # the file does not name its dataset: these are its dimensions
    return found or ("" if listed else slug(dataset.rpartition("@")[2])) or "value", found


def _is_usual(dimension: str, code: str, plain_name: str, usual_units: frozenset[str]) -> bool:
    """Whether a code adds nothing to the name."""
    if dimension == "unit code":  # follows from the measure, but for national currencies
        return code in COUNT or code == "USD" or not re.fullmatch(r"[A-Z]{3}", code)
    if dimension in UNITS:
        return code.upper() in usual_units or not code
    if dimension == "age" and plain_name in AGES:
        return code.upper() == AGES[plain_name]
    return code.upper() in USUAL_OF.get(dimension, USUAL)


def _unit(
    codes: Mapping[str, str], labels: Mapping[str, Mapping[str, str]], power: int, own_unit: str
) -> Unit:
    folded = {it.casefold(): it for it in codes}
    dimension = next((folded[it] for it in UNITS if it in folded), "")
    prices = next((codes[folded[it]] for it in PRICES if it in folded), "")
    prices = prices or _prices_in_words(codes, labels)
    if not dimension:
        return in_words(unit_of(own_unit) if own_unit else Unit("", ""), "", power, prices)
    code = codes[dimension]
    return in_words(unit_of(code), labels.get(dimension, {}).get(code, ""), power, prices)


def _prices_in_words(codes: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]) -> str:
    """Code of the prices that a label names: the measure "Millions USD, constant prices"."""
    words = " ".join(labels.get(it, {}).get(code, "") for it, code in codes.items()).casefold()
    return next((code for text, code in PRICES_IN_WORDS if text in words), "")


def _of_what(words: str, plain_name: str) -> str:
    """A bare count with what it counts: thousand persons, local units."""
    noun = NOUNS.get(plain_name, "")
    return {"number": noun, "thousand": f"thousand {noun}".strip()}.get(words, "") or words
