"""Codes in a request that are not in the data of a champion."""

from collections.abc import Collection, Container, Iterable, Mapping
from typing import Any

from features.errors import LISTED, named, suggestions
from features.package.hierarchy import line
from serving.contracts import Metadata
from serving.http.problems import MAX_ERRORS, ProblemError, either, with_count
from serving.languages.language import say
from serving.tables import Named


def by_field(field: str, codes: Iterable[str]) -> dict[str, str]:
    """The codes of a list by their place in a request: region_codes[0], region_codes[1], ..."""
    return {f"{field}[{place}]": code for place, code in enumerate(codes)}


def check_codes(kind: str, codes: Mapping[str, str], valid: Collection[str]) -> None:
    """Raise unknown-code, naming each invalid code, by its field, with similar valid ones.

    Where `valid` maps codes to their names, a name in place of a code is recognised.
    """
    unknown = [(field, code) for field, code in codes.items() if code not in valid]
    if not unknown:
        return
    names = _names(valid)
    errors, details = [], []
    for field, code in unknown[:MAX_ERRORS]:
        similar, _ = suggestions(code, valid, names)
        detail = say(f"problem.unknown.{kind}", code=repr(code))
        errors.append({"field": field, "detail": detail, "nearest": similar})
        details.append(_with_hint(detail, code, similar, valid))
    raise ProblemError("unknown-code", with_count(details, len(unknown)), errors)


def _with_hint(detail: str, code: str, similar: list[str], valid: Collection[str]) -> str:
    """The same with what was meant, or else with the first of the codes that there are."""
    if not similar:
        codes = ", ".join(sorted(valid)[:LISTED]) or say("word.none")
        if len(valid) > LISTED:
            codes = say("problem.list_more", codes=codes, n=len(valid) - LISTED)
        return say("problem.available", problem=detail, codes=codes)
    names = _names(valid)
    meant = [f"{it} ({names[it]})" for it in similar] if named(code, names) else similar
    return say("problem.did_you_mean", problem=detail, codes=either(meant))


def _names(valid: Collection[str]) -> dict[str, str]:
    """Code to name, where codes come with names."""
    if not isinstance(valid, Mapping):
        return {}
    return {code: it.name for code, it in valid.items() if isinstance(it, Named)}


def check_regions(
    codes: Mapping[str, str],
    valid: Collection[str],
    elsewhere: Collection[str],
    metadata: Metadata,
) -> None:
    """check_codes for regions; the message says so where only another champion has a region.

    Parameters
    ----------
    valid, elsewhere : collection of str
        Codes of the champion that answers, and of others.
    metadata : Metadata
        Of the champion that answers.
    """
    errors: list[dict[str, Any]] = [
        {
            "field": field,
            "detail": say(
                "problem.elsewhere",
                code=repr(code),
                package=metadata.package,
                name=metadata.name,
            ),
            "nearest": [],
        }
        for field, code in codes.items()
        if code not in valid and code in elsewhere
    ][:MAX_ERRORS]
    if errors:
        raise ProblemError("unknown-code", "; ".join(error["detail"] for error in errors), errors)
    check_codes("region", codes, valid)


def not_answered(
    codes: Iterable[str],
    regions: Mapping[str, Named],
    present: Container[str],
    done: str,
    lacking: str,
) -> ProblemError:
    """The problem of known regions that a question is not answered for, with the reason.

    Parameters
    ----------
    regions : mapping of region_code to Named
        All regions of the data.
    present : container of str
        Regions that the question is answered for.
    done : str
        What an answer does: the end of a key problem.done.
    lacking : str
        The sentence for a region that is no total of those present.
    """
    parents = {code: it.parent_code for code, it in regions.items()}
    for code in codes:
        below = (it for it in regions if it in present and code in line(parents, it)[1:])
        if (part := next(below, None)) is not None:
            name = regions[code].name
            label = f"{code} ({name})" if name != code else code
            return ProblemError(
                "question-not-allowed",
                say("problem.total", label=label, done=say(f"problem.done.{done}"), part=part),
            )
    return ProblemError("question-not-allowed", lacking)
