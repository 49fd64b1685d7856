"""Forecasts of series that a request brings, and what-if paths."""
