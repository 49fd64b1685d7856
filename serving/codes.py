"""Codes that a request names and a champion does not know."""

import difflib
from collections.abc import Collection, Iterable

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
            "nearest": difflib.get_close_matches(code, list(known), n=5, cutoff=0.4),
        }
        for place, code in unknown[:MAX_ERRORS]
    ]
    told = "; ".join(
        f"{error['detail']} (nearest: {', '.join(error['nearest']) or 'none'})" for error in errors
    )
    rest = f"; and {len(unknown) - MAX_ERRORS} more" if len(unknown) > MAX_ERRORS else ""
    raise ProblemError("unknown-code", told + rest, errors)
