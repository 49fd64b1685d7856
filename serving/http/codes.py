"""Codes in a request that are not in the data of a champion."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from features.errors import hint, nearest
from serving.contracts import Metadata
from serving.http.problems import MAX_ERRORS, ProblemError


def by_field(field: str, codes: Iterable[str]) -> dict[str, str]:
    """The codes of a list by their place in a request: region_codes[0], region_codes[1], ..."""
    return {f"{field}[{place}]": code for place, code in enumerate(codes)}


def check_codes(kind: str, codes: Mapping[str, str], valid: Collection[str]) -> None:
    """Raise unknown-code, naming each invalid code, by its field, with similar valid ones."""
    unknown = [(field, code) for field, code in codes.items() if code not in valid]
    if not unknown:
        return
    errors = [
        {"field": field, "detail": f"unknown {kind} {code!r}", "nearest": nearest(code, valid)}
        for field, code in unknown[:MAX_ERRORS]
    ]
    details = "; ".join(f"{error['detail']} ({hint(error['nearest'], valid)})" for error in errors)
    rest = f"; and {len(unknown) - MAX_ERRORS} more" if len(unknown) > MAX_ERRORS else ""
    raise ProblemError("unknown-code", details + rest, errors)


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
