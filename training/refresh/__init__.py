"""Bring a package and its champions up to date, and say what changed."""
