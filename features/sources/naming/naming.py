"""Give the codes of a package the names and parents of official titles."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from features.errors import InputError, listed
from features.package import Package
from features.package.schema import LANGUAGE, TABLES
from features.sources.naming.titles import Ancestry, Title
from features.sources.naming.wording import in_place_case, in_sentence_case, says_nothing

DIMENSIONS = ("regions", "clusters", "technologies")
"""Tables whose codes have names."""


LEAST_SHARE = 0.4
"""Share of codes with a title below which the titles may be those of other codes."""


@dataclass(frozen=True)
class NamedCodes:
    """A table with the names of official titles, and what was done.

    Attributes
    ----------
    table : str
    rows : DataFrame
        The whole table.
    named, kept : int
        Codes that took a title as their name, and those that kept another.
    translated : dict of str to int
        Language to the codes that took a name in it.
    untitled : list of str
        Codes without a title.
    parents, added : int
        Codes that took a parent, and rows that were added for parents.
    """

    table: str
    rows: pd.DataFrame
    named: int
    kept: int
    translated: dict[str, int]
    untitled: list[str]
    parents: int
    added: int


class Matches:
    """Which title belongs to which code of a package.

    Codes are compared without dots and spaces and in any case; C10 is also the division 10 of
    section C; a file may have further columns of codes.
    """

    def __init__(self, titles: Sequence[Title]) -> None:
        self._plain: dict[str, Title] = {}
        for title in titles:
            self._plain.setdefault(_key(title.code), title)
        self._in_section = {
            _key(title.section + title.code): title for title in titles if title.section
        }
        self._others: dict[str, Title] = {}
        for title in titles:
            for code in filter(None, title.other_codes):
                self._others.setdefault(_key(code), title)

    def title(self, code: str) -> Title | None:
        """The title of a code, None without one."""
        key = _key(code)
        return self._plain.get(key) or self._in_section.get(key) or self._others.get(key)

    def spelled(self, title: Title, codes: Mapping[str, Title]) -> str:
        """A title's code as the package would write it: with its section where others are."""
        sectioned = any(it.section and code[0].isalpha() for code, it in codes.items())
        return title.section + title.code if sectioned and title.section else title.code


def _key(code: str) -> str:
    return "".join(code.split()).replace(".", "").casefold()


def best_table(package: Package, matches: Matches) -> str:
    """The table of codes of which most have a title, by share.

    Raises
    ------
    InputError
        Where no code has a title, or two tables match alike.
    """
    shares = {}
    for name in (name for name in DIMENSIONS if name in package.tables):
        codes = package.tables[name][TABLES[name].key[0]]
        shares[name] = sum(matches.title(code) is not None for code in codes) / len(codes)
    best = max(shares, key=lambda name: shares[name])
    if not shares[best]:
        examples = listed(package.tables[best][TABLES[best].key[0]])
        raise InputError(
            f"no code of {package.name} has a title in the file: {best} have {examples}"
        )
    if shares[best] < LEAST_SHARE:
        raise InputError(
            f"only {shares[best]:.0%} of the codes of {best} have a title in the file: if it is "
            f"theirs, say so with --table {best}"
        )
    equal = [name for name, share in shares.items() if share == shares[best]]
    if len(equal) > 1:
        raise InputError(
            f"the titles fit {' and '.join(equal)} alike: choose one with --table {equal[0]}"
        )
    return best


