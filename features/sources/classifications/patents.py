"""Technology classes of patents: CPC and IPC codes, and WIPO's 35 fields.

A symbol such as "H01L  31/04" has a section (H), a class (H01), a subclass (H01L), a main group
(31) and a subgroup (04). Tables write it with blanks, with a hyphen or with leading zeros in the
group ("H01L-031/04", "H01L0031040000"). CPC has the structure of the IPC and
a section Y of tags besides.

Sources: International Patent Classification, WIPO, https://www.wipo.int/classifications/ipc;
Cooperative Patent Classification, EPO and USPTO, https://www.cooperativepatentclassification.org;
fields: Schmoch (2008), "Concept of a technology classification for country comparisons", and
WIPO's IPC-Technology Concordance Table as it stood after the additions of 2019,
https://www.wipo.int/ipstats/en/docs/ipc_technology.xlsx. Facts; the table is WIPO's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "A": "Human necessities",
        "B": "Performing operations; transporting",
        "C": "Chemistry; metallurgy",
        "D": "Textiles; paper",
        "E": "Fixed constructions",
        "F": "Mechanical engineering; lighting; heating; weapons; blasting",
        "G": "Physics",
        "H": "Electricity",
        "Y": "New technologies and technologies that cut across sections",
    }
)
"""Sections of the CPC; the IPC has all but Y."""

SECTORS: Mapping[str, str] = MappingProxyType(
    {
        "S1": "Electrical engineering",
        "S2": "Instruments",
        "S3": "Chemistry",
        "S4": "Mechanical engineering",
        "S5": "Other fields",
    }
)
"""WIPO's sectors of technology fields."""


@dataclass(frozen=True)
class Field:
    """One of WIPO's technology fields.

    Attributes
    ----------
    code : str
        "1" to "35".
    title : str
    sector : str
        Code of its sector.
    prefixes : tuple of str
        IPC subclasses ("H01L") and main groups ("A61K8/") that belong to it; of two prefixes of a
        symbol the longer one counts.
    """

    code: str
    title: str
    sector: str
    prefixes: tuple[str, ...]


def _field(code: str, title: str, sector: str, listed: str) -> Field:
    """A field from its prefixes in short: H01BC is H01B and H01C, A61K:8,9 the main groups."""
    prefixes = []
    for word in listed.split():
        subclass, _, groups = word.partition(":")
        if groups:
            prefixes += [f"{subclass}{group}/" for group in groups.split(",")]
        else:
            prefixes += [word[:3] + letter for letter in word[3:]]
    return Field(code, title, sector, tuple(prefixes))


