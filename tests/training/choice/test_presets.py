"""Presets of weights: what they name, and what they come to for a package."""

import pytest

from features.errors import UnknownCodeError
from training.choice.criteria import CRITERIA
from training.choice.evidence import SUSTAINABILITY
from training.choice.presets import DEFAULT, PRESETS, preset_weights
from training.choice.presets import SUSTAINABILITY as SHARED


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_names_criteria_and_says_in_one_sentence_what_for(name: str) -> None:
    preset = next(found for key, found in PRESETS.items() if key == name)
    assert set(preset.weights) <= {*CRITERIA, SHARED}
    assert all(weight > 0 for weight in preset.weights.values())
    assert preset.meaning.endswith(".")
    assert ". " not in preset.meaning


def test_every_criterion_without_a_preset_for_it_counts_nothing() -> None:
    assert preset_weights("growth", ["growth", "complexity", "risk", "emissions"]) == {
        "growth": 3,
        "complexity": 0,
        "risk": 1,
        "emissions": 0,
    }


def test_the_sustainability_criteria_of_a_package_share_one_weight() -> None:
    """A package with eight of them is no greener a question than one with a single one."""
    one = preset_weights(DEFAULT, [*CRITERIA, "waste"])
    three = preset_weights(DEFAULT, [*CRITERIA, "waste", "emissions", "renewable_energy"])
    assert one["waste"] == 1
    assert three["waste"] == three["emissions"] == three["renewable_energy"] == pytest.approx(1 / 3)
    assert {"waste", "emissions", "renewable_energy"} <= SUSTAINABILITY.keys()


def test_an_unknown_preset_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownCodeError, match="unknown preset 'ballanced': did you mean balanced"):
        preset_weights("ballanced", CRITERIA)
