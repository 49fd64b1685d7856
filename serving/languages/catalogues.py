"""The files of translations: written anew from the English sources, always the same bytes.

A translator fills in empty texts, and looks at those marked fuzzy, whose English has changed.
"""

from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from serving.languages.english import MESSAGES, Source
from serving.languages.language import FOLDER

HEADER = """# {language}.
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plurals}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def files() -> list[Path]:
    """The catalogues that there are."""
    return sorted(FOLDER.glob("*.po"))


def updated(file: Path) -> str:
    """The text of a catalogue with the messages of today, sorted by key.

    New messages are empty, those whose English has changed fuzzy, and those without an English
    source are left out.
    """
    code = file.stem
    with file.open("rb") as old_file:
        old = {str(it.context): it for it in read_po(old_file, locale=code) if it.id}
    catalogue = Catalog(locale=code, fuzzy=False)
    for key in sorted(MESSAGES):
        _add(catalogue, key, MESSAGES[key], old.get(key))
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True)
    header = HEADER.format(
        language=Locale.parse(code).english_name, code=code, plurals=get_plural(code).plural_forms
    )
    return header + body.getvalue().decode().strip() + "\n"


def _add(catalogue: Catalog, key: str, source: Source, old: Message | None) -> None:
    """Add a message with the translation that it had, if it fits."""
    is_plural = not isinstance(source, str)
    said = old.string if old is not None and isinstance(old.string, tuple) == is_plural else ""
    flags = {"fuzzy"} if (said and old is not None and old.id != source) or is_fuzzy(old) else set()
    catalogue.add(source, said, context=key, flags=flags if said else ())


def is_fuzzy(message: Message | None) -> bool:
    """Whether a translation waits for its translator."""
    return message is not None and "fuzzy" in message.flags
