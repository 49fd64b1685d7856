"""Growth forecasts: models, their evaluation, and the task that trains them."""
