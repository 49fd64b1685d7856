"""Niches, breakthroughs and audits: contracts, lookup, answers."""
