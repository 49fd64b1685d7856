"""EMISS observations from SDMX-ML 1.0 GenericData, as fedstat.ru gives them.

Code lists first, then the indicator (name, units, dimensions, day of the last update), then a
series for every observation: `SeriesKey` with a code for each dimension (s_OKATO, s_OKVED2,
s_vozr), attributes EI (unit in words) and PERIOD (period in words), a year and a value with a
decimal comma. Code lists also hold codes without data. The file is read in parts, without a DTD or
entities.

Source: https://www.fedstat.ru (Внешние отчёты: format=sdmx).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from features.errors import InputError
from features.sources.opening import SourceFile
from features.sources.reading import library

UNIT, PERIOD, YEAR, VALUE = "EI", "PERIOD", "year", "text"


@dataclass
class Observations:
    """What a file of EMISS says of one indicator.

    Attributes
    ----------
    code, title, vintage : str
        Number in EMISS ("" where the file has none), name, and day of the last update.
    dimensions : dict of str to str
        Titles of the dimensions by their names, without unit and period.
    codes : dict of str to dict
        Names of a dimension's codes.
    rows : DataFrame
        A text column for every dimension, EI, PERIOD, year (text) and text (the value).
    """

    code: str = ""
    title: str = ""
    vintage: str = ""
    dimensions: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)


def is_emiss(file: SourceFile) -> bool:
    """Whether it is GenericData of SDMX-ML 1.0."""
    start = file.head[:4000]
    return file.is_xml and "GenericData" in start and "SDMXML/schemas/v1_0" in start


def observations(file: SourceFile) -> Observations:
    """All observations of a file.

    Raises
    ------
    InputError
        XML that is damaged, that declares a DTD or entities, or holds no series.
    """
    xml = library("defusedxml.ElementTree", "reading EMISS")
    common = library("defusedxml.common", "reading EMISS")
    found = Observations()
    rows: list[dict[str, str]] = []
    try:
        with file.path.open("rb") as content:
            events = xml.iterparse(content, events=("start", "end"), forbid_dtd=True)
            for name, element in _elements(events):
                if name == "Series":
                    rows += _series(element)
                elif name == "CodeList":
                    found.codes[element.get("id", "")] = _code_list(element)
                elif name == "Indicator":
                    _describe(found, element)
    except common.DefusedXmlException:
        raise InputError(
            f"{file.name} declares a DTD or entities, as no file of EMISS does: it is refused"
        ) from None
    except xml.ParseError as error:
        raise InputError(f"{file.name} is damaged XML ({error}): download it again") from None
    if not rows:
        raise InputError(f"{file.name} has no observations: choose values on fedstat.ru and retry")
    names = {key for row in rows for key in row} - {UNIT, PERIOD, YEAR, VALUE}
    for name in sorted(names - set(found.dimensions)):
        found.dimensions[name] = name
    found.dimensions = {key: it for key, it in found.dimensions.items() if key in names}
    columns = [*found.dimensions, UNIT, PERIOD, YEAR, VALUE]
    found.rows = pd.DataFrame(rows, columns=columns, dtype="str").fillna("")
    return found


def _elements(events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Elements of interest with their local names; each is freed after its use."""
    above: list[Any] = []
    for event, element in events:
        if event == "start":
            above.append(element)
            continue
        above.pop()
        name = _local(element)
        if name in ("Series", "CodeList", "Indicator"):
            yield name, element
            above[-1].clear()


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _named(element: Any, name: str) -> list[Any]:
    return [it for it in element.iter() if _local(it) == name]


def _code_list(element: Any) -> dict[str, str]:
    """Russian names by code; a code list may have names in other languages too."""
    found = {}
    for code in _named(element, "Code"):
        texts = _named(code, "Description")
        russian = [it for it in texts if dict(it.attrib).get(LANGUAGE, "ru") == "ru"]
        chosen = (russian or texts)[:1]
        found[code.get("value", "").strip()] = _clean(chosen[0].text if chosen else "")
    return found


LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def _describe(found: Observations, element: Any) -> None:
    """Fill in what the description of the indicator says."""
    found.code = element.get("id", "").strip()
    found.title = _clean(element.get("name", ""))
    updated = [it.get("value", "") for it in _named(element, "LastUpdate")]
    found.vintage = updated[0][:10] if updated else ""
    for dimension in _named(element, "Dimension"):
        names = _named(dimension, "Name")
        key = dimension.get("value", "")
        found.dimensions[key] = _clean(names[0].text if names else "") or key


def _series(element: Any) -> Iterator[dict[str, str]]:
    """A row for every observation of a series; an observation may have attributes of its own."""
    whole: dict[str, str] = {}
    for part in element:
        if _local(part) != "Obs":
            whole |= _values(part)
    for observation in element:
        if _local(observation) != "Obs":
            continue
        row = whole | _values(observation)
        for part in observation:
            if _local(part) == "Time":
                row[YEAR] = _clean(part.text)
            elif _local(part) == "ObsValue":
                row[VALUE] = _clean(part.get("value") or part.text)
        yield row


def _values(element: Any) -> dict[str, str]:
    """Codes and attributes by concept; unit and period under one spelling."""
    found = {}
    for value in _named(element, "Value"):
        concept = value.get("concept", "")
        key = concept.upper() if concept.upper() in (UNIT, PERIOD) else concept
        found[key] = _clean(value.get("value"))
    return found


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())
