"""Messages about unknown codes."""

import pytest

from features.errors import UnknownCodeError, listed, nearest


def test_the_nearest_are_found_whatever_their_case() -> None:
    assert nearest("mi", ["MI", "TX", "MN"]) == ["MI", "MN"]
    assert nearest("BOSTON", ["Boston", "Austin"])[0] == "Boston"


@pytest.mark.parametrize(
    ("code", "codes", "message"),
    [
        ("mi", ["MI", "TX"], "unknown region 'mi': did you mean MI?"),
        ("R1", ["R0", "R2"], "unknown region 'R1': did you mean R2 or R0?"),
        ("zzz", ["B", "A"], "unknown region 'zzz': available: A, B"),
        (
            "zzz",
            [f"R{number}" for number in range(1000, 2011)],
            "unknown region 'zzz': available: R1000, R1001, R1002, R1003, R1004, R1005, R1006, "
            "R1007, R1008, R1009 and 1,001 more",
        ),
        ("zzz", [], "unknown region 'zzz'"),
    ],
)
def test_the_first_codes_are_listed_where_none_is_near(
    code: str, codes: list[str], message: str
) -> None:
    assert str(UnknownCodeError("region", code, codes)) == message


def test_few_codes_are_listed_whole_and_many_by_number() -> None:
    assert listed([]) == "none"
    assert listed({"b", "a"}) == "a, b"
    many = [f"{n:02d}" for n in range(12)]
    assert listed(reversed(many)) == "00, 01, 02, 03, 04, 05, 06, 07, 08, 09 and 2 more"


def test_a_name_in_place_of_a_code_is_looked_up() -> None:
    names = {"RU-TA": "Республика Татарстан", "RU-MO": "Moscow", "RU-MOS": "Moscow Region"}

    def told(code: str) -> str:
        return str(UnknownCodeError("region", code, names, names))

    assert told("ТАТАРСТАН").endswith("did you mean RU-TA (Республика Татарстан)?")
    assert told("moscow").endswith("did you mean RU-MO (Moscow) or RU-MOS (Moscow Region)?")
    assert told("ru-mo").endswith("did you mean RU-MO, RU-MOS or RU-TA?"), "a code comes first"
    assert told("o").endswith("available: RU-MO, RU-MOS, RU-TA"), "one letter is no name"
