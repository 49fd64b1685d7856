"""What the digital space says: feeds, and members."""

from serving.languages.english.community import feeds, mailing, members

MESSAGES: dict[str, str | tuple[str, str]] = {
    **feeds.MESSAGES,
    **mailing.MESSAGES,
    **members.MESSAGES,
}
