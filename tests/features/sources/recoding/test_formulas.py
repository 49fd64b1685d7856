"""Lists of changes with formulas: regions that are sums of others, or parts of what is known."""

from pathlib import Path

import pytest

from features.errors import InputError
from features.sources.opening import unpacked
from features.sources.recoding.concordance import read_concordance
from features.sources.recoding.formulas import Changes, pairs_of

CHANGES = """from,to,level,old_code,new_code,title,change,new_equals
2016,2021,2,HR04,,Kontinentalna,"discontinued; split into new HR05 and HR06",
2016,2021,2,,HR05,GRAD ZAGREB,new,HR05 = HR041
2016,2021,2,,HR06,Sjeverna,new,HR06 = HR046 + ex-HR044
2016,2021,3,HR041,HR050,Grad,recoded,HR050 = HRHR041
2016,2021,3,HR044,HR062,Varaždin,recoded,HR062 = HR044
2016,2021,3,HR046,HR061,Međimurje,recoded,HR061 = HR046
2016,2021,3,BE221,BE224,Hasselt,"boundary change, recode",
2016,2021,2,UKM2,UKM7,Eastern,lost UKM24,UKM7=UKM2-UKM24
2016,2021,2,,NO08,Oslo og Viken,new,
2016,2021,3,NO011,,Oslo,discontinued,
2016,2021,2,,IE05,Southern,new,IE05=IE023
2013,2016,3,,PL926,Żyrardowski,new region,
2013,2016,2,,PL91,Warszawski,new region,PL91=PL127+PL12A-newPL926
2013,2016,2,,PL92,Mazowiecki,new region,PL92=PL128+new PL926
"""


@pytest.fixture
def changes(tmp_path: Path) -> Changes:
    (tmp_path / "changes.csv").write_text(CHANGES)
    found = read_concordance(unpacked([tmp_path / "changes.csv"], tmp_path), "NUTS2016", "NUTS2021")
    assert isinstance(found, Changes)
    return found


def rows(changes: Changes, *codes: str) -> list[tuple[str, str, str, bool]]:
    """Pairs with their weights as text, since NaN equals nothing."""
    return sorted((old, new, str(w), est) for old, new, w, est in pairs_of(changes, set(codes))[0])


def test_sums_of_parts_that_the_package_has_are_exact(changes: Changes) -> None:
    assert rows(changes, "HR04", "HR041", "HR044", "HR046") == [
        ("HR041", "HR05", "1.0", False),
        ("HR041", "HR050", "1.0", False),
        ("HR044", "HR06", "1.0", False),
        ("HR044", "HR062", "1.0", False),
        ("HR046", "HR06", "1.0", False),
        ("HR046", "HR061", "1.0", False),
    ]


def test_parts_that_the_package_lacks_split_the_region_above_them(changes: Changes) -> None:
    assert rows(changes, "HR04") == [("HR04", "HR05", "nan", True), ("HR04", "HR06", "nan", True)]


def test_a_difference(changes: Changes) -> None:
    assert rows(changes, "UKM2", "UKM24", "UKM3") == [
        ("UKM2", "UKM7", "1.0", False),
        ("UKM24", "UKM7", "-1.0", False),
    ]


def test_a_boundary_shift_is_an_estimate(changes: Changes) -> None:
    assert rows(changes, "BE221") == [("BE221", "BE224", "1.0", True)]


def test_one_known_part_of_a_region_is_unknown(changes: Changes) -> None:
    """The rest of IE02 went to regions without a formula: IE05 is not the whole of it."""
    pairs, unknown = pairs_of(changes, {"IE02", "NO01"})
    assert pairs == []
    assert unknown >= {"IE05", "NO08"}


def test_only_regions_that_the_package_may_have_are_said_to_be_unknown(changes: Changes) -> None:
    assert pairs_of(changes, {"PL12"})[1] == set()


def test_what_ends_and_what_levels_the_package_has(changes: Changes) -> None:
    assert changes.ended == {"HR04", "HR041", "HR044", "HR046", "BE221", "UKM2", "NO011"}
    _, unknown = pairs_of(changes, {"NO011"})
    assert "NO08" not in unknown


def test_new_codes_inside_formulas_make_estimates(tmp_path: Path) -> None:
    (tmp_path / "changes.csv").write_text(CHANGES)
    found = read_concordance(unpacked([tmp_path / "changes.csv"], tmp_path), "NUTS 2013", "2016")
    assert isinstance(found, Changes)
    assert rows(found, "PL12", "PL127", "PL128", "PL12A") == [
        ("PL127", "PL91", "1.0", True),
        ("PL128", "PL92", "1.0", True),
        ("PL12A", "PL91", "1.0", True),
    ]


def test_a_step_that_the_list_lacks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "changes.csv").write_text(CHANGES)
    files = unpacked([tmp_path / "changes.csv"], tmp_path)
    with pytest.raises(
        InputError, match="no changes from NUTS2013 to NUTS2021: it has 2013 to 2016"
    ):
        read_concordance(files, "NUTS2013", "NUTS2021")
