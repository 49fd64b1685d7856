"""Ranked options and simulations: contracts, lookup, answers."""
