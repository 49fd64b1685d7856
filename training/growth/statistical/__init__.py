"""Statistical forecasts of single series, and their seasons."""
