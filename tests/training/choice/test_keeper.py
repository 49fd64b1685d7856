"""Results are worked out once for an object, and go when it goes."""

import weakref

import numpy as np

from training.choice.keeper import LATEST, Keeper


class Number(Keeper):
    def __init__(self, value: int) -> None:
        self.value, self.asked = value, 0


def powers(number: Number, exponent: int) -> np.ndarray:
    number.asked += 1
    return np.array([number.value**exponent])


def doubled(number: Number) -> int:
    return 2 * number.value


def test_a_function_is_worked_out_once_for_each_object_and_argument() -> None:
    two, three = Number(2), Number(3)
    assert two.keep(powers, 3) is two.keep(powers, 3)
    assert two.asked == 1
    assert (two.keep(powers, 2)[0], two.keep(doubled), three.keep(powers, 2)[0]) == (4, 4, 9)
    assert (two.asked, three.asked) == (2, 1)


def test_results_of_the_latest_arguments_alone_are_kept() -> None:
    two = Number(2)
    for exponent in [0, *range(1, LATEST), 0, LATEST, 0, 1]:
        two.keep(powers, exponent)
    assert two.asked == LATEST + 2  # 1 was not asked for longest


def test_results_go_with_the_object() -> None:
    two = Number(2)
    result = weakref.ref(two.keep(powers, 3))
    assert result() is not None
    del two
    assert result() is None, "without a search for memory that can be freed"
