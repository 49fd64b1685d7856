"""The title and the sentence of an event in every language: for mail, webhooks, feeds, pages."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from features import formats
from training.community.events import Detail, Event

LANGUAGES = ("en", "ru")
MOST_NAME = 120
"""Characters of a name; a longer one is cut."""
MOST_TEXT = 280
"""Characters of a note or a list of names."""
LONG = ("text", "entered", "left")
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows."""
RUSSIAN_MARKS = str.maketrans({",": "\u00a0", ".": ","})

Texts = Mapping[str, str]

TITLES: Mapping[str, Texts] = MappingProxyType(
    {
        "en": {
            "surprise": "{name}, {region_name}: {year} {side} forecast",
            "exposure": "{name}, {region_name}: exposed to {source_name}, {source_region_name}",
            "champion": "New model of {subject}: version {version}",
            "advice": "{region_name}: the {options} have changed",
            "call": "{name}, {region_name}: a call {outcome}",
            "note": "{author} on {name}, {region_name}",
            "note.region": "{author} on {region_name}",
        },
        "ru": {
            "surprise": "{name}, {region_name}: {year} г. — {side} прогноза",
            "exposure": "{name}, {region_name}: затрагивает отклонение «{source_name}», "
            "{source_region_name}",
            "champion": "Новая действующая модель ({subject}): версия {version}",
            "advice": "{region_name}: изменился список «{options}»",
            "call": "{name}, {region_name}: прогноз {outcome}",
            "note": "{author} о «{name}», {region_name}",
            "note.region": "{author} о регионе «{region_name}»",
        },
    }
)
SENTENCES: Mapping[str, Texts] = MappingProxyType(
    {
        "en": {
            "surprise": "{indicator} of {name} in {region_name} was {value} in {year}, {side} the "
            "{level} interval of {low} to {high} that was forecast from data to {cutoff}.",
            "exposure.upstream": "{name} in {region_name} sells {share} of its output to "
            "{source_name} in {source_region_name}, which came out {side} its forecast in {year}.",
            "exposure.downstream": "{name} in {region_name} buys inputs worth {share} of its "
            "output from {source_name} in {source_region_name}, which came out {side} its forecast "
            "in {year}.",
            "exposure.effect": "Its output is expected to change by {effect} ({level} interval "
            "{low} to {high}).",
            "exposure.unknown": "By how much its own output changes cannot be told.",
            "champion": "Since {date}, {subject} come from version {version}, which knows data to "
            "{cutoff}.",
            "champion.gain": "In the backtest its error differs from that of version "
            "{previous_version} by {change} (interval {low} to {high}).",
            "advice": "New among the {most} {options} in {region_name}: {entered}. No longer among "
            "them: {left}.",
            "advice.cluster": "First is {first}: its chance to outgrow the region's middle cluster "
            "is {chance}{range}.",
            "advice.technology": "First is {first}: its chance to be entered is {chance}{range}.",
            "advice.source": "By version {version}, with data to {cutoff}.",
            "call.entry": "In {origin}, {name} had a chance of {probability}{range} to become a "
            "specialisation of {region_name} by {year}. {verdict}",
            "call.exit": "In {origin}, {name} had a chance of {probability}{range} to be lost as a "
            "specialisation of {region_name} by {year}. {verdict}",
            "note": "{author} wrote on {date}: “{text}”",
        },
        "ru": {
            "surprise": "{indicator}, «{name}», {region_name}: {value} за {year} г. — {side} "
            "интервала прогноза ({level}) от {low} до {high}, построенного по данным по {cutoff} "
            "г. включительно.",
            "exposure.upstream": "«{name}» ({region_name}) продаёт {share} выпуска кластеру "
            "«{source_name}» ({source_region_name}), результат которого за {year} г. — {side} "
            "прогноза.",
            "exposure.downstream": "«{name}» ({region_name}) закупает у кластера «{source_name}» "
            "({source_region_name}) ресурсы на {share} своего выпуска; его результат за {year} г. "
            "— {side} прогноза.",
            "exposure.effect": "Ожидаемое изменение выпуска: {effect} (интервал {level}: от {low} "
            "до {high}).",
            "exposure.unknown": "Величину изменения выпуска оценить нельзя.",
            "champion": "С {date} действует версия {version} модели ({subject}), данные по "
            "{cutoff} г. включительно.",
            "champion.gain": "При проверке на прошлом её ошибка отличается от ошибки версии "
            "{previous_version} на {change} (интервал от {low} до {high}).",
            "advice": "{region_name}, список «{options}» (первые {most}). Добавлены: {entered}. "
            "Исключены: {left}.",
            "advice.cluster": "Первый в списке — «{first}»: вероятность опередить средний по "
            "региону кластер {chance}{range}.",
            "advice.technology": "Первая в списке — «{first}»: вероятность входа {chance}{range}.",
            "advice.source": "Версия {version}, данные по {cutoff} г. включительно.",
            "call.entry": "По прогнозу {origin} г. вероятность того, что «{name}» станет "
            "специализацией региона ({region_name}) к {year} г., составляла {probability}{range}. "
            "{verdict}",
            "call.exit": "По прогнозу {origin} г. вероятность утраты специализации «{name}» "
            "({region_name}) к {year} г. составляла {probability}{range}. {verdict}",
            "note": "{author}, {date}: «{text}»",
        },
    }
)
WORDS: Mapping[str, Texts] = MappingProxyType(
    {
        "en": {
            "above": "above",
            "below": "below",
            "growth": "growth forecasts",
            "niches": "technology niches",
            "markets": "market niches",
            "cluster": "clusters to back",
            "technology": "niches to enter",
            "true": "came true",
            "false": "did not come true",
            "entry.true": "It did.",
            "entry.false": "It did not.",
            "exit.true": "It was.",
            "exit.false": "It was not.",
            "range": " ({low} to {high})",
            "none": "none",
            "unknown": "unknown",
        },
        "ru": {
            "above": "выше",
            "below": "ниже",
            "growth": "прогнозы роста",
            "niches": "технологические ниши",
            "markets": "рыночные ниши",
            "cluster": "кластеры для поддержки",
            "technology": "ниши для входа",
            "true": "сбылся",
            "false": "не сбылся",
            "entry.true": "Вход состоялся.",
            "entry.false": "Вход не состоялся.",
            "exit.true": "Специализация утрачена.",
            "exit.false": "Специализация сохранилась.",
            "range": " (от {low} до {high})",
            "none": "нет",
            "unknown": "нет данных",
        },
    }
)
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
    text = " ".join(texts[key].format_map(parameters) for key in _parts(event))
    return _unbroken(text, language)


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
        has_chance = details["chance"] is not None
        first = [f"advice.{event.activity or 'cluster'}"] if has_chance else []
        return ["advice", *first, "advice.source"]
    return [f"call.{details['call']}" if kind == "call" else kind]


def _parameters(event: Event, language: str) -> dict[str, str]:
    """Every detail as text, and the words that depend on details."""
    details, words = _details(event), WORDS[language]
    texts = {name: _text(event.kind, name, value, language) for name, value in details.items()}
    texts |= _names(details, language)
    if event.kind == "surprise":
        texts["value"] = f"{texts['value']} {texts['unit']}".rstrip()
    if event.kind == "call":
        outcome = "true" if details["came_true"] else "false"
        texts["outcome"], texts["verdict"] = words[outcome], words[f"{details['call']}.{outcome}"]
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
    if name in SHARES or (ends and kind in ("call", "advice")):
        text = formats.percent(value)
    elif name in CHANGES or (ends and kind in ("exposure", "champion")):
        text = formats.signed(value)
    else:
        text = formats.number(value)
    text = text.translate(RUSSIAN_MARKS) if language == "ru" else text
    return text.replace(" %", "\u00a0%")


def _number(value: Detail) -> float:
    return float(value or 0)
