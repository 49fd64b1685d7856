import pytest

from features.sources.tables.matching import (
    has_prefixes,
    listed_parents,
    nearest_regions,
    prefix_parents,
    region_code,
    scheme_of,
)

FACTORIES = "Обрабатывающие производства"
POWER_OF_OKVED_1 = "Производство и распределение электроэнергии, газа и воды"
FARMS_OF_OKVED_2 = "Сельское, лесное хозяйство, охота, рыболовство и рыбоводство"


def test_regions_have_codes_by_name_or_by_their_code_in_emiss() -> None:
    assert region_code("Республика Татарстан (Татарстан)") == "RU-TA"
    assert region_code("11100000000") == "RU-NEN"
    assert region_code("Bayern") == ""


def test_the_parent_of_a_region_is_the_nearest_in_the_table() -> None:
    assert listed_parents(["RU", "RU-KLU", "RU-NEN", "RU-031"]) == {
        "RU": "",
        "RU-KLU": "RU",
        "RU-031": "RU",
        "RU-NEN": "RU-031",
    }


def test_parents_by_prefix_have_the_nation_above_them() -> None:
    found = prefix_parents(["DG", "09", "091", "09161", "02", "02000"], "DG")
    assert found == {"DG": "", "09": "DG", "091": "09", "09161": "091", "02": "DG", "02000": "02"}


@pytest.mark.parametrize(
    ("codes", "answer"),
    [
        (["09", "091", "09161"], True),
        (["IE", "IE04", "IE041"], True),
        ([str(number) for number in range(1, 20)], False),
        (["AT11", "AT12"], False),
        (["01", "02", "115", "117"], False),
    ],
)
def test_prefixes_are_told_from_numbers(codes: list[str], answer: bool) -> None:
    assert has_prefixes(codes) is answer


@pytest.mark.parametrize(
    ("labels", "title", "years", "scheme"),
    [
        ([FACTORIES, POWER_OF_OKVED_1], "", [2005, 2018], "OKVED 1"),
        ([FACTORIES, FARMS_OF_OKVED_2], "", [2011, 2020], ""),
        ([FACTORIES], "", [2005, 2016], "OKVED 1"),
        ([FACTORIES], "", [2017, 2020], ""),
        ([FACTORIES], "", [2010, 2020], None),
        ([FACTORIES], "по ОКВЭД2", [2010, 2020], ""),
        (["Строительство"], "", [2010, 2020], ""),  # F in both
        (["Manufacturing"], "", [2005], ""),
    ],
)
def test_the_scheme_of_industries(
    labels: list[str], title: str, years: list[int], scheme: str | None
) -> None:
    assert scheme_of(labels, title, years) == scheme


def test_the_nearest_regions_are_named_with_their_codes() -> None:
    assert nearest_regions("Архангелская область")[0] == "RU-ARK (Архангельская область)"
    assert nearest_regions("Bayern") == []
