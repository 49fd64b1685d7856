"""Errors that people see."""

from serving.languages.english.problems import access, asked, data, faults

MESSAGES: dict[str, str | tuple[str, str]] = {
    **access.MESSAGES,
    **asked.MESSAGES,
    **faults.MESSAGES,
    **data.MESSAGES,
}
