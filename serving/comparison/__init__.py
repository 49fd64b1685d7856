"""Regions side by side."""
