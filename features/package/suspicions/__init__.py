"""Input that is valid but looks wrong: warnings with their place, for a person to check."""

from features.package.suspicions.report import suspicions

__all__ = ["suspicions"]
