"""The page of a refresh in Russian."""

from collections.abc import Mapping
from types import MappingProxyType

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "verbatim": "{sentence}",
        "sentences": "{parts: }",
        "listed": "{parts:; }",
        # The first lines
        "label.Advice": "Рекомендации",
        "label.Models": "Модели",
        "label.Data": "Данные",
        "label.Quality": "Качество данных",
        "label.Surprises": "Отклонения",
        "label.Earlier calls": "Прежние прогнозы",
        "headline.failed": "Модель не удалось обучить заново ({subjects:, }); действует прежняя",
        "headline.refused": "Рекомендации прежние: вновь обученные модели недостаточно хороши",
        "headline.same": "Рекомендации прежние: обучать заново было нечего",
        "headline.one": "Действует новая модель ({last})",
        "headline.several": "Действуют новые модели ({subjects:, }, {last})",
        "headline.changes": "{serving}; поддержать предлагается другие кластеры в {n} регионах из "
        "{of}",
        "headline.none": "{serving}; кластеры для поддержки прежние во всех регионах (всего {of})",
        "headline.turned": "{text}, рекомендация по какому-либо кластеру противоположна прежней в "
        "{n}",
        "headline.niches": "{text}; ниши сместились сильнее ожидаемого в {n} регионах из {of}",
        "subject.growth": "рост кластеров",
        "subject.niches": "технологические ниши",
        "subject.markets": "рыночные ниши",
        "outcome.error": "обучить не удалось",
        "outcome.refused": "версия {version} не принята",
        "outcome.refused.stays": "версия {version} не принята, действует версия {champion}",
        "outcome.serves": "действует версия {version}",
        "outcome.same": "без изменений",
        "outcome.none": "не обучалась",
        "models.one": "{subject}: {outcome}",
        "models.none": "ни одна пока не действует, и ни одну не удалось обучить",
        "quality.none": "Проверки ничего не выявили.",
        "quality.counts": "{counts:, }.",
        "quality.serious": "серьёзных замечаний: {n}",
        "quality.warning": "предупреждений: {n}",
        "quality.note": "примечаний: {n}",
        "quality.quiet": "Ничего серьёзного. {summary}",
        "quality.first": "{summary} Первое (по-английски): {first}",
        "surprises.none": "данных после {year:year} г. для сравнения с прогнозом пока нет",
        "surprises": "за пределами интервала прогноза оказалось {n_outside} значений из {n}, "
        "неожиданно далеко от прогноза: {n_surprising}",
        "surprises.named": "{text}: {which:; }",
        "surprise.above": "{cluster}, {region} ({year:year} г., выше интервала)",
        "surprise.below": "{cluster}, {region} ({year:year} г., ниже интервала)",
        "calls.none": "Новых исходов нет.",
        "calls.niches": "С {origin:year} по {year:year} г.: {calls:; }.",
        "calls.entry": "вероятные входы (всего {n}) сбылись в {true:percent} случаев при "
        "заявленной вероятности {stated:percent}",
        "calls.exit": "вероятные утраты (всего {n}) сбылись в {true:percent} случаев при "
        "заявленной вероятности {stated:percent}",
        "calls.growth": "Прогнозы роста на {first:year}–{year:year} гг. по данным по "
        "{origin:year} г. (всего {n}): в интервал 80 % попало {true:percent}.",
        "news.none": "На этих данных ещё не обучалась ни одна модель.",
        "news.same": "Данные те же, на которых обучена модель.",
        "news.names": "Изменились описание или названия, но не значения.",
        "news.added": "новых значений: {n}",
        "news.changed": "пересмотрено: {n} ({first:year}–{last:year} гг.)",
        "news.withdrawn": "отозвано: {n}",
        "advice.clusters": "Поддержать предлагается другие кластеры в {n_moved} регионах из {n}",
        "advice.niches": "Ниши сместились сильнее ожидаемого в {n_moved} регионах из {n}",
        "advice.stirred": "{text}, ещё в {n} список изменился без этого",
        "advice.moves": "{text}. Во всех регионах в первые {most} вошли или из них вышли варианты: "
        "{n}; за пределы указанных диапазонов рангов (80 %) вышло {n_beyond}. Самые частые "
        "причины: {reasons:, }",
        "advice.line": "{text}.",
        "note.same": "Списки вариантов прежние, как и модели.",
        "note.first": "Прежних списков вариантов для сравнения нет.",
        "note.no_list": "Прежде ни у одного региона не было списка вариантов.",
        "note.impossible": "Данные не позволяют составить списки вариантов: {error}.",
        "note.other_data": "Ниши в списки не вошли: их модель (версия {version}) обучена на других "
        "данных, чем модель роста (версия {growth}).",
        # What moved an option
        "reason.growth": "прогнозируемый рост",
        "reason.risk": "риск отстать",
        "reason.multiplier": "мультипликатор выпуска",
        "reason.externalities": "связи внутри региона",
        "reason.relatedness": "близость к тому, что уже есть",
        "reason.complexity": "сложность",
        "reason.alignment": "национальные приоритеты",
        "reason.inclusion": "выгоды для отстающих регионов",
        "reason.chance": "вероятность входа",
        "reason.sustainability": "устойчивое развитие",
        "reason.others": "сместились соседние варианты",
        "reason.unlikely": "вероятность ниже порога",
        "reason.unlikely_before": "прежде вероятность была ниже порога",
        "reason.entered": "регион уже вошёл в нишу",
        "reason.lost": "специализация утрачена",
        "reason.ended": "значений больше нет",
        "reason.begun": "прежде значений не было",
        # Why a model serves or not
        "why.error": "Новые данные не позволяют (по-английски): {error}",
        "why.passed": "При проверке на прошлых годах она не хуже действовавшей прежде и простых "
        "правил — с поправкой на случайность.",
        "why.gain": "При проверке на прошлых годах её ошибка отличалась от ошибки прежней модели "
        "на {change:change} (от {low:change} до {high:change}).",
        "why.refused": "При проверке на прошлых годах не показано, что она не хуже действующей и "
        "лучше простых правил, — с поправкой на случайность.",
        "why.same": "Она уже обучена на этих данных либо была заменена вручную.",
        # Headings and columns of the page
        "page.title": "Что изменилось: {title}",
        "page.kicker": "Что изменилось: {title}, {date}",
        "page.other": "In English",
        "page.serious": "Серьёзное замечание к данным (по-английски), {title}: {text}",
        "page.advice": "Где изменились рекомендации и почему",
        "page.advice.about": "Первые варианты региона (до {most}) при сбалансированных весах, по "
        "нынешним и прежним моделям. В скобках — прежний и нынешний ранг и что изменилось сильнее "
        "всего. Полужирным — смещения за пределы заявленных прежде рангов (80 %). Регионы, где "
        "кластеры для поддержки прежние, а ниши сместились лишь в этих пределах, не показаны. "
        "Рекомендация — это то, что вывод по региону говорит о кластерах: какие поддержать, с "
        "осторожностью или без неё. Она меняется, только когда показатель заметно (на 5 п. п.) "
        "перешёл порог.",
        "page.region": "регион",
        "page.list": "список",
        "page.entered": "вошли",
        "page.left": "вышли",
        "page.changes": "рекомендация",
        "page.confidence": "уверенность {before:percent} → {now:percent}",
        "page.outgrow": "вероятность опережающего роста {before:percent} → {now:percent}",
        "page.first": "первый",
        "page.before": "прежде: {name}",
        "page.clusters": "кластеры",
        "page.niches": "ниши",
        "page.models": "Модели",
        "page.model": "модель",
        "page.outcome": "результат",
        "page.why": "почему",
        "page.figures": "Показатели проверки (по-английски)",
        "page.figures.about": "owa — ошибка относительно прогноза «без изменений»: меньше 1 — "
        "лучше него. rank skill — действительно ли быстрее росло то, чему прогнозировался более "
        "быстрый рост: 0 — случайность, 1 — полное совпадение. ap — стояли ли состоявшиеся входы в "
        "начале списка. Brier — ошибка вероятностей, чем меньше, тем лучше. noise — то, что "
        "объясняется случайностью.",
        "page.surprises": "Чего никто не ожидал",
        "page.surprises.about": "{indicator}, {unit}: значения так далеки от прогноза, что "
        "случайностью это не объяснить — с учётом числа рядов.",
        "page.surprises.all": "Все ряды и кого это затрагивает (по-английски)",
        "page.cluster": "кластер",
        "page.year": "год",
        "page.came": "значение",
        "page.forecast": "прогноз, интервал {level} %",
        "page.interval": "{median:figure} (от {low:figure} до {high:figure})",
        "page.calls": "Что сбылось из прогнозов {origin:year} г. на {year:year} г.",
        "page.calls.about": "Из самых вероятных прогнозов каждого региона сбылось {true:percent} "
        "при средней вероятности {stated:percent}. Прогноз говорит, что регион войдёт в нишу или "
        "утратит имеющуюся специализацию.",
        "page.true": "Сбылось: сначала входы, затем утраты, самые вероятные — первыми",
        "page.failed": "Не сбылось: сначала входы, затем утраты, самые вероятные — первыми",
        "page.niche": "ниша",
        "page.call": "прогноз",
        "page.entry": "вход",
        "page.exit": "утрата",
        "page.chance": "вероятность тогда",
        "page.data": "Новые данные",
        "page.data.since": "По сравнению с данными, на которых обучена версия {version} "
        "({subject}).",
        "page.quality": "Проверки качества данных (по-английски)",
        "page.what": "показатель",
        "page.added": "новых",
        "page.changed": "пересмотрено",
        "page.median": "медиана пересмотра",
        "page.years": "годы пересмотра",
        "page.span": "{first:year}–{last:year}",
        "page.withdrawn": "отозвано",
        "page.import": "Импорт (по-английски)",
        "page.words": "Слова на этой странице",
        "page.words.balanced": "Сбалансированные веса: учтено всё понемногу, прежде всего рост и "
        "его риск.",
        "page.words.interval": "Интервал или диапазон 80 %: ожидалось, что в него попадут четыре "
        "исхода из пяти.",
        "page.words.version": "Версия: модель, обученная один раз. Отвечает действующая; новая "
        "заменяет её, только если выдержит проверку на прошлых годах.",
        "page.footer": "Данные: {package}, sha256 {sha256}. То же в JSON: refresh.json; шаги и их "
        "длительность: refresh.log.",
    }
)
