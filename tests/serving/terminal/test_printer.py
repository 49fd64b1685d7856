"""What is told of an answer in a terminal."""

from typing import Any

from serving.terminal import printer


def driver(phrase: str, growth: float | None) -> dict[str, Any]:
    return {"phrase": phrase, "growth": growth}


def test_the_largest_parts_are_named_and_the_rest_summed() -> None:
    drivers = [
        *(driver("nation", 1.2), driver("sector", 0.1), driver("region", 0.2)),
        *(driver("own momentum", 0.3), driver("limits and totals", -0.7), driver("patents", None)),
    ]
    assert (
        printer._why(drivers)
        == "nation +1.2, limits and totals -0.7, own momentum +0.3, other +0.3"
    )
    drivers = [driver(name, 0.9) for name in "abc"] + [driver("d", -0.7), driver("e", 0.3)]
    assert printer._why(drivers) == "a +0.9, b +0.9, c +0.9, d -0.7, other +0.3"


def test_what_a_specialisation_is_is_told() -> None:
    told = printer._specialisation({"threshold": 1.5, "window": 3})
    assert told == "specialisation: a location quotient from 1.5, over 3 years"


def record(call: str, ap: float | None, best_null_ap: float | None) -> dict[str, Any]:
    rule = "past_growth"
    return {"call": call, "figures": {"ap": ap}, "best_null": rule, "best_null_ap": best_null_ap}


def test_a_simple_rule_that_ranked_breakthroughs_better_is_told() -> None:
    told = "On its past the simple rule past growth ranked better: read these scores with care."
    for records, said in [
        ([record("entry", 0.1, 0.9), record("breakthrough", 0.357, 0.636)], told),
        ([record("breakthrough", 0.7, 0.636)], None),
        ([record("breakthrough", 0.7, None)], None),
        ([], None),
    ]:
        assert printer._caution({"track_record": records}) == said
