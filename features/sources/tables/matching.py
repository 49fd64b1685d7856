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
    title_key,
)
from features.sources.classifications.united_states import NATION, NATION_NAME, STATES
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
    """Package code of a region by its name or EMISS code, "" where no list has it.

    The lists are the regions of Russia and the states of the United States.
    """
    code = label if label in russia.REGIONS else russia.match_region(label)
    return russia.REGIONS[code].package_code if code else _STATES.get(title_key(label), "")


def region_name(package_code: str) -> str:
    """The name of a region of a list in the language of its tables, "" for other codes."""
    return _NAMES.get(package_code, "")


def region_parent(package_code: str) -> str:
    """Package code of the parent of a region of a list, "" for other codes."""
    return _PARENTS.get(package_code, "")


_STATES = {title_key(state.name): state.fips for state in STATES.values()}
_STATES |= {title_key(name): NATION for name in (NATION_NAME, "United States of America", "USA")}
_NAMES = {region.package_code: region.name_ru for region in russia.REGIONS.values()}
_NAMES |= {state.fips: state.name for state in STATES.values()} | {NATION: NATION_NAME}
_PARENTS = {
    region.package_code: russia.REGIONS[region.parent_code].package_code
    for region in russia.REGIONS.values()
    if region.parent_code
} | dict.fromkeys(STATES, NATION)


def _declined(name: str) -> re.Pattern[str]:
    """A pattern of a Russian name in any of its cases: Самарской области."""
    words = re.split(r" [-–(]", name.removeprefix("г. "))[0].split()
    stems = (re.sub(r"(ая|ий|ой|[аяйь])$", "", word.lower()) for word in words)
    return re.compile(
        r"(?<!\w)" + r"\s+".join(rf"{re.escape(it)}\w{{0,3}}" for it in stems) + r"(?!\w)"
    )


_DECLINED = {
    region.package_code: _declined(region.name_ru)
    for code, region in russia.REGIONS.items()
    if code not in (*russia.FORMER_DISTRICTS, *russia.REMAINDERS)
}


def region_in(texts: Sequence[str]) -> str:
    """Name of the only region of a list that titles name, "" where they name none or several.

    The nation counts only where no other is named: most titles name it.
    """
    whole = {code: it for it in texts if (code := region_code(it))}
    if len(whole) == 1:
        return next(iter(whole.values()))
    everything = " ".join(texts).lower().replace("ё", "е")
    found = {code for code, pattern in _DECLINED.items() if pattern.search(everything)}
    found |= {code for code, name in _NAMES.items() if code in STATES and name in " ".join(texts)}
    several = found - {"RU"} or found
    return _NAMES[several.pop()] if len(several) == 1 else ""


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
