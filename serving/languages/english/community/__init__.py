"""What the digital space says: feeds, and members."""

from serving.languages.english.community import feeds, members

MESSAGES: dict[str, str | tuple[str, str]] = {**feeds.MESSAGES, **members.MESSAGES}
