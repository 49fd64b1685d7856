"""Prediction intervals: conformal quantiles and how often they hold."""
