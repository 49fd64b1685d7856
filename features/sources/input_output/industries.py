"""Industries and products of world tables by NACE or ISIC: names, and the sections above them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from features.sources.classifications import nace
from features.sources.classifications.nace_names import NAMES

PRODUCT = "CPA_"
"""Before the code of a product, which is that of the industry."""


def nace_sections(codes: Iterable[str]) -> dict[str, str]:
    """Codes of NACE or ISIC to the section that holds them, where it is another code."""
    found = {}
    for code in sorted(set(codes)):
        mark = PRODUCT if code.startswith(PRODUCT) else ""
        held = nace.members(code.removeprefix(PRODUCT))
        sections = {nace.DIVISIONS["2"].get(it[:2], "") for it in held}
        if len(sections) == 1 and (section := mark + sections.pop()) != code:
            found[code] = section
    return found


def with_sections(table: pd.DataFrame, sections: Mapping[str, str]) -> pd.DataFrame:
    """Codes with their sections as parents, and rows for these."""
    if not sections:
        return table
    added = sorted(set(sections.values()) - set(table["code"]))
    above = pd.DataFrame(
        {"code": added, "name": [_named(it) for it in added], "parent_code": "", "left_out": ""}
    )
    parents = table["code"].map(sections).fillna("")
    both = pd.concat([table.assign(parent_code=parents), above], ignore_index=True)
    return both.astype("str")


def nace_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of industries and products by codes of NACE or ISIC: C10T12, CPA_A01."""
    return {code: _named(code) for code in sorted(set(codes))}


def _named(code: str) -> str:
    return nace.named(code.removeprefix(PRODUCT), NAMES["2"])
