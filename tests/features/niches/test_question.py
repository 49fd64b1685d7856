"""A niche question checks itself and gives the parameters of a run."""

from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from features.errors import InputError
from features.niches.question import NicheQuestion


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"horizon": 0}, "the horizon must be at least 1 year, not 0"),
        ({"threshold": 0.0}, "a location quotient above 0, such as 1, not 0"),
        ({"threshold": np.nan}, "a location quotient above 0, such as 1, not nan"),
        ({"threshold": np.inf}, "a location quotient above 0, such as 1, not inf"),
        ({"window": 0}, "the window is one year or more, not 0"),
        ({"minimum": -1.0}, "the minimum is a number of patents, 0 or more, not -1"),
        ({"minimum": np.nan}, "the minimum is a number of patents, 0 or more, not nan"),
        ({"indicator": "jobs"}, "technologies are counted by patents, not by jobs"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        NicheQuestion(**asked)


def test_params_name_the_question_again() -> None:
    assert NicheQuestion(3, threshold=2, minimum=60).params() == {
        "activity": "technology",
        "indicator": "",
        "window": 5,
        "threshold": 2.0,
        "minimum": 60.0,
    }
    assert NicheQuestion(activity="cluster", indicator="jobs").params()["indicator"] == "jobs"


def test_a_question_is_a_value() -> None:
    question = NicheQuestion(3)
    assert question == NicheQuestion(horizon=3)
    with pytest.raises(FrozenInstanceError):
        question.horizon = 4  # type: ignore[misc]
