"""How a report writes figures and days in the language that is spoken."""

import datetime as dt
from typing import Any

from serving.languages.formats import FORMATS
from serving.languages.language import say, spoken


def written(form: str, value: Any) -> str:
    """A value in one of the formats of messages; unknown values say so."""
    return say("word.unknown") if value is None else FORMATS[form](spoken(), value)


def css_text(text: str) -> str:
    """A text inside the quotation marks of a style sheet, whatever it holds."""
    return "".join(
        sign if sign.isalnum() and sign.isascii() else f"\\{ord(sign):06x}" for sign in text
    )


def today() -> dt.date:
    """The day of the report."""
    return dt.datetime.now(dt.UTC).date()
