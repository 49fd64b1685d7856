"""The demo country: invented regions with a documented mechanism."""

from features.demo.mechanism import CUTOFF
from features.demo.tables import make, truth, write

__all__ = ["CUTOFF", "make", "truth", "write"]
