"""The result of a training: everything to log, compare and serve a model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.figure import Figure  # slow to import, and seldom drawn

Task = Literal["growth", "niches"]

Progress = Callable[[str], None]
"""Receives short lines on the progress of long work."""


def silent(message: str) -> None:
    """Discard progress."""


@dataclass(frozen=True)
class Trained:
    """One trained model with the tables that serving looks its answers up in.

    Attributes
    ----------
    model : str
        Name in the MODELS table of the task.
    cutoff : int
        Last year of the training data.
    horizon : int
        Years ahead.
    params : mapping of str to scalar
        Everything needed to train the same model again.
    tables : mapping of str to DataFrame
        The snapshot: answers for all cells and their explanations, with the columns listed in the
        task's training function.
    files : mapping of str to bytes
        The model itself in open formats (LightGBM text, JSON): never a pickle.
    importance : DataFrame
        Columns feature, gain (shares, with sum 1); empty for a model without features.
    figures : mapping of str to Figure
        File name without suffix to matplotlib figure.
    """

    task: Task
    model: str
    cutoff: int
    horizon: int
    params: Mapping[str, str | int | float | bool]
    tables: Mapping[str, pd.DataFrame]
    files: Mapping[str, bytes] = field(default_factory=dict)
    importance: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"feature": pd.Series(dtype=str), "gain": []})
    )
    figures: Mapping[str, "Figure"] = field(default_factory=dict)
