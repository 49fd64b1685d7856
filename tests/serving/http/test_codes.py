"""Messages about unknown codes name similar codes, or the first that are available."""

import pytest

from serving.http.codes import check_codes, not_answered
from serving.http.problems import ProblemError
from serving.tables import Named


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
    assert str(caught.value.detail).startswith("unknown region 'MII': ")
    assert caught.value.detail.endswith(hint)


REGIONS = {
    "RU": Named("Российская Федерация", ""),
    "RU-VOL": Named("Volga", "RU"),
    "RU-TA": Named("Республика Татарстан", "RU-VOL"),
    "RU-X": Named("RU-X", ""),
}


def test_a_name_in_place_of_a_code_is_recognised() -> None:
    with pytest.raises(ProblemError) as caught:
        check_codes("region", {"region_codes[0]": "татарстан"}, REGIONS)
    assert caught.value.detail == (
        "unknown region 'татарстан': did you mean RU-TA (Республика Татарстан)?"
    )


def test_a_region_that_is_a_total_is_told_to_be_one() -> None:
    def detail(code: str) -> str:
        lacking = "vds has no series for it"
        problem = not_answered([code], REGIONS, {"RU-TA"}, "options", lacking)
        assert problem.kind == "question-not-allowed"
        return str(problem.detail)

    reason = "is a total of other regions: options are ranked for regions without parts, such as"
    assert detail("RU") == f"RU (Российская Федерация) {reason} RU-TA"
    assert detail("RU-X") == "vds has no series for it"
