"""Codes in a request that are not in the data of a champion."""

from collections.abc import Collection, Container, Iterable, Mapping
from typing import Any

from features.errors import suggestions
from features.package.hierarchy import line
from serving.contracts import Metadata
from serving.http.problems import MAX_ERRORS, ProblemError
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
        similar, hint = suggestions(code, valid, names)
        detail = f"unknown {kind} {code!r}"
        errors.append({"field": field, "detail": detail, "nearest": similar})
        details.append(f"{detail}: {hint}")
    rest = f"; and {len(unknown) - MAX_ERRORS} more" if len(unknown) > MAX_ERRORS else ""
    raise ProblemError("unknown-code", "; ".join(details) + rest, errors)


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
            "detail": f"region {code!r} is in the data of another champion, but not in "
            f"{metadata.package}, on which {metadata.name} was trained",
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
        What an answer does, such as "options are ranked".
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
                f"{label} is a total of other regions: {done} for regions without parts, such as "
                f"{part}",
            )
    return ProblemError("question-not-allowed", lacking)
