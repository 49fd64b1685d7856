"""Codes that a request names and a champion does not know."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from features.errors import listed, nearest
from serving.contracts import Metadata
from serving.http.problems import MAX_ERRORS, ProblemError


def check_codes(kind: str, field: str, codes: Iterable[str], known: Collection[str]) -> None:
    """Raise unknown-code, naming each code of a list that is not known and the nearest that are."""
    check_fields(kind, _by_field(field, codes), known)


def check_fields(kind: str, codes: Mapping[str, str], known: Collection[str]) -> None:
    """The same for codes by the field that holds each."""
    unknown = [(field, code) for field, code in codes.items() if code not in known]
    if not unknown:
        return
    errors = [
        {"field": field, "detail": f"unknown {kind} {code!r}", "nearest": nearest(code, known)}
        for field, code in unknown[:MAX_ERRORS]
    ]
    told = "; ".join(f"{error['detail']} ({_hint(error['nearest'], known)})" for error in errors)
    rest = f"; and {len(unknown) - MAX_ERRORS} more" if len(unknown) > MAX_ERRORS else ""
    raise ProblemError("unknown-code", told + rest, errors)


def check_regions(
    codes: Iterable[str], known: Collection[str], elsewhere: Collection[str], metadata: Metadata
) -> None:
    """check_codes for region_codes; one that only another champion knows is said to be.

    Parameters
    ----------
    known, elsewhere : collection of str
        Codes of the champion that is asked, and of others.
    metadata : Metadata
        Of the champion that is asked.
    """
    check_region_fields(_by_field("region_codes", codes), known, elsewhere, metadata)


def check_region_fields(
    codes: Mapping[str, str],
    known: Collection[str],
    elsewhere: Collection[str],
    metadata: Metadata,
) -> None:
    """The same for regions by the field that holds each."""
    errors: list[dict[str, Any]] = [
        {
            "field": field,
            "detail": f"another champion knows region {code!r}, {metadata.name}, trained on "
            f"{metadata.package}, does not",
            "nearest": [],
        }
        for field, code in codes.items()
        if code not in known and code in elsewhere
    ][:MAX_ERRORS]
    if errors:
        raise ProblemError("unknown-code", "; ".join(one["detail"] for one in errors), errors)
    check_fields("region", codes, known)


def _by_field(field: str, codes: Iterable[str]) -> dict[str, str]:
    return {f"{field}[{place}]": code for place, code in enumerate(codes)}


def _hint(near: Collection[str], known: Collection[str]) -> str:
    """The nearest codes; where none is near, the first that are known."""
    return f"nearest: {', '.join(near)}" if near else f"known: {listed(known)}"
