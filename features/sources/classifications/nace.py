"""NACE and ISIC: which divisions a code of Eurostat or the OECD holds.

Codes of sections (C), divisions (C28, 28), groups and classes (C281, K64.2), ranges (B-E, BTE,
C10-C12, C10T12, C10-12), unions (M_N, C31_C32, A01_02, S95 in B-N_S95), and what is taken off
(B-S_X_K642, BTEXC). NACE Rev. 2 and ISIC Rev. 4 have the same divisions, so one table serves both.

Traps: sections from J on mean other things in NACE Rev. 2.1 (ISIC Rev. 5) than in Rev. 2, and D is
manufacturing in Rev. 1.1: the version is read from the dimension's name, from the dataset, or from
codes that only one version has (J62 or K62).

Sources: Regulations (EC) 1893/2006 and (EU) 2023/137 (sections and divisions of Rev. 2 and 2.1),
Regulation (EC) 29/2002 (Rev. 1.1); "Eurostat, code list NACE_R2" and "OECD, code list ACTIVITY" for
the notation of aggregates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

RANGES = {
    "2": "A 01-03 B 05-09 C 10-33 D 35-35 E 36-39 F 41-43 G 45-47 H 49-53 I 55-56 J 58-63 K 64-66 "
    "L 68-68 M 69-75 N 77-82 O 84-84 P 85-85 Q 86-88 R 90-93 S 94-96 T 97-98 U 99-99",
    "2.1": "A 01-03 B 05-09 C 10-33 D 35-35 E 36-39 F 41-43 G 46-47 H 49-53 I 55-56 J 58-60 "
    "K 61-63 L 64-66 M 68-68 N 69-75 O 77-82 P 84-84 Q 85-85 R 86-88 S 90-93 T 94-96 U 97-98 "
    "V 99-99",
    "1.1": "A 01-02 B 05-05 C 10-14 D 15-37 E 40-41 F 45-45 G 50-52 H 55-55 I 60-64 J 65-67 "
    "K 70-74 L 75-75 M 80-80 N 85-85 O 90-93 P 95-97 Q 99-99 CA 10-12 CB 13-14 DA 15-16 DB 17-18 "
    "DC 19-19 DD 20-20 DE 21-22 DF 23-23 DG 24-24 DH 25-25 DI 26-26 DJ 27-28 DK 29-29 DL 30-33 "
    "DM 34-35 DN 36-37",
}
"""Sections (and subsections of Rev. 1.1) of each version, with their first and last division."""
_GAPS = "03 04 06 07 08 09 38 39 42 43 44 46 47 48 49 53 54 56 57 58 59"
NO_DIVISION = {"1.1": frozenset(_GAPS.split())}
"""Numbers within the sections' spans that are no division."""
TOTALS = frozenset({"TOTAL", "_T", "TOT", "TOT_NACE", "TOTAL_NACE", "A-U", "A-T", "A-V", "A-Q"})
SEPARATE = "_X_"
"""Between an aggregate and what is taken off it."""
RANGE = re.compile(r"([A-Z]?)(\d{0,2})(?:-|T)([A-Z]?)(\d{0,2})")
DETAIL = re.compile(r"([A-Z]{0,2})(\d{2}\d{0,2}[A-Z]?)")


def _sections(version: str) -> dict[str, tuple[str, ...]]:
    words = RANGES[version].split()
    missing = NO_DIVISION.get(version, frozenset())
    found = {}
    for section, span in zip(words[::2], words[1::2], strict=True):
        first, last = span.split("-")
        numbers = (f"{it:02d}" for it in range(int(first), int(last) + 1))
        found[section] = tuple(it for it in numbers if it not in missing)
    return found


SECTIONS: dict[str, dict[str, tuple[str, ...]]] = {it: _sections(it) for it in RANGES}
"""Version to its sections and their divisions."""
DIVISIONS = {
    version: {
        division: section
        for section, divisions in sections.items()
        if len(section) == 1
        for division in divisions
    }
    for version, sections in SECTIONS.items()
}
"""Version to its divisions and their sections."""


def version_of(dimension: str, dataset: str = "", codes: Iterable[str] = ()) -> str:
    """The version that codes belong to: "2" (also ISIC Rev. 4), "2.1" or "1.1".

    Parameters
    ----------
    dimension : str
        Name of the file's dimension: nace_r2, nace_r2_1, isic5, ACTIVITY.
    dataset : str
    codes : iterable of str
        Decide where the names do not: a section letter and a division that only one version joins.
    """
    named = f"{dimension} {dataset}".casefold()
    if re.search(r"nace_?r?(?:ev)?_?2[._]?1|nace21|isic_?(?:r|rev)?_?5", named):
        return "2.1"
    if re.search(r"nace_?r?(?:ev)?_?1(?:[._]?1)?(?![0-9])|isic_?(?:r|rev)?_?3", named):
        return "1.1"
    if re.search(r"nace_?r?(?:ev)?_?2|isic_?(?:r|rev)?_?4", named):
        return "2"
    matches = [DETAIL.fullmatch(_plain(it)) for it in codes]
    pairs = [(it[1], it[2][:2]) for it in matches if it and it[1]]
    fits = {
        version: sum(divisions.get(division) == letter for letter, division in pairs)
        for version, divisions in DIVISIONS.items()
    }
    return max(fits, key=lambda it: (fits[it], it == "2"))


