"""How many packages stay in memory."""

import os

from features.errors import InputError

KEPT = "SMARTSPEC_PACKAGES_KEPT"
"""Variable: most packages that stay in memory, older versions included."""
MOST_KEPT = 4


def packages_kept() -> int:
    """Most packages that stay in memory.

    Raises
    ------
    InputError
        SMARTSPEC_PACKAGES_KEPT is no whole number above 0.
    """
    text = os.environ.get(KEPT, "").strip() or str(MOST_KEPT)
    if not text.isdecimal() or int(text) < 1:
        raise InputError(f"{KEPT} is {text!r}: give a whole number above 0, such as {MOST_KEPT}")
    return int(text)
