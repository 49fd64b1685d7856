"""Growth forecasts: contracts, lookup, answers."""