def name_codes(
    package: Package,
    table: str,
    titles: Sequence[Title],
    language: str = "",
    replace: bool = False,
    add_parents: bool = False,
) -> NamedCodes:
    """Names, names in languages and parents for one table of a package.

    Parameters
    ----------
    package : Package
    table : str
        One of DIMENSIONS.
    titles : sequence of Title
    language : str
        Language of the titles, if they are names in a further language: two or three letters.
    replace : bool
        Also where a code has a name already.
    add_parents : bool
        Add rows for ancestors that the package lacks.

    Raises
    ------
    InputError
        For a table that the package lacks, or a language that is none.
    """
    if table not in package.tables or table not in DIMENSIONS:
        available = [name for name in DIMENSIONS if name in package.tables]
        raise InputError(f"{package.name} has no table {table} of codes: {listed(available)}")
    if language and not LANGUAGE.fullmatch(language):
        raise InputError(f"--language takes two or three small letters, as ru, not {language!r}")
    code, main, matches = TABLES[table].key[0], TABLES[table].translated, Matches(titles)
    rows, parents = _with_parents(package.tables[table], code, titles, add_parents)
    of_code = {key: title for key in rows[code] if (title := matches.title(key)) is not None}
    texts, counts = _texts(of_code, table, language), dict[str, int]()
    for column, values in texts.items():
        rows, counts[column] = _filled(rows, code, column, values, replace)
    added = len(rows) - len(package.tables[table])
    # Without any title, a row that was added is named by its code.
    rows[main] = rows[main].mask(rows[main] == "", rows[code])
    return NamedCodes(
        table,
        rows,
        counts.get(main, 0),
        len(texts.get(main, {})) - counts.get(main, 0),
        {column.removeprefix(f"{main}_"): it for column, it in counts.items() if column != main},
        [key for key in rows[code] if key not in of_code],
        parents,
        added,
    )


def _texts(of_code: Mapping[str, Title], table: str, language: str) -> dict[str, dict[str, str]]:
    """Column of names to code and text."""
    readable = in_place_case if table == "regions" else in_sentence_case
    main = TABLES[table].translated
    column = f"{main}_{language}" if language else main
    texts: dict[str, dict[str, str]] = {column: {}}
    for code, title in of_code.items():
        texts[column][code] = readable(title.title)
        for other, text in title.languages.items():
            texts.setdefault(f"{main}_{other}", {})[code] = readable(text)
    return texts


def _filled(
    rows: pd.DataFrame, code: str, column: str, texts: Mapping[str, str], replace: bool
) -> tuple[pd.DataFrame, int]:
    """The rows with texts in a column where it says nothing, and how many changed."""
    former = rows[column] if column in rows else pd.Series("", index=rows.index, dtype="str")
    filled = [
        texts[key] if key in texts and (replace or says_nothing(name, key)) else name
        for name, key in zip(former, rows[code], strict=True)
    ]
    changed = sum(new != old for new, old in zip(filled, former, strict=True))
    return rows.assign(**{column: pd.Series(filled, index=rows.index, dtype="str")}), changed


def _with_parents(
    rows: pd.DataFrame, code: str, titles: Sequence[Title], add: bool
) -> tuple[pd.DataFrame, int]:
    """The rows with a parent where they had none, and how many took one; added rows come last."""
    parents = dict(zip(rows[code].tolist(), rows["parent_code"].tolist(), strict=True))
    found = _parents(parents, titles, add)
    added = [key for key in found if key not in parents]
    added += sorted(set(found.values()) - {*parents, *found})
    columns: dict[Hashable, str] = dict.fromkeys(rows.select_dtypes("str"), "")
    further = pd.DataFrame({**columns, code: added}, dtype="str")
    grown = pd.concat([rows, further], ignore_index=True) if added else rows
    above = {**dict.fromkeys(added, ""), **parents, **found}
    grown = grown.assign(parent_code=[above[key] for key in grown[code]])
    return grown, len(found.keys() & parents.keys())


def _parents(parents: Mapping[str, str], titles: Sequence[Title], add: bool) -> dict[str, str]:
    """Code to parent for codes without one, and with `add` for ancestors that are missing."""
    matches, ancestry = Matches(titles), Ancestry(titles)
    of_code = {key: title for key in parents if (title := matches.title(key)) is not None}
    in_package = {title.code: key for key, title in of_code.items()}
    waiting = [title.code for key, title in of_code.items() if not parents[key]]
    found: dict[str, str] = {}
    while waiting:
        own = waiting.pop()
        line = ancestry.line(own)
        above = line[0] if add and line else next((it for it in line if it in in_package), "")
        if not above:
            continue
        if above not in in_package:
            in_package[above] = matches.spelled(ancestry.title(above), of_code)
            waiting.append(above)
        if not _leads_to(in_package[own], in_package[above], {**parents, **found}):
            found[in_package[own]] = in_package[above]
    return found


def _leads_to(code: str, start: str, parents: Mapping[str, str]) -> bool:
    """Whether a code is another, or lies above it."""
    while start and start != code:
        start = parents.get(start, "")
    return start == code
