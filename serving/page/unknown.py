"""What a view says as plain HTML where it cannot answer; static/unknown.js says the same."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from features.errors import InputError
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
        return Summary(
            asked.code or say("page.title"), [problem.detail], links=[home], status=status
        )
    is_package = any(fault.get("field") == "package" for fault in problem.errors)
    code = asked.code or ", ".join(asked.query.get("region", []))
    code = asked.package or code if is_package else code
    nearest = dict.fromkeys(code for fault in problem.errors for code in fault.get("nearest", []))
    links = [Link(code, _instead(asked, problem.errors, code)) for code in nearest]
    sentences = [problem.detail, *([say("country.unknown.nearest")] if links else [])]
    title = say("country.unknown.title", code=code)
    further = [] if is_package else [home]
    return Summary(title, sentences, links=[*links, *further], status=status)


def _instead(asked: Asked, errors: Sequence[Mapping[str, Any]], code: str) -> str:
    """The address of the view with a nearest code in place of the unknown one."""
    if any(fault.get("field") == "package" for fault in errors):
        return asked.link(asked.view, asked.code, package=code)
    if asked.view != "compare":
        return asked.link(asked.view, code)
    regions = [it for it in dict.fromkeys(asked.query.get("region", [])) if it]
    for fault in errors:
        if code in fault.get("nearest", []):
            place = re.search(r"\[(\d+)\]", str(fault.get("field", "")))
            if place and int(place[1]) < len(regions):
                regions[int(place[1])] = code
                break
    return asked.link("compare", region=regions)
