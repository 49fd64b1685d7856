"""Words and figures in the sentences: how each parameter of a message is written."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from features.formats import counted, number, percent, percent_below, percent_range, prices, signed
from training.growth.explain.drivers import phrase

CRITERIA: Mapping[str, str] = {
    "growth": "forecast growth",
    "risk": "low risk of falling behind",
    "multiplier": "output multiplier",
    "externalities": "ties with the rest of the region",
    "relatedness": "relatedness to what the region does",
    "complexity": "complexity",
    "alignment": "fit with national priorities",
    "inclusion": "gains for regions that are behind",
    "emissions": "low emissions",
    "ghg_emissions": "low greenhouse gas emissions",
    "co2_emissions": "low CO2 emissions",
    "energy_use": "low energy use",
    "water_use": "low water use",
    "waste": "little waste",
    "renewable_energy": "renewable energy",
    "green_patents": "green patents",
}
"""What speaks for an option that does well on a criterion."""


NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
SMALL_NUMBERS = dict(enumerate(NUMBERS, start=2))


def listed(items: Sequence[object]) -> str:
    """a, b and c; items with a comma are separated by semicolons: a, b; and c."""
    names = list(map(str, items))
    if len(names) < 2:
        return names[0] if names else "none"
    mark = ";" if any("," in name for name in names) else ","
    before_and = mark if mark == ";" or any(" and " in name for name in names) else ""
    return f"{f'{mark} '.join(names[:-1])}{before_and} and {names[-1]}"


def span(years: Sequence[int]) -> str:
    """The first and the last of some years: 2003 to 2010."""
    return str(years[0]) if len(years) == 1 else f"{min(years)} to {max(years)}"


def faster(rate: float) -> str:
    """0.4 as 0.4 % a year faster than, 0.04 as about as fast as."""
    if round(rate, 1) == 0:
        return "about as fast as"
    return f"{number(abs(rate), 1)} % a year {'more slowly' if rate < 0 else 'faster'} than"


def grow(rate: float) -> str:
    """4.1 as grow 4.1 % a year, and -4.1 as shrink 4.1 % a year."""
    return f"{'shrink' if rate < 0 else 'grow'} {number(abs(rate), 1)} % a year"


def hundredth(share: float) -> str:
    """0.82 as 82, to stand before of 100; not rounded to none or all."""
    if 0 < share < 0.01:
        return "fewer than 1"
    if 0.99 < share < 1:
        return "more than 99"
    return f"{100 * share:.0f}"


def futures(shares: Sequence[float], only: str = "") -> str:
    """0.82 and 0.74 as 82 and 74 of 100 simulated futures, and twice 0.5 as 50 of 100 ... each."""
    shown = list(map(hundredth, shares))
    is_each = len(shown) > 1 and len(set(shown)) == 1
    figures = listed(shown[:1] if is_each else shown)
    first = "none" if figures == "0" else f"{only}{figures}"
    return f"{first} of 100 simulated futures{' each' if is_each else ''}"


def few_futures(shares: float | Sequence[float]) -> str:
    """As futures, of shares that are too small."""
    return futures([shares] if isinstance(shares, int | float) else shares, "only ")


def best(k: int) -> str:
    """5 as the best 5, and 1 as the best."""
    return "the best" if k == 1 else f"the best {number(k, 0)}"


def first_clusters(k: int) -> str:
    """5 as the five clusters, and 1 as the cluster."""
    return "the cluster" if k == 1 else f"the {SMALL_NUMBERS.get(k, number(k, 0))} clusters"


def over_regions(n: int) -> str:
    """The regions that a record is of, first in a sentence."""
    return "In one region" if n == 1 else f"Across {number(n, 0)} regions"


def most_of(share: float) -> str:
    """1 as all, 0.97 as 97 % of the."""
    return "all" if share == 1 else f"{percent(share)} of the"


def without(criteria: Sequence[str]) -> str:
    """Criteria that were left out, in brackets after a space; nothing without any."""
    return f" (without {listed([plain(name) for name in criteria])})" if criteria else ""


def doubts(chances: Sequence[float | None]) -> str:
    """What speaks against a cluster: small chances to outgrow the middle, large ones to shrink."""
    outgrow, shrink = chances
    parts = []
    if outgrow is not None:
        chance = f"chance to outgrow it {percent(outgrow)}"
        parts.append(f"will probably grow less than the region's middle cluster ({chance})")
    if shrink is not None:
        parts.append(f"may shrink ({percent(shrink)})")
    return ", and ".join(parts)


def percents(shares: Sequence[float]) -> str:
    """0.66 and 0.61 as 66 and 61 %, and twice 0.5 as 50 % each."""
    shown = {percent(share) for share in shares}
    if len(shares) > 1 and len(shown) == 1:
        return f"{shown.pop()} each"
    return f"{listed([percent(share).removesuffix(' %') for share in shares])} %"


def interval(ends: Sequence[float] | None) -> str:
    """The ends of a 90 % interval in brackets, after a space; nothing without one."""
    if ends is None:
        return ""
    return f" (90 % interval {number(ends[0], 1)} to {number(ends[1], 1)})"


def after_comma(basis: Sequence[Any]) -> str:
    """The price basis and its year, to follow a growth; nothing for counts."""
    words = prices(*basis)
    return f", {words}" if words else ""


def with_percents(pairs: Sequence[tuple[str, float]]) -> str:
    """Names, each with a share in brackets."""
    return listed([f"{name} ({percent_below(share)})" for name, share in pairs])


def with_ranks(pairs: Sequence[tuple[str, int]]) -> str:
    """Names, each with a rank in brackets."""
    return listed([f"{name} (rank {rank})" for name, rank in pairs])


def brings(multiplier: Sequence[float] | None) -> str:
    """What demand brings, with its range, to follow a forecast; nothing without a multiplier."""
    if multiplier is None:
        return ""
    figure, *ends = (number(value, 2) for value in multiplier)
    if ends[0] != ends[1]:
        figure += f" ({' to '.join(ends)})"
    return f", and each million of demand for it brings {figure} million of output in the region"


def with_decimals(pairs: Sequence[tuple[str, float]]) -> str:
    """Names, each with a strength from 0 to 1 in brackets."""
    return listed([f"{name} ({number(strength, 2)})" for name, strength in pairs])


def drivers(pairs: Sequence[tuple[str, float]]) -> str:
    """Drivers of growth, each with its part in % a year."""
    return listed([f"{phrase(name)} {signed(part)}" for name, part in pairs])


def plain(name: str) -> str:
    """The name of a criterion or an indicator as words."""
    return name.replace("_", " ")


def against(base_rate: float | None) -> str:
    """The base rate after a chance; nothing where it is unknown."""
    if base_rate is None:
        return ""
    return f"; of all niches open to regions, {percent(base_rate)} were entered in the backtest"


def criterion(name: str) -> str:
    """What speaks for an option that does well on a criterion."""
    return CRITERIA.get(name, plain(name))


FIGURES: Mapping[str, Callable[[float], str]] = {
    "growth": lambda value: f"{signed(value)} a year",
    "alignment": lambda value: f"{percent(value)} of the largest weight",
    "risk": lambda value: f"a chance of {percent(value)} to fall behind the middle cluster",
}


def value(pair: tuple[str, float]) -> str:
    """A criterion and its value, in its unit."""
    name, figure = pair
    return FIGURES[name](figure) if name in FIGURES else number(figure)


JUDGEMENTS: Mapping[str, str] = {
    "hindsight.good": "a good record",
    "hindsight.small": "a small gain, but more than chance can explain",
    "hindsight.weak": "a weak record, which chance can explain",
    "hindsight.bad": "a bad record",
    "hindsight.alone": "one region, which proves little",
}
"""A record in few words, by the key of the message that judges it."""


FORMATS: Mapping[str, Callable[[Any], str]] = {
    "": str,
    "list": listed,
    "span": span,
    "plain": plain,
    "names": lambda names: listed([plain(name) for name in names]),
    "number": number,
    "years": lambda n: counted(n, "year"),
    "niches": lambda n: counted(n, "niche"),
    "likeliest_niches": lambda n: counted(n, "likeliest niche"),
    "clusters": lambda n: counted(n, "cluster"),
    "entered": lambda n: counted(n, "was entered", "were entered"),
    "count": lambda figure: number(figure, 0),
    "decimal": lambda figure: number(figure, 2),
    "tenths": lambda figure: number(figure, 1),
    "percent": percent,
    "percents": percents,
    "signed": signed,
    "faster": faster,
    "grow": grow,
    "percent_range": lambda ends: percent_range(*ends),
    "base_rate": against,
    "futures": futures,
    "few_futures": few_futures,
    "best": best,
    "among_best": lambda k: best(k) if k == 1 else f"among {best(k)}",
    "first_clusters": first_clusters,
    "over_regions": over_regions,
    "most_of": most_of,
    "without": without,
    "doubts": doubts,
    "after": lambda chances: f"; it {doubts(chances)}" if any(chances) else "",
    "interval": interval,
    "prices": after_comma,
    "in_prices": lambda basis: prices(*basis),
    "judgement": lambda key: JUDGEMENTS[key],
    "with_percents": with_percents,
    "with_ranks": with_ranks,
    "brings": brings,
    "with_decimals": with_decimals,
    "drivers": drivers,
    "criterion": criterion,
    "value": value,
    "weights": lambda name: "your weights" if name == "own" else f"the {name} weights",
}
"""Format in a template to how it writes a parameter."""
