"""Quality of a package before anything is learned from it: findings with place and advice."""

from features.quality.checks import CHECKS, Check, Quality, quality
from features.quality.findings import Finding

__all__ = ["CHECKS", "Check", "Finding", "Quality", "quality"]
