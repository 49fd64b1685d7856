"""How the values of parameters are written: built from messages, so that a language is one file.

Those that the page needs are in page/static/language.js too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from serving.languages import numbers
from serving.languages.numbers import (
    capped,
    count,
    decimal,
    number,
    percent,
    percent_below,
    signed,
    tenths,
)

if TYPE_CHECKING:
    from serving.languages.language import Language

Format = Callable[["Language", Any], str]
_QUOTED = re.compile("«.*»", re.DOTALL)
"""A name in quotation marks, whose commas do not part a list."""


def listed(language: Language, items: Sequence[object]) -> str:
    """a, b and c; items with a comma are separated by semicolons: a, b; and c."""
    names = list(map(str, items))
    bare = [_QUOTED.sub("", name) for name in names]
    if len(names) < 2:
        return names[0] if names else language.say("word.none")
    has_commas = any(", " in name for name in bare)
    has_and = any(f" {language.say('word.and')} " in name for name in bare)
    between = "list.next.with_commas" if has_commas else "list.next"
    last = f"list.last{'.with_commas' if has_commas else '.with_and' if has_and else ''}"
    text = names[0]
    for name in names[1:-1]:
        text = language.say(between, first=text, second=name)
    return language.say(last, first=text, second=names[-1])


def quoted(language: Language, value: str | Sequence[str]) -> str:
    """A name, or a list of names, in the quotation marks of languages that need them."""
    names = [value] if isinstance(value, str) else value
    return listed(language, [language.say("word.quoted", name=name) for name in names])


def span(language: Language, years: Sequence[int]) -> str:
    """The first and the last of some years: 2003 to 2010."""
    if len(years) == 1:
        return str(years[0])
    return language.say("word.range", low=str(min(years)), high=str(max(years)))


def _with_word(form: Format) -> Format:
    """Years with the word for a year or years, in languages that have it."""

    def said(language: Language, years: Sequence[int]) -> str:
        key = "years.one" if len(years) == 1 else "years.several"
        return language.say(key, years=form(language, years))

    return said


def date(language: Language, day: dt.date | str) -> str:
    """A day, also given as ISO 8601."""
    day = dt.datetime.fromisoformat(day).date() if isinstance(day, str) else day
    return format_date(day, language.say("word.date_style"), language.locale)


def small(language: Language, n: int) -> str:
    """A number up to ten as a word."""
    return language.say_or(f"number.{n}", count(language, n))


def faster(language: Language, rate: float) -> str:
    """0.4 as 0.4 % a year faster than, 0.04 as about as fast as."""
    if round(rate, 1) == 0:
        return language.say("growth.as_fast")
    return language.say("growth.slower" if rate < 0 else "growth.faster", rate=rate)


def grow(language: Language, rate: float) -> str:
    """4.1 as grow 4.1 % a year, and -4.1 as shrink 4.1 % a year."""
    return language.say("growth.shrink" if rate < 0 else "growth.grow", rate=rate)


def hundredth(language: Language, share: float) -> str:
    """0.82 as 82, to stand before of 100; not rounded to none or all."""
    if 0 < share < 0.01:
        return language.say("futures.below_one")
    if 0.99 < share < 1:
        return language.say("futures.above_99")
    return f"{100 * share:.0f}"


def futures(language: Language, shares: Sequence[float], key: str = "") -> str:
    """0.82 and 0.74 as 82 and 74 of 100 simulated futures, and twice 0.5 as 50 of 100 ... each."""
    shown = [hundredth(language, share) for share in shares]
    is_each = len(shown) > 1 and len(set(shown)) == 1
    figures = listed(language, shown[:1] if is_each else shown)
    of = "none" if figures == "0" else key
    ending = "_each" if is_each else ""
    return language.say(f"futures.{of}{ending}" if of else _all(is_each), figures=figures)


def _all(is_each: bool) -> str:
    return "futures.each" if is_each else "futures.of_100"


def few_futures(language: Language, shares: float | Sequence[float]) -> str:
    """As futures, of shares that are too small."""
    return futures(language, [shares] if isinstance(shares, int | float) else shares, "only")


def most_of(language: Language, share: float) -> str:
    """1 as all, 0.97 as 97 % of the."""
    return language.say("share.all") if share == 1 else language.say("share.most", share=share)


def without(language: Language, criteria: Sequence[str]) -> str:
    """Criteria that were left out, after a sentence; nothing without any."""
    return language.say("without", criteria=criteria) if criteria else ""


def doubts(language: Language, chances: Sequence[float | None]) -> str:
    """What speaks against a cluster: small chances to outgrow the middle, large ones to shrink."""
    outgrow, shrink = (
        "" if chance is None else language.say(key, chance=chance)
        for key, chance in zip(("doubts.outgrow", "doubts.shrink"), chances, strict=True)
    )
    if outgrow and shrink:
        return language.say("doubts.both", outgrow=outgrow, shrink=shrink)
    return outgrow or shrink


def after(language: Language, chances: Sequence[float | None]) -> str:
    """Doubts to follow a sentence; nothing without any."""
    text = doubts(language, chances)
    return language.say("doubts.after", doubts=text) if text else ""


def percents(language: Language, shares: Sequence[float]) -> str:
    """0.66 and 0.61 as 66 and 61 %, and twice 0.5 as 50 % each."""
    shown = [numbers.bare_percent(language, share) for share in shares]
    if len(shown) > 1 and len(set(shown)) == 1:
        return language.say("word.each", figure=numbers.with_sign(language, shown[0]))
    return numbers.with_sign(language, listed(language, shown))


def percent_range(language: Language, ends: Sequence[float | None]) -> str:
    """0.48 and 0.72 as 48 to 72 %; ends that are written alike as one figure."""
    if any(numbers.is_unknown(end) for end in ends):
        return language.say("word.unknown")
    low, high = (numbers.bare_percent(language, end) for end in ends)
    if low == high:
        return numbers.with_sign(language, low)
    return language.say("word.percent_range", low=low, high=high)


def interval(language: Language, ends: Sequence[float] | None) -> str:
    """The ends of a 90 % interval in brackets, after a space; nothing without one."""
    return "" if ends is None else language.say("interval.90", low=ends[0], high=ends[1])


def prices(language: Language, basis: Sequence[Any]) -> str:
    """The price basis with its year: in constant prices of 2015; nothing for counts."""
    kind, year = basis
    text = language.say_or(f"price.{kind}", "")
    if text and year is not None:
        return language.say("price.of_year", prices=text, year=year)
    return text


def prices_after(language: Language, basis: Sequence[Any]) -> str:
    """The price basis to follow a growth."""
    text = prices(language, basis)
    return language.say("price.after", prices=text) if text else ""


def _each(key: str, *names: str) -> Format:
    """A list of pairs, each said by a message with two parameters."""

    def said(language: Language, pairs: Sequence[Sequence[Any]]) -> str:
        texts = [language.say(key, **dict(zip(names, pair, strict=True))) for pair in pairs]
        return listed(language, texts)

    return said


def brings(language: Language, multiplier: Sequence[float] | None) -> str:
    """What demand brings, with its range, to follow a forecast; nothing without a multiplier."""
    if multiplier is None:
        return ""
    figure, low, high = multiplier
    if decimal(language, low) == decimal(language, high):
        return language.say("brings", figure=figure)
    return language.say("brings.range", figure=figure, low=low, high=high)


def base_rate(language: Language, rate: float | None) -> str:
    """The base rate after a chance; nothing where it is unknown."""
    return "" if rate is None else language.say("base_rate", rate=rate)


def plain(language: Language, name: str) -> str:
    """The name of a criterion or an indicator as words."""
    for subject in ("criterion", "indicator"):
        if text := language.say_or(f"{subject}.{name}", ""):
            return text
    return name.replace("_", " ")


def praise(language: Language, name: str) -> str:
    """What speaks for an option that does well on a criterion."""
    return language.say_or(f"criterion.{name}.praise", "") or plain(language, name)


def value(language: Language, pair: tuple[str, float]) -> str:
    """A criterion and its value, in its unit."""
    name, figure = pair
    key = f"criterion.{name}.value"
    if key in language.templates:
        return language.say(key, value=figure)
    return number(language, figure)


LONGEST = 2
"""Most words of a unit that are said together, such as current prices."""


def unit(language: Language, text: str) -> str:
    """A unit of measure; words that no language has stay as the data say them."""
    words, said = text.split(), []
    while words:
        for length in range(min(LONGEST, len(words)), 0, -1):
            found = " ".join(words[:length])
            key = f"unit.{found.rstrip(',').replace(' ', '_').lower()}"
            if key in language.templates:
                said.append(language.say(key) + ("," if found.endswith(",") else ""))
                break
        else:
            length = 1
            said.append(words[0])
        words = words[length:]
    return " ".join(said)


def weights(language: Language, name: str) -> str:
    """The weights of a preset, or those of the reader."""
    return (
        language.say("weights.own") if name == "own" else language.say("weights.preset", name=name)
    )


def _word_of(subject: str) -> Format:
    """A word by its key; words that are not in the catalogue stay as they are."""
    return lambda language, name: language.say_or(f"{subject}.{name}", name.replace("_", " "))


FORMATS: Mapping[str, Format] = {
    "": lambda _, anything: str(anything),
    "list": listed,
    "quoted": quoted,
    "span": span,
    "year_list": _with_word(listed),
    "year_span": _with_word(span),
    "date": date,
    "number": number,
    "count": count,
    "small": small,
    "decimal": decimal,
    "tenths": tenths,
    "capped": capped,
    "size": lambda language, rate: tenths(language, abs(rate)),
    "percent": percent,
    "percent_below": percent_below,
    "percents": percents,
    "percent_range": percent_range,
    "signed": signed,
    "faster": faster,
    "grow": grow,
    "base_rate": base_rate,
    "futures": futures,
    "few_futures": few_futures,
    "most_of": most_of,
    "without": without,
    "doubts": doubts,
    "after": after,
    "interval": interval,
    "prices": prices_after,
    "in_prices": prices,
    "judgement": lambda language, key: language.say(key.replace("hindsight", "judgement")),
    "with_percents": _each("with.percent", "name", "share"),
    "with_chances": _each("with.chance", "name", "share"),
    "with_ranks": _each("with.rank", "name", "rank"),
    "with_decimals": _each("with.decimal", "name", "strength"),
    "drivers": _each("driver.part", "driver", "part"),
    "driver": _word_of("driver"),
    "brings": brings,
    "plain": plain,
    "names": lambda language, names: listed(language, [plain(language, name) for name in names]),
    "criterion": praise,
    "value": value,
    "unit": unit,
    "preset": _word_of("preset"),
    "method": _word_of("rule"),
    "kinds": _word_of("kinds"),
    "weights": weights,
}
"""Format in a template to how it writes a value; any other is a noun.* that counts."""
