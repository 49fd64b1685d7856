"""Why a forecast moves: drivers, changepoints and shocks."""