def title(dimension: str, version: str) -> str:
    """The classification's name: NACE Rev. 2, or ISIC Rev. 4 where the dimension is not of NACE."""
    if "nace" in dimension.casefold():
        return f"NACE Rev. {version}"
    return {"2": "ISIC Rev. 4", "2.1": "ISIC Rev. 5", "1.1": "ISIC Rev. 3.1"}[version]


def members(code: str, version: str = "2") -> frozenset[str]:
    """The divisions that a code holds; empty for a code that is none of NACE.

    A group or class stands for itself, and a division that it is taken off for the rest.
    """
    return members_of([code], version).get(code, frozenset())


def members_of(codes: Iterable[str], version: str = "2") -> dict[str, frozenset[str]]:
    """What each code holds, in common parts: two codes overlap where their sets do.

    Parameters
    ----------
    codes : iterable of str
    version : "2", "2.1" or "1.1"

    Returns
    -------
    dict of str to frozenset of str
        Divisions, and groups and classes where any code has them; the division then stands for
        the rest of it. Codes that are none of NACE are left out.
    """
    parsed = {code: found for code in codes if (found := _parsed(code, version)) is not None}
    named = set().union(*(plus | minus for plus, minus in parsed.values())) if parsed else set()
    parts = set(DIVISIONS[version]) | {it for it in named if len(it) > 2}
    return {
        code: frozenset(_below(plus, parts) - _below(minus, parts))
        for code, (plus, minus) in parsed.items()
    }


def _below(prefixes: Iterable[str], parts: set[str]) -> set[str]:
    starts = tuple(prefixes)
    return {it for it in parts if it.startswith(starts)} if starts else set()


def _plain(code: str) -> str:
    return code.strip().upper().replace(".", "").replace(" ", "")


def _parsed(code: str, version: str) -> tuple[set[str], set[str]] | None:
    """Divisions (and finer codes) that a code adds and takes off; None for no code of NACE."""
    text = _plain(code)
    base, *off = text.split(SEPARATE)
    if not off and base not in TOTALS and "X" in base[1:]:
        base, *off = base.split("X")
    plus = set(DIVISIONS[version]) if base in TOTALS else _union(base, version)
    minus: set[str] | None = set()
    for part in off:
        terms = _union(part, version)
        minus = None if minus is None or terms is None else minus | terms
    return None if plus is None or minus is None else (plus, minus)


def _union(text: str, version: str) -> set[str] | None:
    found: set[str] = set()
    for term in re.split(r"[_+,]", text):
        held = _term(term, version)
        if held is None:
            return None
        found |= held
    return found


def _term(term: str, version: str) -> set[str] | None:
    """Divisions of a section, a range, a division or a finer code."""
    sections, divisions = SECTIONS[version], DIVISIONS[version]
    if term in sections:
        return set(sections[term])
    if (it := RANGE.fullmatch(term)) and (it[1] or it[2]) and (it[3] or it[4]):
        if it[2] and it[4]:
            return {division for division in divisions if it[2] <= division <= it[4]} or None
        if not it[2] and not it[4] and it[1] in sections and it[3] in sections:
            letters = [name for name in sections if len(name) == 1 and it[1] <= name <= it[3]]
            return {division for name in letters for division in sections[name]} or None
    if it := DETAIL.fullmatch(term):
        letter, number = it[1], it[2]
        section = divisions.get(number[:2])
        if section is None or (letter and letter[:1] != section):
            return None
        return {number}
    if 1 < len(term) <= 4 and all(name in sections for name in term) and term == _sorted(term):
        return {division for name in term for division in sections[name]}
    return None


def _sorted(text: str) -> str:
    return "".join(sorted(text))


def level(code: str, version: str = "2") -> int:
    """0 for the total, 1 for a section, 2 to 4 by digits, 5 for an aggregate."""
    text = _plain(code)
    if text in TOTALS:
        return 0
    if text in SECTIONS[version]:
        return 1
    if it := DETAIL.fullmatch(text):
        return len(it[2])
    return 5


def notation(code: str) -> str:
    """A code as Eurostat writes it: B-E for BTE, C10-C12 for C10T12, Total for _T."""
    text = code.strip()
    if _plain(text) in TOTALS:
        return "Total"
    if (it := RANGE.fullmatch(text.upper())) and (it[1] or it[2]) and (it[3] or it[4]):
        last = it[3] or it[1]
        if it[1] + it[2] < last + it[4]:
            return f"{it[1]}{it[2]}-{last}{it[4]}"
    return text


def named(code: str, names: Mapping[str, str], version: str = "2") -> str:
    """The name of a code, from a table of names by code without letters before divisions."""
    text = _plain(code)
    if text in TOTALS:
        return "Total, all activities"
    found = DETAIL.fullmatch(text)
    short = found[2] if found and version != "1.1" else text
    return names.get(short) or names.get(notation(code)) or _name_of_parts(text, names, version)


def _name_of_parts(text: str, names: Mapping[str, str], version: str) -> str:
    """Name of the code that holds the same (A of 01T03), else those of up to three divisions."""
    held = _union(text, version) or set()
    for code, name in names.items():
        if held and not code[0].isdigit() and _union(code, version) == held:
            return name
    parts = [names.get(it, "") for it in sorted(held)]
    return "; ".join(parts) if len(parts) <= 3 and all(parts) else ""
