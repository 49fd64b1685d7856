import pytest

from features.sources.classifications.patents import (
    FIELDS,
    field_by_title,
    field_tree,
    subclass,
    subclass_tree,
    wipo_field,
)


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("H01L  31/04", "H01L"),
        ("h01l-031/04", "H01L"),
        (" G06F17", "G06F"),
        ("Y02E", "Y02E"),
        ("H01", ""),
        ("", ""),
        ("12AB", ""),
    ],
)
def test_the_subclass_of_a_symbol(symbol: str, expected: str) -> None:
    assert subclass(symbol) == expected


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("H01L", "8"),
        ("H01L  31/04", "8"),
        ("A61K   8/02", "14"),  # cosmetics
        ("A61K-031/04", "16"),  # medicines
        ("A61K0031040000", "16"),
        ("A61K", ""),  # divided between the two
        ("G01N  33/50", "11"),
        ("G01N   3/00", "10"),  # not group 33
        ("H04N  21/00", "4"),
        ("Y02E  10/50", ""),
    ],
)
def test_the_longest_prefix_gives_the_field(symbol: str, expected: str) -> None:
    assert wipo_field(symbol) == expected


def test_fields_are_a_partition() -> None:
    assert [field.code for field in FIELDS] == [str(number) for number in range(1, 36)]
    prefixes = [prefix for field in FIELDS for prefix in field.prefixes]
    assert len(prefixes) == len(set(prefixes)) == 764


def test_fields_go_by_their_titles_too() -> None:
    assert field_by_title("IT methods for Management") == "7"
    assert field_by_title("Alchemy") == ""


def test_codes_have_their_parents() -> None:
    tree = subclass_tree(["H01L", "H01M", "Y02E"]).set_index("code")
    assert tree.loc[["H", "H01", "H01L"], "parent_code"].tolist() == ["", "H", "H01"]
    assert tree.loc["H", "name"] == "Electricity"
    fields = field_tree(["8", "13"]).set_index("code")
    assert fields["parent_code"].to_dict() == {"S1": "", "S2": "", "8": "S1", "13": "S2"}
