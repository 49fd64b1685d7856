"""Niches: probabilities of entry and exit, and breakthroughs."""