FIELDS: tuple[Field, ...] = (
    _field(
        "1",
        "Electrical machinery, apparatus, energy",
        "S1",
        "F21HKLSVWY H01BCFGHJKMRT H02BGHJKMNPS H05BCF H99Z",
    ),
    _field(
        "2",
        "Audio-visual technology",
        "S1",
        "G09FG G11B H04RS H05K H04N:3,5,7,9,11,13,15,17,19,101",
    ),
    _field("3", "Telecommunications", "S1", "G08C H01PQ H04BHJKMQ H04N:1"),
    _field("4", "Digital communication", "S1", "H04LW H04N:21"),
    _field("5", "Basic communication processes", "S1", "H03BCDFGHJKLM"),
    _field("6", "Computer technology", "S1", "G06CDEFGJKMNT G10L G11C G16BCZ"),
    _field("7", "IT methods for management", "S1", "G06Q"),
    _field("8", "Semiconductors", "S1", "H01L"),
    _field("9", "Optics", "S2", "G02BCF G03BCDFGH H01S"),
    _field(
        "10",
        "Measurement",
        "S2",
        "G01BCDFGHJKLMPQRSVW G04BCDFGR G12B G99Z "
        "G01N:1,3,5,7,9,11,13,15,17,19,21,22,23,24,25,27,29,30,31,35,37",
    ),
    _field("11", "Analysis of biological materials", "S2", "G01N:33"),
    _field("12", "Control", "S2", "G05BDF G07BCDFG G08BG G09BCD"),
    _field("13", "Medical technology", "S2", "A61BCDFGHJLMN G16H H05G"),
    _field("14", "Organic fine chemistry", "S3", "A61Q C07BCDFHJ C40B A61K:8"),
    _field("15", "Biotechnology", "S3", "C07GK C12MNPQRS"),
    _field(
        "16",
        "Pharmaceuticals",
        "S3",
        "A61P A61K:6,9,31,33,35,36,38,39,41,45,47,48,49,50,51,101,103,125,127,129,131,133,135",
    ),
    _field("17", "Macromolecular chemistry, polymers", "S3", "C08BCFGHKL"),
    _field(
        "18",
        "Food chemistry",
        "S3",
        "A01H A21D A23BCDFGJKL C12CFGHJ C13DFJK C13B:10,20,30,35,40,50,99",
    ),
    _field(
        "19",
        "Basic materials chemistry",
        "S3",
        "A01NP C05BCDFG C06BCDF C09BCDFGHJK C10BCFGHJKLMN C11BCD C99Z",
    ),
    _field("20", "Materials, metallurgy", "S3", "B22CDF C01BCDFG C03C C04B C21BCD C22BCF"),
    _field("21", "Surface technology, coating", "S3", "B05CD B32B C23CDFG C25BCDF C30B"),
    _field("22", "Micro-structural and nano-technology", "S3", "B81BC B82BY"),
    _field(
        "23",
        "Chemical engineering",
        "S3",
        "B01BFJL B02C B03BCD B04BC B05B B06B B07BC B08B C14C D06BCL F25J F26B H05H "
        "B01D:1,3,5,7,8,9,11,12,15,17,19,21,24,25,27,29,33,35,36,37,39,41,43,57,59,61,63,65,67,69,71",
    ),
    _field(
        "24",
        "Environmental technology",
        "S3",
        "A62C B09BC B65F C02F F01N F23GJ G01T B01D:45,46,47,49,50,51,52,53 E01F:8",
    ),
    _field("25", "Handling", "S4", "B25J B65BCDGH B66BCDF B67BCD"),
    _field(
        "26",
        "Machine tools",
        "S4",
        "A62D B21BCDFGHJKL B23BCDFGHKPQ B24BCD B25BCDFGH B26BDF B27BCDFGHJKLMN B30B",
    ),
    _field(
        "27",
        "Engines, pumps, turbines",
        "S4",
        "F01BCDKLMP F02BCDFGKMNP F03BCDGH F04BCDF F23R F99Z G21BCDFGHJK",
    ),
    _field(
        "28",
        "Textile and paper machines",
        "S4",
        "A41H A43D A46D B31BCDF B41BCDFGJKLMN C14B D01BCDFGH D02GHJ D03CDJ D04BCGH D05BC "
        "D06GHJMPQ D21BCDFGHJ D99Z",
    ),
    _field(
        "29",
        "Other special machines",
        "S4",
        "A01BCDFGJKLM A21BC A22BC A23NP B02B B28BCD B29BCDKL B33Y B99Z C03B C08J C12L C13CGH "
        "F41ABCFGHJ F42BCD C13B:5,15,25,45",
    ),
    _field(
        "30",
        "Thermal processes and apparatus",
        "S4",
        "F22BDG F23BCDHKLMNQ F24BCDFHJSTV F25BC F27BD F28BCDFG",
    ),
    _field("31", "Mechanical elements", "S4", "F15BCD F16BCDFGHJKLMNPST F17BCD G05G"),
    _field(
        "32",
        "Transport",
        "S4",
        "B60BCDFGHJKLMNPQRSTVW B61BCDFGHJKL B62BCDHJKLM B63BCGHJ B64BCDFG",
    ),
    _field("33", "Furniture, games", "S5", "A47BCDFGHJKL A63BCDFGHJK"),
    _field(
        "34",
        "Other consumer goods",
        "S5",
        "A24BCDF A41BCDFG A42BC A43BC A44BC A45BCDF A46B A62B A99Z B42BCDF B43KLM B44BCDF "
        "B68BCFG D04D D06FN D07B F25D G10BCDFGHK",
    ),
    _field(
        "35",
        "Civil engineering",
        "S5",
        "E01BCDH E02BCDF E03BCDF E04BCDFGH E05BCDFG E06BC E21BCDF E99Z E01F:1,3,5,7,9,11,13,15",
    ),
)
"""WIPO's 35 fields."""

_FIELD_OF = {prefix: field.code for field in FIELDS for prefix in field.prefixes}
_SYMBOL = re.compile(r"([A-HY]\d\d[A-Z])[\s-]*(\d*)")
_GROUP_DIGITS = 4
"""Digits of a main group where a symbol is written without a slash (WIPO ST.8: H01L0031040000)."""


def subclass(symbol: str) -> str:
    """The subclass of a CPC or IPC symbol, as H01L; "" where it is no symbol."""
    found = _SYMBOL.match(symbol.strip().upper())
    return found[1] if found else ""


def wipo_field(symbol: str) -> str:
    """The WIPO field of an IPC symbol, as "8"; "" where it belongs to none.

    Parameters
    ----------
    symbol : str
        A full symbol; where a subclass is divided between fields (A61K), the subclass alone
        belongs to none.
    """
    found = _SYMBOL.match(symbol.strip().upper())
    if not found:
        return ""
    group = f"{found[1]}{found[2][:_GROUP_DIGITS].lstrip('0')}/"
    return _FIELD_OF.get(group) or _FIELD_OF.get(found[1], "")


def field_by_title(title: str) -> str:
    """The code of a field by its title, ignoring case and punctuation; "" where none has it."""
    return _BY_TITLE.get(_letters(title), "")


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


_BY_TITLE = {_letters(field.title): field.code for field in FIELDS}


def subclass_tree(codes: Iterable[str]) -> pd.DataFrame:
    """Subclasses with the classes and sections above them: code, name, parent_code.

    Only sections have names; titles of classes and subclasses come from a file of titles.
    """
    subclasses = sorted(set(codes))
    classes = sorted({code[:3] for code in subclasses})
    sections = sorted({code[:1] for code in subclasses})
    return pd.DataFrame(
        [(code, SECTIONS.get(code, ""), "") for code in sections]
        + [(code, "", code[:1]) for code in classes]
        + [(code, "", code[:3]) for code in subclasses],
        columns=["code", "name", "parent_code"],
        dtype="str",
    )


def field_tree(codes: Iterable[str]) -> pd.DataFrame:
    """WIPO fields with the sectors above them: code, name, parent_code."""
    wanted = set(codes)
    fields = [field for field in FIELDS if field.code in wanted]
    return pd.DataFrame(
        [(code, SECTORS[code], "") for code in sorted({field.sector for field in fields})]
        + [(field.code, field.title, field.sector) for field in fields],
        columns=["code", "name", "parent_code"],
        dtype="str",
    )
