"""Audit and report of a region, rendered from answers."""
