"""The table of codes of a package after a change of the classification."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping

import pandas as pd

from features.package.schema import TABLES
from features.sources.naming.wording import in_place_case, in_sentence_case
from features.sources.recoding.shares import Weighted


def new_dimension(rows: pd.DataFrame, concordance: Weighted, used: Collection[str]) -> pd.DataFrame:
    """The table of codes, names and parents in the new codes.

    Parameters
    ----------
    rows : DataFrame
        The table in the old codes.
    concordance : Weighted
    used : collection of str
        Codes that the other tables use now.

    Returns
    -------
    DataFrame
        Renamed codes in the place and with the name of the old; codes that are new at the end,
        with the name that the concordance has for them. New codes without any value are left out,
        unless others lie below them.
    """
    code, name = concordance.code, TABLES[concordance.table].translated
    renames = concordance.renames()
    staying = rows[~rows[code].isin(concordance.ended) | rows[code].isin(renames)]
    renamed = staying[code].replace(renames)
    same_name = staying[name] == staying[code]
    kept = staying.assign(**{code: renamed, name: staying[name].mask(same_name, renamed)})
    new = [str(it) for it in concordance.pairs["to"].unique() if it not in set(kept[code])]
    readable = in_place_case if concordance.table == "regions" else in_sentence_case
    titles = {it: readable(concordance.titles.get(it, "")) or it for it in new}
    text: dict[Hashable, str] = dict.fromkeys(rows.select_dtypes("str").columns, "")
    further = pd.DataFrame({**text, code: new}, dtype="str").assign(
        **{name: pd.Series([titles[it] for it in new], dtype="str")}
    )
    grown = pd.concat([kept, further], ignore_index=True)[list(rows)] if new else kept
    parents = _parents(rows, grown[code], concordance)
    needed = {*used, *kept[code]}
    for it in new:
        if it in used:
            needed |= set(_line(it, parents))
    grown = grown.assign(parent_code=[parents[it] for it in grown[code]])
    return grown[grown[code].isin(needed)].reset_index(drop=True)


def _parents(rows: pd.DataFrame, codes: pd.Series, concordance: Weighted) -> dict[str, str]:
    """Parent of each code: what became of its former parent, or the code that it begins with."""
    former = dict(zip(rows[concordance.code], rows["parent_code"], strict=True))
    heirs = concordance.pairs.groupby("from")["to"].agg(list).to_dict()
    parts = concordance.pairs.groupby("to")["from"].agg(list).to_dict()
    names = {new: old for old, new in concordance.renames().items()}
    present, parents = set(codes), {}
    for code in codes:
        before = [names.get(code, code)] if names.get(code, code) in former else parts.get(code, [])
        above = {former[it] for it in before if it in former}
        after = {heir for it in above for heir in heirs.get(it, [it])} & present - {code}
        begins = next(
            (code[:end] for end in range(len(code) - 1, 0, -1) if code[:end] in present), ""
        )
        if concordance.nested and above != {""}:
            parents[code] = begins
        else:
            parents[code] = after.pop() if len(after) == 1 else "" if above == {""} else begins
    return _without_cycles(parents)


def _line(code: str, parents: Mapping[str, str]) -> list[str]:
    line = [code]
    while (above := parents.get(line[-1], "")) and above not in line:
        line.append(above)
    return line


def _without_cycles(parents: dict[str, str]) -> dict[str, str]:
    """Codes that would lie above themselves are put at the top."""
    for code, parent in parents.items():
        if parent and code in _line(parent, parents):
            parents[code] = ""
    return parents
