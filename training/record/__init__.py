"""Outcomes of forecasts and calls: monitoring and the ledger."""
