"""Presets of weights, with names, and what weights come to for a package."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from features.errors import UnknownCodeError
from training.choice.evidence import SUSTAINABILITY as INDICATORS

PresetName = Literal["balanced", "growth", "resilience", "inclusion", "technology"]
SUSTAINABILITY = "sustainability"
"""Stands in a preset for the sustainability criteria of a package, which share its weight."""


@dataclass(frozen=True)
class Preset:
    """Weights with a meaning.

    Attributes
    ----------
    meaning : str
        One sentence, for readers.
    weights : mapping of criterion to weight
        Any sum; criteria that are not named have weight 0. SUSTAINABILITY stands for all
        sustainability criteria of a package.
    """

    meaning: str
    weights: Mapping[str, float]


# Written before their record in the past was looked at. Do not tune them on it: a record of
# weights that were picked for it says nothing.
PRESETS: dict[PresetName, Preset] = {
    "balanced": Preset(
        "Some of everything: growth and its risk first, then ties within the region, complexity "
        "and public aims.",
        {
            "growth": 2,
            "risk": 1,
            "multiplier": 1,
            "externalities": 1,
            "relatedness": 1,
            "complexity": 1,
            "alignment": 1,
            "inclusion": 1,
            SUSTAINABILITY: 1,
        },
    ),
    "growth": Preset(
        "Back what is most likely to grow, and brings the region most output with it.",
        {"growth": 3, "risk": 1, "multiplier": 1},
    ),
    "resilience": Preset(
        "Avoid what may fall behind, and prefer what is close to the region's other activities.",
        {"risk": 3, "relatedness": 2, "externalities": 2, "growth": 1, SUSTAINABILITY: 1},
    ),
    "inclusion": Preset(
        "Prefer what brings gains to regions that are behind, and serves national priorities.",
        {"inclusion": 4, "alignment": 2, "growth": 1, "risk": 1, "multiplier": 1},
    ),
    "technology": Preset(
        "Prefer complex activities that build on what the region can do.",
        {"complexity": 4, "relatedness": 2, "externalities": 1, "growth": 1},
    ),
}
DEFAULT: PresetName = "balanced"


def preset_weights(preset: str, criteria: Iterable[str]) -> dict[str, float]:
    """The weights of a preset for the criteria of a package, in their order.

    Parameters
    ----------
    criteria : iterable of str
        Names of a package's criteria, its sustainability indicators included.

    Returns
    -------
    dict of criterion to weight
        One for each of the criteria, 0 for one that the preset does not name.

    Raises
    ------
    UnknownCodeError
        There is no such preset.
    """
    for name, found in PRESETS.items():
        if name == preset:
            names = list(criteria)
            n_sustainable = sum(name in INDICATORS for name in names)
            shared = found.weights.get(SUSTAINABILITY, 0.0) / max(n_sustainable, 1)
            return {
                name: shared if name in INDICATORS else float(found.weights.get(name, 0.0))
                for name in names
            }
    raise UnknownCodeError("preset", preset, PRESETS)
