"""Codes that a request names and a champion does not know."""

from collections.abc import Collection, Iterable

from features.errors import LISTED, nearest
from serving.problems import MAX_ERRORS, ProblemError


def check_codes(kind: str, field: str, codes: Iterable[str], known: Collection[str]) -> None:
    """Raise unknown-code, naming each code that is not known and the nearest that are."""
    unknown = [(place, code) for place, code in enumerate(codes) if code not in known]
    if not unknown:
        return
    errors = [
        {
            "field": f"{field}[{place}]",
            "detail": f"unknown {kind} {code!r}",
            "nearest": nearest(code, known),
        }
        for place, code in unknown[:MAX_ERRORS]
    ]
    told = "; ".join(f"{error['detail']} ({_hint(error['nearest'], known)})" for error in errors)
    rest = f"; and {len(unknown) - MAX_ERRORS} more" if len(unknown) > MAX_ERRORS else ""
    raise ProblemError("unknown-code", told + rest, errors)


def _hint(near: Collection[str], known: Collection[str]) -> str:
    """The nearest codes; where none is near, all that are known if they are few."""
    if not near and 0 < len(known) <= LISTED:
        return f"known: {', '.join(sorted(known))}"
    return f"nearest: {', '.join(near) or 'none'}"
