"""Multipliers, externalities, partners and peers: contracts, lookup, answers."""
