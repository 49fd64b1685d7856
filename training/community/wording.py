"""The title and the sentence of an event in every language: for mail, webhooks, feeds, pages."""

import unicodedata
from collections.abc import Mapping

from features import formats
from training.community.events import CHANGES as CHANGED
from training.community.events import Detail, Event
from training.community.texts import SENTENCES, TITLES, WORDS

LANGUAGES = ("en", "ru")
MOST_NAME = 120
"""Characters of a name; a longer one is cut."""
MOST_TEXT = 280
"""Characters of a note or a list of names."""
LONG = ("text", "entered", "left", *CHANGED)
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows."""
RUSSIAN_MARKS = str.maketrans({",": "\u00a0", ".": ","})

EVEN = 0.5
"""A call with a smaller chance did not fail where it did not come true."""
SHARES = ("level", "share", "probability", "chance")
CHANGES = ("effect", "change")
"""Per cent with a sign."""


def title(event: Event, language: str) -> str:
    """A few words: a subject of mail, the title of an entry."""
    is_of_region = event.kind == "note" and not event.code
    key = "note.region" if is_of_region else event.kind
    text = TITLES[language][key].format_map(_parameters(event, language))
    return _unbroken(text, language)


def sentence(event: Event, language: str) -> str:
    """What happened, with its numbers, their uncertainty and their date."""
    texts, parameters = SENTENCES[language], _parameters(event, language)
    said = [texts[key].format_map(parameters) for key in _parts(event)]
    if event.kind == "advice":
        said[1:1] = [changed(it, parameters[it], language) for it in CHANGED if it in parameters]
    if event.kind != "note":  # which begins with the name of an organisation, as it writes it
        said = [text[:1].upper() + text[1:] for text in said]
    return _unbroken(" ".join(said), language)


def changed(how: str, names: str, language: str) -> str:
    """How the advice on clusters changed; `how` is one of training.community.events.CHANGES."""
    before, now = (WORDS[language][it] for it in CHANGED[how])
    text = SENTENCES[language]["advice.changed"]
    return _unbroken(text.format(names=names, before=before, now=now), language)


def _unbroken(text: str, language: str) -> str:
    """With no-break spaces where Russian has them."""
    if language != "ru":
        return text
    return text.replace(" г.", "\u00a0г.").replace(" —", "\u00a0—")


def plain(text: object, most: int = MOST_NAME) -> str:
    """A text on one line that is fit for XML and headers, cut where it is long."""
    kept = "".join(" " if _is_unfit(letter) else letter for letter in str(text))
    line = " ".join(kept.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _is_unfit(letter: str) -> bool:
    """Whether a character controls lines or directions, or is none."""
    return unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Zl", "Zp") or letter in DIRECTIONS


def _parts(event: Event) -> list[str]:
    """Keys of the sentences that an event is told by."""
    details, kind = event.details, event.kind
    if kind == "exposure":
        is_unknown = details["effect"] is None
        return [
            f"exposure.{details['direction']}",
            "exposure.unknown" if is_unknown else "exposure.effect",
        ]
    if kind == "champion":
        return ["champion"] if details["gain"] is None else ["champion", "champion.gain"]
    if kind == "advice":
        has_moved = details["entered"] or details["left"]
        return ["advice" if has_moved else "advice.same", *_first(event), "advice.source"]
    return [f"call.{details['call']}" if kind == "call" else kind]


def _first(event: Event) -> list[str]:
    """Keys of what is said of the first option; never the chance of a niche.

    Members who follow the region are asked for their own chance before they see the model's.
    """
    details = event.details
    first, before = details["first"], details.get("first_before")
    if not first:
        return []
    has_chance = details["chance"] is not None and event.activity != "technology"
    told = ["advice.cluster" if has_chance else "advice.first"]
    return [*told, "advice.before"] if before and before != first else told


def _parameters(event: Event, language: str) -> dict[str, str]:
    """Every detail as text, and the words that depend on details."""
    details, words = _details(event), WORDS[language]
    texts = {name: _text(event.kind, name, value, language) for name, value in details.items()}
    texts |= _names(details, language)
    if event.kind == "surprise":
        texts["value"] = f"{texts['value']} {texts['unit']}".rstrip()
    if event.kind == "call":
        outcome = "true" if details["came_true"] else "false"
        texts["verdict"] = words[f"{details['call']}.{outcome}"]
        is_unlikely = outcome == "false" and _number(details["probability"]) < EVEN
        said = f"{details['call']}.unlikely" if is_unlikely else f"call.{outcome}"
        texts["outcome"] = words[said]
    has_range = details.get("low") is not None and details.get("high") is not None
    texts["range"] = words["range"].format_map(texts) if has_range else ""
    texts["options"] = words.get(event.activity, words["cluster"])
    for name in ("side", "subject"):
        texts[name] = words.get(texts.get(name, ""), texts.get(name, ""))
    for name in ("entered", "left"):
        texts[name] = texts.get(name) or words["none"]
    return texts


def _details(event: Event) -> dict[str, Detail]:
    """The details with those that follow from them."""
    details = dict(event.details)
    if event.kind == "surprise":
        is_above = _number(details["value"]) > _number(details["high"])
        details["side"] = "above" if is_above else "below"
    if event.kind == "champion" and details["gain"] is not None:
        ends = (details["high"], details["low"])  # less error by 2 to 5 % is −5 to −2 %
        details["low"], details["high"] = (None if it is None else -_number(it) for it in ends)
        details["change"] = -_number(details["gain"])
    return details


def _names(details: Mapping[str, Detail], language: str) -> dict[str, str]:
    """Names in a language, where details such as region_name_ru have them."""
    end = f"_{language}"
    return {
        name.removesuffix(end): plain(value)
        for name, value in details.items()
        if name.endswith(end) and value
    }


def _text(kind: str, name: str, value: Detail, language: str) -> str:
    """One detail: a share or change in per cent, a number, or a name."""
    if value is None:
        return WORDS[language]["unknown"]
    if name == "date" and language == "ru":
        return ".".join(reversed(plain(value).split("-")))
    if isinstance(value, str | bool) or name in ("year", "cutoff", "origin", "version"):
        return plain(value, MOST_TEXT if name in LONG else MOST_NAME)
    ends = name in ("low", "high")
    if name in SHARES or (ends and kind == "call"):
        text = formats.percent(value)
    elif name in CHANGES or (ends and kind in ("exposure", "champion")):
        text = formats.signed(value)
    else:
        text = formats.number(value)
    text = text.translate(RUSSIAN_MARKS) if language == "ru" else text
    return text.replace(" %", "\u00a0%")


def _number(value: Detail) -> float:
    return float(value or 0)
