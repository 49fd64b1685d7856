"""Types of arrays that all packages use."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]
Codes = NDArray[np.object_]
Dense = NDArray[Any]
"""Floats, in single or double precision."""
