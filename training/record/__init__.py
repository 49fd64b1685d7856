"""What became of forecasts and calls."""
