"""Errors that people see."""

from serving.languages.english.problems import asked, data, faults

MESSAGES: dict[str, str | tuple[str, str]] = {
    **asked.MESSAGES,
    **faults.MESSAGES,
    **data.MESSAGES,
}
