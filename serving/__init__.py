"""Registered models in, HTTP out."""
