"""What a view says as plain HTML where it cannot answer; static/unknown.js says the same."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from features.errors import InputError
from features.formats import sentence
from serving.http.problems import KINDS, problem_of
from serving.languages.language import say
from serving.page.addresses import Asked
from serving.page.summary import Link, Summary


def refused(asked: Asked, error: InputError) -> Summary:
    """The problem as a summary; for an unknown code with links to the nearest ones.

    The nearest codes lead to the same view, those of a comparison to it with that code in place.
    """
    problem = problem_of(error)
    status = KINDS[problem.kind]
    home = Link(say("country.unknown.all"), asked.link("country"))
    if problem.kind != "unknown-code":
        detail = sentence(problem.detail)
        return Summary(asked.code or say("page.title"), [detail], links=[home], status=status)
    is_package = any(fault.get("field") == "package" for fault in problem.errors)
    code = asked.code or ", ".join(_unknown(asked, problem.errors))
    code = asked.package or code if is_package else code
    nearest = dict.fromkeys(code for fault in problem.errors for code in fault.get("nearest", []))
    links = [Link(code, _instead(asked, problem.errors, code)) for code in nearest]
    sentences = [sentence(problem.detail), *([say("country.unknown.nearest")] if links else [])]
    title = say("country.unknown.title", code=code)
    further = [] if is_package else [home]
    return Summary(title, sentences, links=[*links, *further], status=status)


def _unknown(asked: Asked, errors: Sequence[Mapping[str, Any]]) -> list[str]:
    """The codes of a query that are unknown; all of its regions where no place is named."""
    if asked.view == "chain":
        return [asked.one(kind) or "" for kind in dict.fromkeys(map(_kind, errors))]
    regions = [it for it in dict.fromkeys(asked.query.get("region", [])) if it]
    places = [place for fault in errors if (place := _place(fault)) is not None]
    return [regions[place] for place in places if place < len(regions)] or regions


def _kind(fault: Mapping[str, Any]) -> str:
    """Whether a fault of value chains is in the region or in the cluster."""
    return "cluster" if str(fault.get("field", "")).startswith("cluster") else "region"


def _codes(asked: Asked) -> dict[str, str]:
    """The region and the cluster of value chains, where they are named."""
    return {kind: code for kind in ("region", "cluster") if (code := asked.one(kind))}


def _place(fault: Mapping[str, Any]) -> int | None:
    """The place in a list of codes of the code at fault: 1 of region_codes[1]."""
    found = re.search(r"\[(\d+)\]", str(fault.get("field", "")))
    return int(found[1]) if found else None


def _instead(asked: Asked, errors: Sequence[Mapping[str, Any]], code: str) -> str:
    """The address of the view with a nearest code in place of the unknown one."""
    if any(fault.get("field") == "package" for fault in errors):
        return asked.link(asked.view, asked.code, package=code)
    if asked.view == "chain":
        kinds = [_kind(fault) for fault in errors if code in fault.get("nearest", [])]
        return asked.link("chain", **{**_codes(asked), kinds[0]: code})
    if asked.view != "compare":
        return asked.link(asked.view, code)
    regions = [it for it in dict.fromkeys(asked.query.get("region", [])) if it]
    for fault in errors:
        if code in fault.get("nearest", []):
            place = _place(fault)
            if place is not None and place < len(regions):
                regions[place] = code
                break
    return asked.link("compare", region=regions)
