"""Codes that a request names and a champion does not know."""

from collections.abc import Collection, Iterable, Mapping

from features.errors import LISTED, nearest
from serving.problems import MAX_ERRORS, ProblemError


def check_codes(kind: str, field: str, codes: Iterable[str], known: Collection[str]) -> None:
    """Raise unknown-code, naming each code of a list that is not known and the nearest that are."""
    check_fields(kind, {f"{field}[{place}]": code for place, code in enumerate(codes)}, known)


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


def _hint(near: Collection[str], known: Collection[str]) -> str:
    """The nearest codes; where none is near, all that are known if they are few."""
    if not near and 0 < len(known) <= LISTED:
        return f"known: {', '.join(sorted(known))}"
    return f"nearest: {', '.join(near) or 'none'}"
