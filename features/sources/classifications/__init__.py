"""Codes of official classifications: names, parents and prefixes, as facts with their source."""
