"""Messages about unknown codes name similar codes, or the first that are available."""

import pytest

from serving.http.codes import check_codes
from serving.http.problems import ProblemError


@pytest.mark.parametrize(
    ("valid", "hint"),
    [
        (["MI", "TX"], "did you mean MI?"),
        (["ORV"], "available: ORV"),
        ([f"ORV{n}" for n in range(10, 22)], "ORV19 and 2 more"),
        ([], "available: none"),
    ],
)
def test_an_unknown_code_comes_with_a_hint(valid: list[str], hint: str) -> None:
    with pytest.raises(ProblemError) as caught:
        check_codes("region", {"region_codes[0]": "MII"}, valid)
    assert str(caught.value.detail).startswith("unknown region 'MII' (")
    assert caught.value.detail.endswith(f"{hint})")
