"""Examples to learn from, and what is learned from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from features.arrays import Array
from features.niches.panel import NichePanel

Call = Literal["entry", "exit"]
CALLS: tuple[Call, ...] = get_args(Call)


@dataclass(frozen=True)
class Example:
    """A panel with its outcome.

    Attributes
    ----------
    panel : NichePanel
    later : (R, A) array
        1 if the region is specialised one horizon later, 0 if not, NaN if unknown.
    learn : (R,) bool array
        Regions that may be used for training.
    """

    panel: NichePanel
    later: Array
    learn: npt.NDArray[np.bool_]

    def cells(self, call: Call) -> npt.NDArray[np.bool_]:
        """(R, A): candidate cells of the call whose outcome is known."""
        return self.panel.candidates(call) & np.isfinite(self.later)

    def regions(self) -> npt.NDArray[np.bool_]:
        """(R,): regions that may be used for training and whose outcome is known."""
        return np.asarray(self.learn & np.isfinite(self.later).any(axis=1))

    def happened(self, call: Call, cells: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """(n,): whether the call came true in the cells of a mask."""
        return np.asarray(self.later[cells] == (call == "entry"))


@dataclass(frozen=True)
class Scorer:
    """A fitted model.

    Attributes
    ----------
    presence : callable
        Panel and (R, A) mask to (n,) scores of its cells, higher if the region is more likely to
        be specialised one horizon later.
    files : mapping of str to bytes
        The model in an open format.
    importance : mapping of str to float
        Gain by feature; empty for a model without features.
    log_odds : bool
        Whether the scores are log-odds.
    """

    presence: Callable[[NichePanel, npt.NDArray[np.bool_]], Array]
    files: Mapping[str, bytes] = field(default_factory=dict)
    importance: Mapping[str, float] = field(default_factory=dict)
    log_odds: bool = False

    def score(self, panel: NichePanel, cells: npt.NDArray[np.bool_], call: Call) -> Array:
        """(n,): higher if the call is more likely."""
        return (1.0 if call == "entry" else -1.0) * self.presence(panel, cells)


Fit = Callable[[Sequence[Example]], Scorer]
