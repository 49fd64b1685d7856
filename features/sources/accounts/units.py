"""Units of Eurostat and the OECD: in words, in which prices, and whether parts add up.

Sources: "Eurostat, code list UNIT"; "OECD, code lists UNIT_MEASURE and PRICE_BASE".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["quantity", "chained", "rate"]
"""Quantities of parts add up to the whole; chain-linked volumes and rates do not."""

RATE = "a rate: parts do not add up to the whole, so it has no place beside quantities"


@dataclass(frozen=True)
class Unit:
    """A unit.

    Attributes
    ----------
    words : str
    basis : "current", "constant", "none" or ""
        Prices, "none" for counts and shares, "" where not stated.
    kind : "quantity", "chained" or "rate"
    """

    words: str
    basis: str = "none"
    kind: Kind = "quantity"


_EXACT = {
    "NR": Unit("number"),
    "THS": Unit("thousand"),
    "MIO": Unit("million"),
    "PER": Unit("persons"),
    "PS": Unit("persons"),
    "THS_PER": Unit("thousand persons"),
    "THS_HW": Unit("thousand hours"),
    "MIO_HW": Unit("million hours"),
    "H": Unit("hours"),
    "JB": Unit("jobs"),
    "FTE": Unit("full-time equivalents"),
    "THS_FTE": Unit("thousand full-time equivalents"),
    "HC": Unit("heads"),
    "CP_MEUR": Unit("million EUR", "current"),
    "CP_MNAC": Unit("million national currency", "current"),
    "EUR": Unit("EUR", "current"),
    "NAC": Unit("national currency", "current"),
    "PC": Unit("%", "none", "rate"),
    "PT": Unit("%", "none", "rate"),
    "RT": Unit("rate", "none", "rate"),
    "IX": Unit("index", "none", "rate"),
    "P_MHAB": Unit("per million inhabitants", "none", "rate"),
    "P_MACT": Unit("per million of the labour force", "none", "rate"),
    "P_THAB": Unit("per thousand inhabitants", "none", "rate"),
    "P_HTHAB": Unit("per hundred thousand inhabitants", "none", "rate"),
    "KM2": Unit("km²"),
    "HA": Unit("ha"),
    "USD": Unit("USD", ""),
    "USD_EXC": Unit("USD, exchange rates", ""),
    "USD_PPP": Unit("USD, PPP converted", ""),
    "XDC": Unit("national currency", ""),
}
_MONEY = r"(?P<money>EUR|PPS|NAC|USD)"
_GROUP = r"(?P<group>EU\w+)"
_PATTERNS: tuple[tuple[str, str, str, Kind], ...] = (
    (rf"{_MONEY}_HAB_{_GROUP}", "{money} per inhabitant, in % of {group}", "none", "rate"),
    (rf"{_MONEY}_(?:{_GROUP}_)?HAB", "{money} per inhabitant", "current", "rate"),
    (rf"MIO_{_MONEY}(?:_{_GROUP})?", "million {money}{of_group}", "current", "quantity"),
    (rf"THS_{_MONEY}(?:_{_GROUP})?", "thousand {money}{of_group}", "current", "quantity"),
    (
        rf"CLV_?(?P<year>\d\d)_?{_MONEY}_HAB",
        "{money} per inhabitant, {year} prices",
        "constant",
        "rate",
    ),
    (rf"CLV_?(?P<year>\d\d)_?M{_MONEY}", "million {money}, {year} prices", "constant", "chained"),
    (rf"PYP_M{_MONEY}", "million {money}, prices of the year before", "constant", "chained"),
    (r"(?:I|INX|CLV_I|PD_?)(?P<year>\d\d)\w*", "index, {year} = 100", "none", "rate"),
    (r"PCH_\w+|PC_CH\w*|G1|GY", "% change", "none", "rate"),
    (r"(?:PC|PT)_(?P<group>\w+)", "% of {group}", "none", "rate"),
    (r"(?:P|PER|AVG|RT)_(?P<group>\w+)", "per {group}", "none", "rate"),
    (r"(?P<group>\w+)_(?:PS|HAB|PER|P|HW|H)", "{group} per head or hour", "", "rate"),
)
_CONSTANT = re.compile(r"Q|L|LR|LRR?|D|VOB|VPVOB|CONSTANT.*|REAL.*")
"""Codes of the OECD's dimension of prices for constant prices and chain-linked volumes."""
_SCALES = {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}


def unit_of(code: str) -> Unit:
    """A unit by its code; one that is not listed is a quantity under its code."""
    text = code.upper()
    if text in _EXACT:
        return _EXACT[text]
    for pattern, words, basis, kind in _PATTERNS:
        if found := re.fullmatch(pattern, text):
            parts = {"group": "", **{name: it or "" for name, it in found.groupdict().items()}}
            parts["of_group"] = f" of {parts['group']}" if parts["group"] else ""
            parts["year"] = _century(parts.get("year", ""))
            return Unit(words.format_map(parts), basis, kind)
    return Unit(code, "")


def _century(two: str) -> str:
    return f"{'19' if two > '60' else '20'}{two}"


def in_words(unit: Unit, label: str, power: int, prices: str) -> Unit:
    """A unit with its scale and prices.

    Parameters
    ----------
    unit : Unit
    label : str
        What the file calls it, for a unit that is not listed.
    power : int
        Values are in 10 to this power of the unit (UNIT_MULT, PowerCode).
    prices : str
        Code of the file's dimension of prices, "" where it has none.
    """
    words = label if label and unit.basis == "" and unit not in _EXACT.values() else unit.words
    basis, kind = unit.basis, unit.kind
    if basis in ("", "current") and prices not in ("", "_Z"):
        basis = "constant" if _CONSTANT.fullmatch(prices.upper()) else "current"
        kind = "chained" if basis == "constant" and kind == "quantity" else kind
    scale = _SCALES.get(power, f"10^{power}" if power else "")
    words = f"{scale} {words}" if scale else words
    if basis in ("current", "constant") and "prices" not in words:
        words += f", {basis} prices"
    return Unit(words, basis, kind)
