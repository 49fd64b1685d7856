"""Names of regions and industries in tables, matched to codes: exactly or not at all.

A name that is in no list, or that may mean several things, gets no code; its nearest entries are
shown where a mapping asks for it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from features.lookalikes import appearance
from features.sources.classifications import russia
from features.sources.classifications.activity_titles import (
    TOTAL,
    Scheme,
    match_activity,
    match_title,
)
from features.sources.tables.sheets.numbers import as_text

OKVED1: Scheme = "OKVED 1"
MATCHED = 0.6
"""Share of labels in a list from which they are taken to be of it."""
OKVED2_SINCE = 2017
_CODE = re.compile(r"(?=.*\d)[A-Z]{0,3}[0-9][0-9A-Z]{0,12}|[A-Z]{2}[A-Z0-9]{0,3}")
_NATIONS = {
    "deutschland", "germany", "österreich", "austria", "schweiz", "россия", "united states",
    "united kingdom", "great britain", "ireland", "france", "italia", "españa", "polska", "total",
    "insgesamt", "всего", "итого", "nation", "country", "bundesgebiet", "england and wales",
}  # fmt: skip


def region_code(label: str) -> str:
    """Package code of a region by its name or EMISS code, "" where no list has it."""
    code = label if label in russia.REGIONS else russia.match_region(label)
    return russia.REGIONS[code].package_code if code else ""


def region_name(package_code: str) -> str:
    """The name of a region of a list in the language of its tables, "" for other codes."""
    return _NAMES.get(package_code, "")


def region_parent(package_code: str) -> str:
    """Package code of the parent of a region of a list, "" for other codes."""
    return _PARENTS.get(package_code, "")


_NAMES = {region.package_code: region.name_ru for region in russia.REGIONS.values()}
_PARENTS = {
    region.package_code: russia.REGIONS[region.parent_code].package_code
    for region in russia.REGIONS.values()
    if region.parent_code
}


def listed_parents(codes: Iterable[str]) -> dict[str, str]:
    """Parents of regions of a list, the nearest that is among the codes; "" at the top."""
    present, found = set(codes), {}
    for code in present:
        above = region_parent(code)
        while above and above not in present:
            above = region_parent(above)
        found[code] = above
    return found


def is_code(label: str) -> bool:
    """Whether a label is a code rather than a name: IE041, 09161, DG."""
    return bool(_CODE.fullmatch(label))


def share(labels: Sequence[str], matches: Iterable[bool]) -> float:
    """Share of labels that match."""
    return sum(matches) / max(len(labels), 1)


def region_share(labels: Sequence[str]) -> float:
    """Share of labels that are regions of a list."""
    return share(labels, (bool(region_code(label)) for label in labels))


def activity_share(labels: Sequence[str]) -> float:
    """Share of labels that are industries of either scheme."""
    return share(labels, (bool(match_activity(it) or match_title(it, OKVED1)) for it in labels))


def industries(labels: Sequence[str]) -> int:
    """How many labels are titles of one industry; a total may be of anything."""
    codes = (match_title(it) or match_title(it, OKVED1) for it in labels)
    return sum(bool(code) and code != TOTAL for code in codes)


def scheme_of(labels: Sequence[str], titles: str, years: Sequence[int]) -> Scheme | None:
    """The classification that industries of a table are of, None where it cannot be told.

    Russian titles are of OKVED 1 where only that has them all, or where all years are before
    2017; where both have them and years of both are there, the title must name it.
    """
    named = titles.upper()
    if re.search(r"ОКВЭД[ -]?2|WZ|NACE|ISIC|OKVED ?2", named):
        return ""
    texts = [label for label in labels if not label.isascii()]
    new = {label for label in texts if match_title(label)}
    old = {label for label in texts if match_title(label, OKVED1)}
    if not old - new and (new - old or not old or _mean_the_same(texts)):
        return ""
    if old - new and not new - old:
        return OKVED1
    if years and max(years) < OKVED2_SINCE:
        return OKVED1
    return "" if years and min(years) >= OKVED2_SINCE else None


def _mean_the_same(labels: Sequence[str]) -> bool:
    return all(match_title(it) == match_title(it, OKVED1).split(" ")[0] for it in labels)


def is_nation(name: str) -> bool:
    """Whether a name is that of a whole country."""
    return as_text(name).casefold() in _NATIONS


def prefix_parents(codes: Iterable[str], nation: str = "") -> dict[str, str]:
    """Parents by the codes themselves: the longest other code that a code begins with.

    Parameters
    ----------
    codes : iterable of str
    nation : str
        Code above those that begin with no other.
    """
    present, found = set(codes), {}
    for code in present:
        starts = (code[:length] for length in range(len(code) - 1, 0, -1))
        above = next((start for start in starts if start in present), "")
        found[code] = above or (nation if code != nation else "")
    return found


def has_prefixes(codes: Sequence[str]) -> bool:
    """Whether codes are a hierarchy by their prefixes, and not a count of 1, 2, ... 12."""
    lengths = sorted({len(code) for code in codes})
    if len(lengths) < 2 or (lengths[0] == 1 and all(it.isdigit() for it in codes)):
        return False
    parents = prefix_parents(codes)
    longer = [code for code in codes if len(code) > lengths[0]]
    return sum(bool(parents[code]) for code in longer) >= MATCHED * len(longer)


def nearest_regions(label: str) -> list[str]:
    """Regions of the lists whose names are the most similar to a label, at most three."""
    names = {appearance(name): code for code, name in _NAMES.items()}
    close = difflib.get_close_matches(appearance(label), list(names), n=3, cutoff=0.7)
    return [f"{names[it]} ({_NAMES[names[it]]})" for it in close]
