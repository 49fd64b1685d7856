"""Sentences of answers: keys with parameters, and the catalogue that says them in English."""

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Annotated, Any

from pydantic import Field

from features.formats import number, percent, signed
from serving.contracts import Answer

ENGLISH: dict[str, str] = {
    "hindsight.clusters": (
        "the best {k:count} of each region's clusters at these weights, as seen in {origins:list}, "
        "then grew {difference:faster} its others over {horizon:count} years (90 % interval "
        "{lower:signed} to {upper:signed}); they grew faster in {better:count} of {regions:count} "
        "regions"
    ),
    "hindsight.clusters.single": (
        "the best {k:count} of the region's clusters at these weights, as seen in {origins:list}, "
        "then grew {difference:faster} its others over {horizon:count} years"
    ),
    "hindsight.niches": (
        "of {of:count} niches that these weights would have recommended in {origins:list}, "
        "{entered:count} were entered within {horizon:count} years: {rate:percent} (90 % interval "
        "{lower:percent} to {upper:percent}), where picks at random in the same regions give "
        "{base_rate:percent}"
    ),
    "hindsight.niches.single": (
        "of {of:count} niches that these weights would have recommended in {origins:list}, "
        "{entered:count} were entered within {horizon:count} years: {rate:percent}, where picks at "
        "random in the same region give {base_rate:percent}"
    ),
    "hindsight.good": "a good record: better than chance",
    "hindsight.weak": "a weak record: chance can explain it",
    "hindsight.bad": "a bad record: worse than chance",
    "hindsight.alone": "a single region cannot tell a good record from chance",
    "hindsight.caution": (
        "weights picked for their past prove nothing: choose them for what the region wants, and "
        "only then read how they would have done"
    ),
    "hindsight.later_table": (
        "not used at {origins:list}: the first input-output table is of {year}"
    ),
    "hindsight.undated": (
        "not used at {origins:list}: priorities have no year that says since when they hold"
    ),
    "hindsight.no_data": "not used at {origins:list}: there were no data yet",
    "hindsight.none": (
        "the champion keeps no record of earlier choices that can be judged at these weights; "
        "models trained with this release keep one where their backtest allows it"
    ),
    "niches.no_champion": (
        "niches are not among the options: no champion for technology niches is loaded"
    ),
    "niches.other_package": (
        "niches are not among the options: the niche champion was trained on {niche_package} "
        "(sha256 {niche_sha256}), the growth champion on {growth_package} (sha256 {growth_sha256})"
    ),
    "niches.none": "the niche champion has no entries for this region",
    "niches.chance_alone": (
        "no criterion of niches with data has a weight above 0: niches are ranked by their chance "
        "of entry alone"
    ),
    "niches.first": "of {n:count} niches at or above the floor, the best {shown:count} are listed",
}
"""Template by key; ``{name:format}`` names a parameter and one of FORMATS."""


class Message(Answer):
    """A sentence of an answer."""

    key: Annotated[
        str, Field(description="of the catalogue of messages; the same in all languages")
    ]
    parameters: Annotated[
        dict[str, Any], Field(description="names, and figures in their own units")
    ]
    text: Annotated[str, Field(description="the sentence, in English")]


def _listed(items: list[str] | list[int]) -> str:
    """a, b and c."""
    names = list(map(str, items))
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "none"


def _faster(rate: float) -> str:
    """0.4 as 0.4 % a year faster than, 0.04 as about as fast as."""
    if round(rate, 1) == 0:
        return "about as fast as"
    return f"{number(abs(rate), 1)} % a year {'more slowly' if rate < 0 else 'faster'} than"


FORMATS: Mapping[str, Callable[[Any], str]] = {
    "": str,
    "list": _listed,
    "number": number,
    "count": lambda value: number(value, 0),
    "decimal": lambda value: number(value, 2),
    "percent": percent,
    "signed": signed,
    "faster": _faster,
}


class _Rendering(Formatter):
    """Fields by FORMATS; other formats are a KeyError."""

    def format_field(self, value: Any, format_spec: str) -> str:
        return FORMATS[format_spec](value)


def message(key: str, **parameters: Any) -> Message:
    """The message of a key; its parameters are those that its template names.

    Raises
    ------
    KeyError
        A key without a template, or a parameter that is not given.
    """
    text = _Rendering().vformat(ENGLISH[key], (), parameters)
    return Message(key=key, parameters=parameters, text=text)


def parameters_of(key: str) -> set[str]:
    """Names of the parameters of a template."""
    return {name for _, name, _, _ in Formatter().parse(ENGLISH[key]) if name is not None}
