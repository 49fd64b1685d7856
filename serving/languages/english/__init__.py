"""English, the source of all translations: messages by key, a file for each subject."""

from collections.abc import Mapping

from serving.languages.english import (
    answers,
    community,
    compare,
    country,
    data,
    figures,
    option,
    page,
    problems,
    quality,
    record,
    region,
    report,
    terms,
    verdict,
)
from serving.languages.english.answers import chain

Source = str | tuple[str, str]
"""A message, or its singular and its plural; ``{name:format}`` names a parameter and its format."""

PAGE: Mapping[str, Source] = {
    **terms.MESSAGES,
    **page.MESSAGES,
    **country.MESSAGES,
    **region.MESSAGES,
    **option.MESSAGES,
    **compare.MESSAGES,
    **record.MESSAGES,
    **chain.MESSAGES,
    **data.MESSAGES,
    **figures.MESSAGES,
    **answers.VALUES,
}
"""What the page says in the browser."""

MESSAGES: Mapping[str, Source] = {
    **PAGE,
    **chain.SENTENCES,
    **verdict.MESSAGES,
    **answers.MESSAGES,
    **problems.MESSAGES,
    **quality.MESSAGES,
    **report.MESSAGES,
    **community.MESSAGES,
}
"""Every message by its key."""
