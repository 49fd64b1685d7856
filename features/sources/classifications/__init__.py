"""Codes of regions and activities: names, parents, and which of them overlap."""
