"""Numbers as text for people, in terminals, reports and pages.

Thousands are separated by commas, a negative number has a real minus sign, and what rounds to zero
has no sign. JSON and CSV do not use these functions.
"""

import math

UNKNOWN = "unknown"
MINUS = "−"
NEGLIGIBLE = 1e-6
"""Smaller numbers are rounding errors of an interpolated zero."""


def number(value: float | None, digits: int | None = None, unknown: str = UNKNOWN) -> str:
    """1234.5 as 1,234 and 0.01234 as 0.0123: three figures or more, without an exponent.

    Parameters
    ----------
    value : float or None
        None and NaN are unknown.
    digits : int, optional
        Decimals, where all numbers of a column need as many.
    unknown : str
        Text of an unknown value.
    """
    if value is None or math.isnan(value):
        return unknown
    if digits is not None:
        return f"{value:z,.{digits}f}".replace("-", MINUS)
    if abs(value) < NEGLIGIBLE:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}".replace("-", MINUS)
    # Not by the format g, which writes small numbers with an exponent.
    decimals = 2 - math.floor(math.log10(abs(value)))
    text = f"{value:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


def figures(value: float, count: int) -> str:
    """140123 to two figures as 140,000, and 0.0123 as 0.012: without an exponent."""
    return number(float(f"{value:.{count}g}"))


def counted(n: int | float, noun: str, plural: str = "") -> str:
    """1 as 1 year, 1200 as 1,200 years; `plural` for a noun that takes more than an s."""
    return f"{number(n, 0)} {noun if n == 1 else plural or noun + 's'}"


def signed(value: float | None, digits: int = 1, unit: str = " %", unknown: str = UNKNOWN) -> str:
    """1.94 as +1.9 %: growth, which is in per cent a year where no unit is given."""
    if value is None or math.isnan(value):
        return unknown
    text = f"{value:z,.{digits}f}"
    sign = "+" if value > 0 and float(text.replace(",", "")) else ""
    return f"{sign}{text}{unit}".replace("-", MINUS)


def percent(share: float | None, digits: int = 0, unknown: str = UNKNOWN) -> str:
    """0.324 as 32 %; small and large shares are not rounded to certainty."""
    if share is None or math.isnan(share):
        return unknown
    return f"{_per_cent(share, digits)} %"


def percent_below(share: float | None, unknown: str = UNKNOWN) -> str:
    """0.0997 as 9.9 %: to a tenth, rounded down, so that it does not seem to reach a floor."""
    if share is None or math.isnan(share):
        return unknown
    tenths = math.floor(1000 * share) / 1000
    return percent(tenths or share, 1)


def percent_range(low: float | None, high: float | None, unknown: str = UNKNOWN) -> str:
    """0.48 and 0.72 as 48 to 72 %."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return unknown
    return f"{_per_cent(low, 0)} to {_per_cent(high, 0)} %"


def _per_cent(share: float, digits: int) -> str:
    """A share in per cent without the sign."""
    least = 10.0**-digits
    if 0 < 100 * share < least:
        return f"< {least:.{digits}f}"
    if 100 - least < 100 * share < 100:
        return f"> {100 - least:.{digits}f}"
    return f"{100 * share:z,.{digits}f}".replace("-", MINUS)


PRICES = {
    "current": "in current prices",
    "constant": "in constant prices",
    "unknown": "price basis not stated",
}


def prices(basis: str | None, year: int | None = None) -> str:
    """The prices that growth is measured in, to follow a comma: in constant prices of 2015.

    Parameters
    ----------
    basis : str or None
        current, constant, unknown, or none (a count), which has no prices: "".
    year : int, optional
        Of constant prices.
    """
    of_year = f" of {year}" if year is not None else ""
    return PRICES.get(basis or "none", "") + of_year


def sentence(text: str) -> str:
    """A phrase with a capital letter first and a full stop last; a sentence as it is."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", ":")) else ".")
