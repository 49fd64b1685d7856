"""What events are told in, in every language: titles, sentences and the words in them."""

from collections.abc import Mapping
from types import MappingProxyType

Texts = Mapping[str, str]

TITLES: Mapping[str, Texts] = MappingProxyType(
    {
        "en": {
            "surprise": "{name}, {region_name}: {year} {side} forecast",
            "exposure": "{name}, {region_name}: exposed to {source_name}, {source_region_name}",
            "champion": "New model of {subject}: version {version}",
            "advice": "{region_name}: the advice on {options} has changed",
            "call": "{name}, {region_name}: {outcome}",
            "note": "{author} on {name}, {region_name}",
            "note.region": "{author} on {region_name}",
        },
        "ru": {
            "surprise": "{name}, {region_name}: {year} г. — {side} прогноза",
            "exposure": "{name}, {region_name}: затрагивает отклонение «{source_name}», "
            "{source_region_name}",
            "champion": "Новая действующая модель ({subject}): версия {version}",
            "advice": "{region_name}: изменились рекомендации ({options})",
            "call": "{name}, {region_name}: {outcome}",
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
            "exposure.effect": "Its output is expected to change by {effect} (range {low} to "
            "{high}).",
            "exposure.unknown": "By how much its own output changes cannot be told.",
            "champion": "Since {date}, {subject} come from version {version}, which knows data to "
            "{cutoff}.",
            "champion.gain": "In the backtest its error differs from that of version "
            "{previous_version} by {change} (interval {low} to {high}).",
            "advice": "New among the first {most} {options} in {region_name}: {entered}. No longer "
            "among them: {left}.",
            "advice.same": "The first {most} {options} in {region_name} are the same ones.",
            "advice.changed": "{names}: {before}, now {now}.",
            "advice.cluster": "First is {first}: its chance to outgrow the region's middle cluster "
            "is {chance}.",
            "advice.first": "First is {first}.",
            "advice.before": "Before, it was {first_before}.",
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
            "exposure.effect": "Ожидаемое изменение выпуска: {effect} (от {low} до {high}).",
            "exposure.unknown": "Величину изменения выпуска оценить нельзя.",
            "champion": "С {date} действует версия {version} модели ({subject}), данные по "
            "{cutoff} г. включительно.",
            "champion.gain": "При проверке на прошлом её ошибка отличается от ошибки версии "
            "{previous_version} на {change} (интервал от {low} до {high}).",
            "advice": "{region_name}, список «{options}» (первые {most}). Добавлены: {entered}. "
            "Исключены: {left}.",
            "advice.same": "{region_name}, список «{options}»: первые {most} — прежние.",
            "advice.changed": "{names}: вместо «{before}» теперь «{now}».",
            "advice.cluster": "Первый в списке — «{first}»: вероятность опередить средний по "
            "региону кластер {chance}.",
            "advice.first": "Первый пункт списка — «{first}».",
            "advice.before": "Прежде первым был пункт «{first_before}».",
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
            "cluster": "clusters",
            "technology": "niches",
            "entry.unlikely": "the region did not enter the niche",
            "exit.unlikely": "the specialisation was kept",
            "call.true": "a call came true",
            "call.false": "a call did not come true",
            "backed": "backed",
            "careful": "backed with caution",
            "doubtful": "not to be counted on",
            "other": "without advice",
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
            "cluster": "кластеры",
            "technology": "ниши",
            "entry.unlikely": "регион не вошёл в нишу",
            "exit.unlikely": "специализация сохранилась",
            "call.true": "прогноз сбылся",
            "call.false": "прогноз не сбылся",
            "backed": "поддержать",
            "careful": "поддержать с осторожностью",
            "doubtful": "не рассчитывать",
            "other": "без рекомендации",
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
