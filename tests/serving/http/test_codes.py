"""Unknown codes are told with those that are near, or the first that are known."""

import pytest

from serving.http.codes import check_codes
from serving.http.problems import ProblemError


@pytest.mark.parametrize(
    ("known", "hint"),
    [
        (["MI", "TX"], "nearest: MI"),
        (["ORV"], "known: ORV"),
        ([f"ORV{n}" for n in range(10, 22)], "ORV19 and 2 more"),
        ([], "known: none"),
    ],
)
def test_an_unknown_code_is_told_with_a_hint(known: list[str], hint: str) -> None:
    with pytest.raises(ProblemError) as caught:
        check_codes("region", "region_codes", ["MII"], known)
    assert str(caught.value.detail).startswith("unknown region 'MII' (")
    assert caught.value.detail.endswith(f"{hint})")
