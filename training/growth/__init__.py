"""Growth: forecasts of region x cluster series and what they are worth."""
