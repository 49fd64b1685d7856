"""Accounts, employment and establishments of the states, counties and metropolitan areas."""
