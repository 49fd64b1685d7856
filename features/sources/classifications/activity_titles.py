"""Industries by the titles and codes in tables: sections, their aggregates, and divisions.

Titles in Russian are those of OKVED 2 and OKVED 1, in English those of NACE Rev. 2, in German
those of WZ 2008 and of the regional accounts of the Länder, with the short forms that tables use
for one section alone. Each code stands for a set of divisions, so that sections, aggregates
(B-E) and divisions find their parents and what overlaps.

Sources: https://ec.europa.eu/eurostat/web/nace, https://www.destatis.de (WZ 2008,
Regionaldatenbank tables 82111, 13311). Facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal

from features.lookalikes import LETTERS, appearance
from features.sources.classifications.okved import (
    DIVISIONS,
    OKVED1_SECTIONS,
    SECTION_OF,
    SECTIONS,
)

Scheme = Literal["", "OKVED 1"]
"""The classification whose letters a table uses: "" for NACE Rev. 2 and its equals."""

TOTAL = "TOTAL"
_TITLES = """
TOTAL|Total; All industries; All NACE activities; All activities; Total economy; All sectors
TOTAL|Insgesamt; Alle Wirtschaftsbereiche; Alle Wirtschaftszweige; Wirtschaftszweige insgesamt
TOTAL|Всего; Итого; Всего по обследуемым видам экономической деятельности; Все виды деятельности
TOTAL|Всего по всем видам экономической деятельности; Все виды экономической деятельности
TOTAL|Всего по видам экономической деятельности; Всего по экономике
A|Agriculture, forestry and fishing; Agriculture; Agriculture, hunting, forestry and fishing
A|Land- und Forstwirtschaft, Fischerei; Land- und Forstwirtschaft; Сельское и лесное хозяйство
A|Сельское, лесное хозяйство, охота, рыболовство и рыбоводство; Сельское, лесное хозяйство
B|Mining and quarrying; Mining; Bergbau und Gewinnung von Steinen und Erden
C|Manufacturing; Verarbeitendes Gewerbe
D|Electricity, gas, steam and air conditioning supply; Energieversorgung
D|Обеспечение электроэнергией, газом и паром; кондиционирование воздуха
E|Water supply; sewerage, waste management and remediation activities
E|Water supply, sewerage, waste management and remediation activities
E|Wasserversorgung; Abwasser- und Abfallentsorgung und Beseitigung von Umweltverschmutzungen
E|Wasserversorgung, Entsorgung u. Ä.; Wasserversorgung, Entsorgung
F|Construction; Baugewerbe; Bau
G|Wholesale and retail trade; repair of motor vehicles and motorcycles; Wholesale and retail trade
G|Handel; Instandhaltung und Reparatur von Kraftfahrzeugen
H|Transportation and storage; Transport and storage; Verkehr und Lagerei
I|Accommodation and food service activities; Accommodation and food services; Gastgewerbe
J|Information and communication; Information und Kommunikation
K|Financial and insurance activities; Finance and insurance
K|Erbringung von Finanz- und Versicherungsdienstleistungen; Finanz- und Versicherungsdienstleister
L|Real estate activities; Real estate; Grundstücks- und Wohnungswesen
M|Professional, scientific and technical activities
M|Erbringung von freiberuflichen, wissenschaftlichen und technischen Dienstleistungen
M|Freiberufliche, wissenschaftliche und technische Dienstleister
N|Administrative and support service activities; Sonstige Unternehmensdienstleister
N|Erbringung von sonstigen wirtschaftlichen Dienstleistungen
O|Public administration and defence; compulsory social security; Public administration and defence
O|Öffentliche Verwaltung, Verteidigung; Sozialversicherung
P|Education; Erziehung und Unterricht
Q|Human health and social work activities; Gesundheits- und Sozialwesen
R|Arts, entertainment and recreation; Kunst, Unterhaltung und Erholung
S|Other service activities; Erbringung von sonstigen Dienstleistungen
T|Activities of households as employers; Private Haushalte mit Hauspersonal
U|Activities of extraterritorial organisations and bodies
B-E|Industry (except construction); Produzierendes Gewerbe ohne Baugewerbe; Industry
B-F|Produzierendes Gewerbe
G-I|Handel, Verkehr und Lagerei, Gastgewerbe; Handel, Verkehr, Gastgewerbe
G-J|Handel, Verkehr, Gastgewerbe, Information und Kommunikation
G-J|Handel, Verkehr und Lagerei, Gastgewerbe, Information und Kommunikation
G-T|Dienstleistungsbereiche
K-N|Finanz-, Versicherungs- und Unternehmensdienstleister; Grundstücks- und Wohnungswesen
K-N|Finanz-, Versicherungs- und Unternehmensdienstleister, Grundstücks- und Wohnungswesen
M-N|Unternehmensdienstleister
O-Q|Öffentliche Dienstleister, Erziehung, Gesundheit
O-T|Öffentliche und sonstige Dienstleister, Erziehung, Gesundheit, private Haushalte
O-T|Öffentliche und sonstige Dienstleister, Erziehung und Gesundheit, Private Haushalte
R-T|Sonstige Dienstleister
"""
"""Code and titles; a title may itself hold a semicolon, so both its parts and the whole count."""

_JOINED = r"[A-U](?:\s?(?:[-–—_,;+/&]|и|and|und|, and)\s?[A-U](?!\w))*"
_SECTION_CODES = re.compile(_JOINED)
_SCHEMES = r"(?i:раздел[ыауе]?|sections?|abschnitte?|nace|wz ?(?:20)?08|оквэд[ -]?2?|okbэд[ -]?2?)"
_BRACKETED = re.compile(
    rf"\(\s*(?:{_SCHEMES}\s*[:-]?\s*)?({_JOINED}|\d\d(?:\s?[-–—_]\s?\d\d)?)"
    rf"\s*(?:,? ?{_SCHEMES}[^)]*)?\)"
)
_WORDED = re.compile(rf"\b{_SCHEMES}\s*[-:«\"„]?\s*({_JOINED})(?!\w)")
_LEADING = re.compile(r"([A-U](?:[-–_][A-U])?|[A-U]?\d\d(?:\.\d{1,2})*)\s*([.:)–—-]?)\s+(?=\S{3})")
_CODE_LETTERS = str.maketrans("АВСЕНІЈКМОРТ", "ABCEHIJKMOPT")
_DIVISION = re.compile(r"(?:WZ08-)?[A-U]?(\d\d)(\.\d{1,2})*(?:[-–_][A-U]?(\d\d))?")
_INTRO = re.compile(
    r"^(?:darunter|davon|dav\.|dar\.|of which|including|из них|в том числе|в т\.? ?ч\.|"
    r"вид (?:экономической )?деятельности)\s*[:,]?\s*",
    re.IGNORECASE,
)
_NOTES = re.compile(r"(\s*(?:\d{1,2}(?:,\d)*\)|\[[^\]]*\]|\*+|[⁰¹²³⁴-⁹]+\)?)|(?<=[^\W\d])\d)+\s*$")


def title_key(label: str) -> str:
    """What all spellings of a title have in common: its words without case, marks and notes."""
    text = _INTRO.sub("", _NOTES.sub("", label.strip())).upper().replace("Ё", "Е")
    return " ".join(re.findall(r"\w+", appearance(text)))


def clean_title(label: str) -> str:
    """A title for people: without footnotes, brackets with codes, and "of which"."""
    text = " ".join(_NOTES.sub("", label.strip()).split())
    text = _INTRO.sub("", _BRACKETED.sub("", text)).strip(" ,:;–-")
    text = _LEADING.sub("", text, count=1) if match_title(_LEADING.sub("", text, count=1)) else text
    return text[:1].upper() + text[1:]


def _keys(titles: Mapping[str, str]) -> dict[str, str]:
    return {title_key(title): code for code, title in titles.items()}


def _known_titles() -> dict[str, str]:
    found = _keys(DIVISIONS) | _keys(SECTIONS)
    for line in _TITLES.strip().splitlines():
        code, text = line.split("|")
        found[title_key(text)] = code
        for title in text.split("; "):
            found.setdefault(title_key(title), code)
    return found


_NACE = _known_titles()
_TOTALS = {key: code for key, code in _NACE.items() if code == TOTAL}
_OKVED1 = _TOTALS | _keys(OKVED1_SECTIONS)


def match_title(label: str, scheme: Scheme = "") -> str:
    """Code of the industry that a title means, "" where none or several are possible."""
    code = (_OKVED1 if scheme else _NACE).get(title_key(label), "")
    return in_scheme(code, scheme)


def in_scheme(code: str, scheme: Scheme) -> str:
    """A code with its scheme, where its letters do not mean those of NACE Rev. 2."""
    return f"{code} ({scheme})" if scheme and code and code != TOTAL else code


def match_code(label: str, scheme: Scheme = "") -> str:
    """Code that a label is or names: "B-E", "WZ08-C", "… (B-E)", "раздел C", "C Manufacturing".

    Cyrillic and Greek letters that look like Latin ones count as these.
    """
    text = " ".join(_INTRO.sub("", label.strip()).split())
    latin = text.translate(LETTERS)
    if latin.upper() == TOTAL:
        return TOTAL
    if _SECTION_CODES.fullmatch(latin):
        return in_scheme(_range(latin), scheme)
    short = re.sub(r"^WZ ?(?:20)?08[- ](?:[A-U]-(?=\d))?", "", latin)
    if _SECTION_CODES.fullmatch(short) or _DIVISION.fullmatch(short):
        return in_scheme(_range(short), scheme)
    if code := code_in(text, scheme):
        return code
    found = _LEADING.match(latin)
    if found and (found[2] or found[1][-1].isdigit() or match_title(text[found.end() :], scheme)):
        return in_scheme(_range(found[1]), scheme)
    return ""


def code_in(text: str, scheme: Scheme = "") -> str:
    """Code that a text names in brackets or by a word: "… (B-E)", "раздел C", "" where none."""
    for pattern in (_BRACKETED, _WORDED):
        if found := pattern.search(text.translate(_CODE_LETTERS)):
            return in_scheme(_range(found[1]), scheme)
    return ""


def match_activity(label: str, scheme: Scheme = "") -> str:
    """Code of an industry by its code or its title, "" where it is not certain."""
    return match_code(label, scheme) or match_title(label, scheme)


def _range(text: str) -> str:
    """A code as it is written in packages: B-E, M-N, 10, 10-12."""
    parts = re.split(r"\s?(?:, and|[-–—_,;+/&]|и|and|und)\s?", text)
    if re.fullmatch(r"[A-U]_[A-U]", text):
        return text  # as Eurostat writes it
    if len(parts) == 2 and re.search("[-–—]", text):
        return f"{parts[0]}-{parts[1]}"
    if len(parts) > 2 and all(ord(b) - ord(a) == 1 for a, b in pairwise(parts)):
        return f"{parts[0]}-{parts[-1]}"
    return "+".join(parts)


def members(code: str) -> frozenset[str] | None:
    """Divisions that a code stands for, None where it is in no known scheme.

    A section of OKVED 1 stands for itself.
    """
    if code == TOTAL:
        return frozenset(DIVISIONS) | {f"{it} (OKVED 1)" for it in OKVED1_SECTIONS}
    if code.endswith(" (OKVED 1)"):
        return frozenset({code})
    if re.fullmatch(r"[A-U]([-+_][A-U])*", code):
        sections = _sections(code)
        return frozenset(it for it, section in SECTION_OF.items() if section in sections)
    if found := re.fullmatch(r"[A-U]?(\d\d)(?:-[A-U]?(\d\d))?", code):
        last = found[2] or found[1]
        return frozenset(it for it in DIVISIONS if found[1] <= it <= last) or None
    return None


def _sections(code: str) -> set[str]:
    if "-" in code:
        first, last = code.split("-")
        return {it for it in SECTIONS if first <= it <= last}
    return set(re.split("[+_]", code))


def parents(codes: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Parents of codes, and why codes that overlap others are left out.

    Returns
    -------
    dict
        Code to the smallest other code that holds all of it, "" at the top; of all codes given.
    dict
        Code to the reason, for those that would count twice beside others.
    """
    listed = list(dict.fromkeys(codes))
    known = {code: found for code in listed if (found := members(code))}
    dropped: dict[str, str] = {}
    order = sorted(known, key=lambda code: len(known[code]))
    for place, code in enumerate(order):
        for other in order[:place]:
            if other in dropped or not known[code] & known[other] or known[other] < known[code]:
                continue
            same = known[other] == known[code]
            dropped[code] = f"the same as {other}" if same else f"overlaps {other}"
            break
    kept = [code for code in order if code not in dropped]
    result: dict[str, str] = {}
    for code in listed:
        inside = known.get(code)
        above = (other for other in kept if other != code and inside and inside < known[other])
        total = TOTAL if TOTAL in known and code not in known else ""
        result[code] = next(above, total)
    return result, dropped
