"""Regions of Russia: the nation, its federal districts and subjects, by the names in tables.

Codes are those of EMISS, which for subjects are OKATO (OK 019-95) with eleven digits; a package
holds subjects under ISO 3166-2 (RU-TA), and what ISO has no code for under RU- and the EMISS code
(RU-030). Districts are in the borders of Decree 632 of 3 November 2018. Two subjects hold
autonomous districts (okrugs) that are subjects as well: the nation's parts are then either the
whole of Arkhangelsk and Tyumen, or these districts and the remainder, never both.

Sources: code lists of EMISS (https://www.fedstat.ru), OKATO, ISO 3166-2:RU. Facts, free of
copyright.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from features.lookalikes import LETTERS, appearance


class Region(NamedTuple):
    """A region of Russia, with other names under which tables hold it."""

    package_code: str
    code: str
    parent_code: str
    name: str
    name_ru: str
    other_names: tuple[str, ...]


_TABLE = """
RU|643||Russian Federation|Российская Федерация
RU-030|030|643|Central Federal District|Центральный федеральный округ
RU-031|031|643|Northwestern Federal District|Северо-Западный федеральный округ
RU-040|040|643|Southern Federal District|Южный федеральный округ
RU-038|038|643|North Caucasian Federal District|Северо-Кавказский федеральный округ
RU-033|033|643|Volga Federal District|Приволжский федеральный округ
RU-034|034|643|Ural Federal District|Уральский федеральный округ
RU-041|041|643|Siberian Federal District|Сибирский федеральный округ
RU-042|042|643|Far Eastern Federal District|Дальневосточный федеральный округ
RU-037|037|643|Crimean Federal District|Крымский федеральный округ
RU-AD|79000000000|040|Adygea Republic|Республика Адыгея
RU-AL|84000000000|041|Altai Republic|Республика Алтай
RU-BA|80000000000|033|Bashkortostan Republic|Республика Башкортостан
RU-BU|81000000000|042|Buryatia Republic|Республика Бурятия
RU-DA|82000000000|038|Dagestan Republic|Республика Дагестан
RU-IN|26000000000|038|Ingushetia Republic|Республика Ингушетия
RU-KB|83000000000|038|Kabardino-Balkarian Republic|Кабардино-Балкарская Республика
RU-KL|85000000000|040|Kalmykia Republic|Республика Калмыкия
RU-KC|91000000000|038|Karachay-Cherkess Republic|Карачаево-Черкесская Республика
RU-KR|86000000000|031|Karelia Republic|Республика Карелия
RU-KO|87000000000|031|Komi Republic|Республика Коми
RU-CR|35000000000|040|Crimea Republic|Республика Крым
RU-ME|88000000000|033|Mari El Republic|Республика Марий Эл
RU-MO|89000000000|033|Mordovia Republic|Республика Мордовия
RU-SA|98000000000|042|Sakha (Yakutia) Republic|Республика Саха (Якутия)
RU-SE|90000000000|038|North Ossetia-Alania Republic|Республика Северная Осетия - Алания
RU-TA|92000000000|033|Tatarstan Republic|Республика Татарстан
RU-TY|93000000000|041|Tuva Republic|Республика Тыва
RU-UD|94000000000|033|Udmurt Republic|Удмуртская Республика
RU-KK|95000000000|041|Khakassia Republic|Республика Хакасия
RU-CE|96000000000|038|Chechen Republic|Чеченская Республика
RU-CU|97000000000|033|Chuvash Republic|Чувашская Республика
RU-ALT|01000000000|041|Altai Krai|Алтайский край
RU-ZAB|76000000000|042|Zabaykalsky Krai|Забайкальский край
RU-KAM|30000000000|042|Kamchatka Krai|Камчатский край
RU-KDA|03000000000|040|Krasnodar Krai|Краснодарский край
RU-KYA|04000000000|041|Krasnoyarsk Krai|Красноярский край
RU-PER|57000000000|033|Perm Krai|Пермский край
RU-PRI|05000000000|042|Primorsky Krai|Приморский край
RU-STA|07000000000|038|Stavropol Krai|Ставропольский край
RU-KHA|08000000000|042|Khabarovsk Krai|Хабаровский край
RU-AMU|10000000000|042|Amur Oblast|Амурская область
RU-ARK|11000000000|031|Arkhangelsk Oblast|Архангельская область
RU-AST|12000000000|040|Astrakhan Oblast|Астраханская область
RU-BEL|14000000000|030|Belgorod Oblast|Белгородская область
RU-BRY|15000000000|030|Bryansk Oblast|Брянская область
RU-VLA|17000000000|030|Vladimir Oblast|Владимирская область
RU-VGG|18000000000|040|Volgograd Oblast|Волгоградская область
RU-VLG|19000000000|031|Vologda Oblast|Вологодская область
RU-VOR|20000000000|030|Voronezh Oblast|Воронежская область
RU-IVA|24000000000|030|Ivanovo Oblast|Ивановская область
RU-IRK|25000000000|041|Irkutsk Oblast|Иркутская область
RU-KGD|27000000000|031|Kaliningrad Oblast|Калининградская область
RU-KLU|29000000000|030|Kaluga Oblast|Калужская область
RU-KEM|32000000000|041|Kemerovo Oblast|Кемеровская область
RU-KIR|33000000000|033|Kirov Oblast|Кировская область
RU-KOS|34000000000|030|Kostroma Oblast|Костромская область
RU-KGN|37000000000|034|Kurgan Oblast|Курганская область
RU-KRS|38000000000|030|Kursk Oblast|Курская область
RU-LEN|41000000000|031|Leningrad Oblast|Ленинградская область
RU-LIP|42000000000|030|Lipetsk Oblast|Липецкая область
RU-MAG|44000000000|042|Magadan Oblast|Магаданская область
RU-MOS|46000000000|030|Moscow Oblast|Московская область
RU-MUR|47000000000|031|Murmansk Oblast|Мурманская область
RU-NIZ|22000000000|033|Nizhny Novgorod Oblast|Нижегородская область
RU-NGR|49000000000|031|Novgorod Oblast|Новгородская область
RU-NVS|50000000000|041|Novosibirsk Oblast|Новосибирская область
RU-OMS|52000000000|041|Omsk Oblast|Омская область
RU-ORE|53000000000|033|Orenburg Oblast|Оренбургская область
RU-ORL|54000000000|030|Oryol Oblast|Орловская область
RU-PNZ|56000000000|033|Penza Oblast|Пензенская область
RU-PSK|58000000000|031|Pskov Oblast|Псковская область
RU-ROS|60000000000|040|Rostov Oblast|Ростовская область
RU-RYA|61000000000|030|Ryazan Oblast|Рязанская область
RU-SAM|36000000000|033|Samara Oblast|Самарская область
RU-SAR|63000000000|033|Saratov Oblast|Саратовская область
RU-SAK|64000000000|042|Sakhalin Oblast|Сахалинская область
RU-SVE|65000000000|034|Sverdlovsk Oblast|Свердловская область
RU-SMO|66000000000|030|Smolensk Oblast|Смоленская область
RU-TAM|68000000000|030|Tambov Oblast|Тамбовская область
RU-TVE|28000000000|030|Tver Oblast|Тверская область
RU-TOM|69000000000|041|Tomsk Oblast|Томская область
RU-TUL|70000000000|030|Tula Oblast|Тульская область
RU-TYU|71000000000|034|Tyumen Oblast|Тюменская область
RU-ULY|73000000000|033|Ulyanovsk Oblast|Ульяновская область
RU-CHE|75000000000|034|Chelyabinsk Oblast|Челябинская область
RU-YAR|78000000000|030|Yaroslavl Oblast|Ярославская область
RU-MOW|45000000000|030|Moscow|г. Москва
RU-SPE|40000000000|031|Saint Petersburg|г. Санкт-Петербург
RU-SEV|67000000000|040|Sevastopol|г. Севастополь
RU-YEV|99000000000|042|Jewish Autonomous Oblast|Еврейская автономная область
RU-NEN|11100000000|11000000000|Nenets Autonomous Okrug|Ненецкий автономный округ
RU-KHM|71100000000|71000000000|Khanty-Mansi Okrug|Ханты-Мансийский автономный округ - Югра
RU-CHU|77000000000|042|Chukotka Autonomous Okrug|Чукотский автономный округ
RU-YAN|71140000000|71000000000|Yamalo-Nenets Autonomous Okrug|Ямало-Ненецкий автономный округ
RU-11001|11001000000|11000000000|Arkhangelsk Oblast without Nenets|Архангельская область без АО
RU-71001|71001000000|71000000000|Tyumen Oblast without its okrugs|Тюменская область без АО
"""
"""Package code, EMISS code, EMISS code of the parent, name, Russian name."""

_OTHER_NAMES = """
RU|Россия;РФ;Российской Федерации;Russia
RU-030|ЦФО
RU-031|СЗФО
RU-040|ЮФО
RU-038|СКФО
RU-033|ПФО
RU-034|УФО;УрФО
RU-041|СФО
RU-042|ДФО;ДВФО
RU-AD|Адыгея;Respublika Adygeya
RU-AL|Respublika Altay
RU-BA|Башкортостан;Башкирия;Respublika Bashkortostan
RU-BU|Бурятия;Respublika Buryatiya
RU-DA|Дагестан;Respublika Dagestan
RU-IN|Ингушетия;Respublika Ingushetiya
RU-KB|Кабардино-Балкария;Kabardino-Balkarskaya Respublika
RU-KL|Калмыкия;Respublika Kalmykiya
RU-KC|Карачаево-Черкесия;Karachayevo-Cherkesskaya Respublika
RU-KR|Карелия;Respublika Kareliya
RU-KO|Коми;Respublika Komi
RU-CR|Крым;Republic Crimea
RU-ME|Марий Эл;Respublika Mariy El
RU-MO|Мордовия;Respublika Mordoviya
RU-SA|Республика Саха;Якутия;Саха (Якутия);Respublika Saha
RU-SE|Республика Северная Осетия;Северная Осетия;Северная Осетия - Алания
RU-SE|Respublika Severnaya Osetiya
RU-TA|Татарстан;Respublika Tatarstan
RU-TY|Тыва;Тува;Respublika Tyva
RU-UD|Удмуртия;Udmurtskaya Respublika
RU-KK|Хакасия;Respublika Khakasiya
RU-CE|Чечня;Chechenskaya Respublika
RU-CU|Чувашия;Чувашская Республика - Чувашия;Chuvashskaya Respublika
RU-ALT|Altayskiy Krai
RU-ZAB|Zabaykalskiy Krai
RU-KAM|Kamchatskiy Krai
RU-KDA|Krasnodarskiy Krai
RU-KYA|Krasnoyarskiy Krai
RU-PER|Permskiy Krai
RU-PRI|Primorskiy Krai
RU-STA|Stavropolskiy Krai
RU-KHA|Khabarovskiy Krai
RU-AMU|Amurskaya Oblast
RU-ARK|Arkhangelskaya Oblast
RU-AST|Astrakhanskaya Oblast
RU-BEL|Belgorodskaya Oblast
RU-BRY|Bryanskaya Oblast
RU-VLA|Vladimirskaya Oblast
RU-VGG|Volgogradskaya Oblast
RU-VLG|Vologodskaya Oblast
RU-VOR|Voronezhskaya Oblast
RU-IVA|Ivanovskaya Oblast
RU-IRK|Irkutskaya Oblast
RU-KGD|Kaliningradskaya Oblast
RU-KLU|Kaluzhskaya Oblast
RU-KEM|Кемеровская область - Кузбасс;Кузбасс;Kemerovskaya Oblast
RU-KIR|Kirovskaya Oblast
RU-KOS|Kostromskaya Oblast
RU-KGN|Kurganskaya Oblast
RU-KRS|Kurskaya Oblast
RU-LEN|Leningradskaya Oblast
RU-LIP|Lipetskaya Oblast
RU-MAG|Magadanskaya Oblast
RU-MOS|Moskovskaya Oblast
RU-MUR|Murmanskaya Oblast
RU-NIZ|Nizhegorodskaya Oblast
RU-NGR|Novgorodskaya Oblast
RU-NVS|Novosibirskaya Oblast
RU-OMS|Omskaya Oblast
RU-ORE|Orenburgskaya Oblast
RU-ORL|Orlovskaya Oblast
RU-PNZ|Penzenskaya Oblast
RU-PSK|Pskovskaya Oblast
RU-ROS|Rostovskaya Oblast
RU-RYA|Ryazanskaya Oblast
RU-SAM|Samarskaya Oblast
RU-SAR|Saratovskaya Oblast
RU-SAK|Sakhalinskaya Oblast
RU-SVE|Sverdlovskaya Oblast
RU-SMO|Smolenskaya Oblast
RU-TAM|Tambovskaya Oblast
RU-TVE|Tverskaya Oblast
RU-TOM|Tomskaya Oblast
RU-TUL|Tulskaya Oblast
RU-TYU|Tyumenskaya Oblast
RU-ULY|Ulyanovskaya Oblast
RU-CHE|Chelyabinskaya Oblast
RU-YAR|Yaroslavskaya Oblast
RU-MOW|Москва;Город Москва столица Российской Федерации город федерального значения
RU-SPE|Санкт-Петербург;Город Санкт-Петербург город федерального значения;St. Petersburg
RU-SEV|Севастополь;Город федерального значения Севастополь
RU-YEV|Еврейская АО;Yevreyskaya avtonomnaya Oblast
RU-NEN|Nenetskiy avtonomnyy okrug;Ненецкий автономный округ (Архангельская область)
RU-KHM|Ханты-Мансийский автономный округ;ХМАО;ХМАО - Югра;Khanty-Mansiyskiy avtonomnyy okrug
RU-KHM|Ханты-Мансийский автономный округ - Югра (Тюменская область)
RU-KHM|Khanty-Mansi Autonomous Okrug
RU-CHU|Chukotskiy avtonomnyy okrug
RU-YAN|ЯНАО;Yamalo-Nenetskiy avtonomnyy okrug;Ямало-Ненецкий автономный округ (Тюменская область)
"""
"""Package code, other names in tables, among them the Latin ones of ISO 3166-2."""


def _regions() -> dict[str, Region]:
    others: dict[str, list[str]] = {}
    for line in _OTHER_NAMES.strip().splitlines():
        code, names = line.split("|")
        others.setdefault(code, []).extend(names.split(";"))
    found = {}
    for line in _TABLE.strip().splitlines():
        package_code, code, parent_code, name, name_ru = line.split("|")
        more = tuple(others.get(package_code, ()))
        found[code] = Region(package_code, code, parent_code, name, name_ru, more)
    return found


REGIONS = _regions()
"""Every region by its EMISS code; parents stand before their parts."""

NATION = "643"
FORMER_DISTRICTS = frozenset({"032", "035", "036", "037", "039"})
"""EMISS codes of federal districts in earlier borders, which overlap the present ones."""
REMAINDERS = frozenset({"11001000000", "71001000000"})
"""EMISS codes of subjects without the autonomous districts in them."""


def parent_of(code: str) -> str:
    """EMISS code of the region that holds another, "" for the nation and for unknown codes."""
    return REGIONS[code].parent_code if code in REGIONS else ""


def match_region(name: str) -> str:
    """EMISS code of the region that a name means, "" where it is unknown or may mean several.

    Case, ё for е, look-alike letters of other alphabets, footnote marks, the order of words and
    the usual abbreviations make no difference: "в том числе Hенецкий авт.округ 1)".
    """
    return _CODES.get(_key(name), "")


_ABBREVIATIONS = (
    (r"^(В ТОМ ЧИСЛЕ|В Т\. ?Ч\.|ИЗ НИХ|ИЗ НЕГО|ИЗ НЕЕ|ВКЛЮЧАЯ):?", " "),
    (r"\(ПО [\d.]+[^)]*\)", " FORMER "),
    (r"\(С [\d.]+( Г(ОДА|\.)?)?\)|\[[^\]]*\]", " "),
    (r"\d+ ?(, ?\d+)*\)?|\*+", " "),
    (r"АВТ(\.|ОНОМН\w+) ?(ОКРУГ\w*|ОБЛ(АСТЬ|\.))|AUTONOMOUS (OKRUG|OBLAST|AREA|DISTRICT)", " АО "),
    (r"ФЕД(\.|ЕРАЛЬН\w+) ?ОКРУГ\w*|FEDERAL (DISTRICT|OKRUG)", " ФО "),
    (r"ГОРОД ФЕДЕРАЛЬНОГО ЗНАЧЕНИЯ|СТОЛИЦА РОССИЙСКОЙ ФЕДЕРАЦИИ|^В ЦЕЛОМ ПО", " "),
    (r"\bОБЛ\b\.?", " ОБЛАСТЬ "),
    (r"\bРЕСП\b\.?", " РЕСПУБЛИКА "),
    (r"\bREGION\b", " OBLAST "),
    (r"\bTERRITORY\b", " KRAI "),
    (r"\b(БЕЗ|КРОМЕ|EXCEPT|WITHOUT|EXCLUDING)\b.*", " WITHOUT "),
)
"""Patterns in capitals and what replaces them, in this order."""
_IDLE = "Г ГОРОД ВСЕГО ИТОГО ПО OF THE CITY TOTAL"


def _capitals(text: str) -> str:
    """Text in capitals, with one sign for letters that look alike."""
    return appearance(text.upper().replace("Ё", "Е")).upper()


_PATTERNS = tuple(
    (re.compile(pattern.translate(LETTERS)), _capitals(word) + " ")
    for pattern, word in _ABBREVIATIONS
)
_IDLE_WORDS = frozenset(_capitals(_IDLE).split())


def _key(name: str) -> str:
    """What all spellings of a name have in common: its words, sorted."""
    text = _capitals(name)
    for pattern, word in _PATTERNS:
        text = pattern.sub(f" {word}", text).strip()
    words = set(re.findall(r"\w+", text)) - _IDLE_WORDS
    return " ".join(sorted(words))


_CODES = {
    _key(name): region.code
    for region in REGIONS.values()
    for name in (region.name_ru, region.name, *region.other_names)
}
