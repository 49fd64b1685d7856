"""Lines of BEA's regional tables: industries as a tree, and units and indicators in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from features.sources.classifications.united_states import SECTORS, TOTAL_CODE


class Line(NamedTuple):
    """A line of a table: its number, its classification by NAICS, and its title with blanks."""

    code: str
    naics: str
    title: str

    @property
    def name(self) -> str:
        """Its title without blanks, footnote marks and unit."""
        text = re.sub(r"(\s+\d+/(,\s*)?)+\s*$|[\s*]+$", "", self.title.strip())
        return re.sub(r"\s*\((thousands|millions|number|persons|dollars)\b[^)]*\)$", "", text)

    @property
    def indent(self) -> int:
        """Blanks before the title."""
        return len(self.title) - len(self.title.lstrip())


TOTALS = {
    "earnings": r"earnings by place of work.*",
    "employment": r"total employment.*",
    "compensation": r"(total )?compensation( of employees)?.*",
    "wages": r"(total )?wages and salaries.*",
}
"""What farms and others share: the title of its total."""
GDP_TOTAL = r"(all industry )?total"
TOTAL = "|".join([GDP_TOTAL, *TOTALS.values()])
ADDENDA = (
    r"addend.*|natural resources and mining|private (goods|services)-(producing|providing) "
    r"industries|.*overseas activity"
)
"""Titles of lines that cut across the industries; others are found by their place."""
ADDENDA_WHY = "addenda that cut across the industries or stand beside their total"
RANKS = (
    ("farm", r"farm (earnings|employment|compensation|wages and salaries)\b.*"),
    ("nonfarm", r"nonfarm (earnings|employment|compensation|wages and salaries)\b.*"),
    ("private", r"private (nonfarm .*|industries|earnings|employment)"),
    ("government", r"government and government enterprises"),
    ("federal", r"federal(,)?( civilian| government)?|military|federal military"),
    ("state and local", r"state and local( government)?"),
    ("state or local", r"(state|local)( government)?"),
)
"""Lines without a NAICS code: kind and title."""
RANK_CODES = {
    "total": TOTAL_CODE,
    "farm": "111CA",
    "private": "PVT",
    "government": "G",
    "state and local": "GSL",
}
TITLE_CODES = {
    "federal civilian": "GFC",
    "military": "GFM",
    "state government": "GS",
    "local government": "GL",
}
COMBINED = {
    "111-112": "111CA",
    "113-115": "113FF",
    "321,327-339": "33DG",
    "311-316,322-326": "31ND",
    "3361-3363": "3361MV",
    "3364-3369": "3364OT",
    "311-312": "311FT",
    "313-314": "313TT",
    "315-316": "315AL",
    "487-488,492": "487OS",
    "515,517": "513",
    "518,519": "514",
    "52,53": "FIRE",
    "521-522": "521CI",
    "532-533": "532RL",
    "54,55,56": "PROF",
    "5412-5414,5416-5419": "5412OP",
    "61,62": "6",
    "71,72": "7",
    "711-712": "711AS",
}
"""Several NAICS codes to the code that BEA's input-output tables and GDP by industry give them."""
REST_WHY = "all but farms, or all but farms and government: counted in its parts"
NAMES = {"farm": "Farms", "total": "All industry total"}
ABOVE_RANK = {
    "farm": ("total",),
    "nonfarm": ("total",),
    "private": ("nonfarm", "total"),
    "government": ("nonfarm", "total"),
    "federal": ("government",),
    "state and local": ("government",),
    "state or local": ("state and local", "government"),
    "industry": ("private", "nonfarm", "total"),
}


_GDP_LINES = """
3 11|4 111-112|5 113-115|6 21|7 211|8 212|9 213|10 22|11 23|12 31-33|13 321,327-339|14 321|15 327
16 331|17 332|18 333|19 334|20 335|21 3361-3363|22 3364-3369|23 337|24 339|25 311-316,322-326
26 311-312|27 313-314|28 315-316|29 322|30 323|31 324|32 325|33 326|34 42|35 44-45|36 48-49|37 481
38 482|39 483|40 484|41 485|42 486|43 487-488,492|44 493|45 51|46 511|47 512|48 515,517|49 518,519
50 52,53|51 52|52 521-522|53 523|54 524|55 525|56 53|57 531|58 532-533|59 54,55,56|60 54|61 5411
62 5415|63 5412-5414,5416-5419|64 55|65 56|66 561|67 562|68 61,62|69 61|70 62|71 621|72 622|73 623
74 624|75 71,72|76 71|77 711-712|78 713|79 72|80 721|81 722|82 81
87 11,21|88 42,44-45|89 22,48-49|90 31-33,51
"""
_INCOME_LINES = """
100 113-115|200 21|300 22|400 23|500 31-33|510 321,327-339|530 311-316,322-326|600 42|700 44-45
800 48-49|900 51|1000 52|1100 53|1200 54|1300 55|1400 56|1500 61|1600 62|1700 71|1800 72|1900 81
"""


