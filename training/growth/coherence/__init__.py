"""Forecasts that add up to the totals of regions, clusters and the nation."""
