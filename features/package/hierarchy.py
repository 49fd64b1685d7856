"""The hierarchy of regions: who lies above and below whom."""

from collections.abc import Container, Iterable, Mapping

import pandas as pd

from features.errors import UnknownCodeError


def ancestry(regions: pd.DataFrame, region_code: str) -> list[str]:
    """The region and its ancestors, nearest first; UnknownCodeError for an unknown region."""
    parents = _parents(regions)
    if region_code not in parents:
        raise UnknownCodeError("region", region_code, parents)
    return line(parents, region_code)


def family(regions: pd.DataFrame, region_code: str, codes: Iterable[str]) -> set[str]:
    """The region, its ancestors, and those of the codes that lie below it."""
    above, parents = ancestry(regions, region_code), _parents(regions)
    return {*above, *(code for code in codes if region_code in line(parents, code))}


def _parents(regions: pd.DataFrame) -> dict[str, str]:
    return dict(zip(regions["region_code"].tolist(), regions["parent_code"].tolist(), strict=True))


def line(parents: Mapping[str, str], region_code: str) -> list[str]:
    """The region and its ancestors, nearest first, by the parent of each region."""
    found = [region_code]
    while (parent := parents.get(found[-1])) in parents and parent not in found:
        found.append(str(parent))
    return found


def lowest_below(regions: pd.DataFrame, region_code: str, codes: Iterable[str]) -> list[str]:
    """The lowest of the codes below a region, which add up to it."""
    parents = _parents(regions)
    lines = {code: line(parents, code)[1:] for code in codes}
    below = {code for code, above in lines.items() if region_code in above}
    above = {ancestor for code in below for ancestor in lines[code]}
    return sorted(below - above)


def nearest(
    regions: pd.DataFrame, region_codes: Iterable[str], present: Container[str]
) -> dict[str, str]:
    """Each region to the nearest present one of itself and its ancestors; left out without one."""
    parents, found = _parents(regions), {}
    for code in region_codes:
        first = next((above for above in line(parents, code) if above in present), None)
        if first is not None:
            found[code] = first
    return found