def _numbered(text: str) -> dict[str, str]:
    entries = text.strip().replace("\n", "|").split("|")
    return {line: naics for line, _, naics in (entry.partition(" ") for entry in entries)}


NAICS_OF_LINES = {"GDP": _numbered(_GDP_LINES), "INC": _numbered(_INCOME_LINES)}
"""NAICS of the lines of tables of GDP, and of those of earnings, compensation and employment; for
files that do not have it."""
BY_INDUSTRY = r"[SCM][AQ](GDP(?!10?[A-Z]?$)|INC[567]|EMP2[57])\d*[A-Z]*"
"""Tables by industry."""


def is_sic(table: str) -> bool:
    """Whether a table is by SIC, as those of years before 1998 are: SAGDP2S."""
    return re.fullmatch(r".*\dS", table) is not None


def classified(table: str, lines: Sequence[Line]) -> list[Line]:
    """Lines with the NAICS codes of their numbers, where the file has none and is by industry."""
    if (
        not re.fullmatch(BY_INDUSTRY, table)
        or is_sic(table)
        or any(_has_naics(line) for line in lines)
    ):
        return list(lines)
    naics = NAICS_OF_LINES["GDP" if "GDP" in table else "INC"]
    return [line._replace(naics=naics.get(line.code, line.naics)) for line in lines]


def _has_naics(line: Line) -> bool:
    return bool(re.search(r"\d", line.naics))


