import pytest

from features.sources.classifications.russia import (
    FORMER_DISTRICTS,
    REGIONS,
    REMAINDERS,
    match_region,
    parent_of,
)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("г.Москва", "RU-MOW"),
        ("МОСКВА", "RU-MOW"),
        ("Московская область1)", "RU-MOS"),
        ("Hижегородская область", "RU-NIZ"),  # its H is Latin
        ("Калинингpадская область", "RU-KGD"),  # its p is Latin
        ("Республика Татарстан (Татарстан)", "RU-TA"),
        ("   в том числе Ненецкий авт. округ", "RU-NEN"),
        ("в том числе:\nХанты-Мансийский автономный округ - Югра", "RU-KHM"),
        ("Чукотский авт.округ", "RU-CHU"),
        ("Республика Северная Осетия- Алания", "RU-SE"),
        ("Архангельская область без АО", "RU-11001"),
        ("Архангельская область (кроме Ненецкого автономного округа)", "RU-11001"),
        ("Южный федеральный округ 2", "RU-040"),
        ("Южный федеральный округ (с 29.07.2016)", "RU-040"),
        ("Город Москва столица Российской Федерации город федерального значения", "RU-MOW"),
        ("Russian Federation", "RU"),
        ("Kaluzhskaya Oblast", "RU-KLU"),
    ],
)
def test_spellings_in_tables_mean_one_region(name: str, code: str) -> None:
    assert REGIONS[match_region(name)].package_code == code


@pytest.mark.parametrize(
    "name",
    [
        "Алтай",
        "Москва и Московская область",
        "Южный федеральный округ (по 28.07.2016)",
        "Всего",
        "2015",
        "",
    ],
)
def test_a_name_that_may_mean_several_regions_or_none_is_not_guessed(name: str) -> None:
    assert match_region(name) == ""


def test_regions_form_one_tree_below_the_nation() -> None:
    seen: set[str] = set()
    for code, region in REGIONS.items():
        assert region.parent_code in seen or code == "643"
        assert parent_of(code) == region.parent_code
        seen.add(code)
    assert len({region.package_code for region in REGIONS.values()}) == len(REGIONS) == 97
    assert set(REMAINDERS) < set(REGIONS)
    assert parent_of("11100000000") == "11000000000"
    assert parent_of("nowhere") == ""
    assert "035" in FORMER_DISTRICTS


def test_every_name_of_the_table_means_its_own_region() -> None:
    for code, region in REGIONS.items():
        for name in (region.name, region.name_ru, *region.other_names):
            assert match_region(name) == code, name
