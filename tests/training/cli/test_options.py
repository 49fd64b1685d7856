"""Options that one task takes and the other does not."""

import pytest

from features.errors import InputError
from training.cli.options import INDICATOR, check_held_out, check_of_growth, for_task

UNASKED = {"threshold": None, "window": None, "minimum": None}


def test_what_is_not_asked_is_left_to_the_task() -> None:
    assert for_task("growth", "jobs", "technology", **UNASKED) == {"indicator": "jobs"}
    technologies = for_task("niches", INDICATOR, "technology", **{**UNASKED, "window": 3})
    assert technologies == {"activity": "technology", "window": 3}
    markets = for_task("niches", "jobs", "cluster", **{**UNASKED, "threshold": 1.5})
    assert markets == {"activity": "cluster", "indicator": "jobs", "threshold": 1.5}


@pytest.mark.parametrize("name", ["threshold", "window", "minimum"])
def test_growth_has_no_specialisations(name: str) -> None:
    with pytest.raises(InputError, match=f"--{name} is for niches"):
        for_task("growth", "jobs", "technology", **{**UNASKED, name: 1})


def test_a_minimum_of_patents_is_none_of_an_indicator() -> None:
    with pytest.raises(InputError, match="--minimum is for patents"):
        for_task("niches", "jobs", "cluster", minimum=0)


def test_each_task_has_its_own_activities_and_indicators() -> None:
    with pytest.raises(InputError, match="--activity is for niches"):
        for_task("growth", "jobs", "cluster")
    with pytest.raises(InputError, match="--indicator is for growth and for niches of clusters"):
        for_task("niches", "jobs", "technology")


def test_what_only_one_task_can_do_is_refused_for_the_other() -> None:
    check_of_growth("growth", "tcp://host:8786", reconcile=False)
    check_of_growth("niches", None, reconcile=True)
    with pytest.raises(InputError, match="--scheduler is for growth"):
        check_of_growth("niches", "tcp://host:8786", reconcile=True)
    with pytest.raises(InputError, match="--no-reconcile is for growth"):
        check_of_growth("niches", None, reconcile=False)
    check_held_out("niches", 0.2)
    check_held_out("growth", 0.0)
    with pytest.raises(InputError, match="--held-out is for niches"):
        check_held_out("growth", 0.2)