def industry_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines that are industries; empty in a table of income or population.

    Tables of GDP are by industry from the first line. Those of earnings, compensation and
    employment are so from the line of farms on, and their total stands further above.
    """
    if not any(_has_naics(line) for line in lines):
        return []
    farm = next((i for i, line in enumerate(lines) if _rank(line) == "farm"), None)
    if farm is None:
        return list(lines)
    kind = lines[farm].name.casefold().split()[1]
    total = [it for it in lines[:farm] if re.fullmatch(TOTALS[kind], it.name.casefold())]
    return [*total[:1], *lines[farm:]]


def activities(lines: Sequence[Line], sic: bool = False) -> pd.DataFrame:
    """Industries as a tree, with what is counted in others left out.

    The tree is that of the leading blanks of the titles. Where there are none, or where they
    contradict the NAICS codes, it is that of the codes and of the titles of lines without one.
    In a package, NAICS codes stand for the numbers of lines, which differ between tables; several
    NAICS codes have that of BEA's input-output tables (111CA), lines without one TOTAL, PVT, G ….
    Lines of tables by SIC keep their numbers (LINE12), as codes of SIC look like those of NAICS.

    Returns
    -------
    DataFrame
        code, name, parent_code, package_code, left_out.
    """
    sets = {line.code: naics_set(line.naics) for line in lines}
    parents = _by_blanks(lines)
    if not any(parents.values()) or _contradict(parents, sets):
        parents = _by_classification(lines, sets)
    total = lines[0].code if _rank(lines[0]) == "total" else ""
    if total and not re.fullmatch(GDP_TOTAL, lines[0].name.casefold()):
        # The total stands among the kinds of income, apart from the industries.
        parents = {code: parent or total * (code != total) for code, parent in parents.items()}
    out = _left_out(lines, parents, sets, total)
    rows, taken = [], set[str]()
    for line in lines:
        coded = line._replace(naics="...") if sic else line
        package_code = "" if line.code in out else _package_code(coded)
        if line.code not in out and (not package_code or package_code in taken):
            package_code = f"LINE{line.code}"  # a number alone could be a NAICS code
        taken.add(package_code)
        name = NAMES.get(_rank(line), line.name)
        parent = parents[line.code]
        while parent in out:
            parent = parents[parent]
        rows.append((line.code, name, parent, package_code, out.get(line.code, "")))
    return pd.DataFrame(
        rows, columns=["code", "name", "parent_code", "package_code", "left_out"], dtype=str
    )


def _package_code(line: Line) -> str:
    """Code of an industry that does not depend on the table; "" where there is none."""
    naics = re.sub(r"\s", "", line.naics)
    if _rank(line) == "government":  # 92 in some editions: NAICS 92 holds less
        return RANK_CODES["government"]
    if naics in SECTORS or re.fullmatch(r"\d{2,6}", naics):
        return naics
    rank = _rank(line)
    named = RANK_CODES.get(rank) or TITLE_CODES.get(line.name.casefold(), "")
    return COMBINED.get(naics, "" if _has_naics(line) else named)


def naics_set(text: str) -> frozenset[int]:
    """Four-digit NAICS codes of a classification as "321,327-339" or "52, 53"; empty for "..."."""
    found: set[int] = set()
    for first, last in re.findall(r"(\d+)(?:\s*-\s*(\d+))?", text):
        end = last or first
        found |= set(range(int(first[:4].ljust(4, "0")), int(end[:4].ljust(4, "9")) + 1))
    return frozenset(found)


def _by_blanks(lines: Sequence[Line]) -> dict[str, str]:
    parents, above = {}, list[Line]()
    for line in lines:
        while above and above[-1].indent >= line.indent:
            above.pop()
        parents[line.code] = above[-1].code if above else ""
        above.append(line)
    return parents


def _contradict(parents: dict[str, str], sets: dict[str, frozenset[int]]) -> bool:
    return any(
        sets[code] and sets.get(parent) and not sets[code] <= sets[parent]
        for code, parent in parents.items()
    )


def _by_classification(lines: Sequence[Line], sets: dict[str, frozenset[int]]) -> dict[str, str]:
    """The smallest line before it that holds all its codes, or that its title belongs to."""
    parents: dict[str, str] = {}
    ranks: dict[str, str] = {}
    before: list[str] = []
    for line in lines:
        rank = _rank(line)
        held_codes = sets[line.code]
        around = [it for it in before if held_codes and held_codes < sets[it]]
        if around and rank == "industry":
            parents[line.code] = min(reversed(around), key=lambda code: len(sets[code]))
        elif rank == "industry" and (group := _group(line)) in parents:
            parents[line.code] = group
        else:
            above = ABOVE_RANK.get(rank, ())
            parents[line.code] = next((ranks[it] for it in above if it in ranks), "")
        ranks.setdefault(rank, line.code)
        before.append(line.code)
    return parents


def _group(line: Line) -> str:
    """The line of earnings or employment that a line without NAICS belongs to, by its number."""
    number = int(line.code)
    if line.naics.strip(".") or number < 100:
        return ""
    if 510 < number < 550 and number != 530:
        return "510" if number < 530 else "530"
    return str(number // 100 * 100)


def _rank(line: Line) -> str:
    name = line.name.casefold()
    if re.fullmatch(TOTAL, name):
        return "total"
    if re.fullmatch(ADDENDA, name):
        return "addendum"
    return next((rank for rank, title in RANKS if re.fullmatch(title, name)), "industry")


def _left_out(
    lines: Sequence[Line], parents: dict[str, str], sets: dict[str, frozenset[int]], total: str
) -> dict[str, str]:
    """Addenda: by title, beside the total, or of codes that lines before them in the tree hold."""
    out: dict[str, str] = {}
    counted: dict[str, set[int]] = {}  # codes of the lines below a parent
    for line in lines:
        code, parent = line.code, parents[line.code]
        is_separate = bool(total) and not parent and code != total
        is_addendum = re.fullmatch(ADDENDA, line.name.casefold())
        below = counted.setdefault(parent, set())
        if is_separate or is_addendum or out.get(parent) == ADDENDA_WHY or sets[code] & below:
            out[code] = ADDENDA_WHY
            continue
        if _rank(line) == "nonfarm" or line.name.casefold().startswith("private nonfarm"):
            out[code] = REST_WHY
        while code:  # a line without a code of its own holds those of the lines below it
            counted.setdefault(parents[code], set()).update(sets[line.code])
            code = parents[code]
    return out
