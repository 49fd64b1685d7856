"""What niche models learn from, and the models that learn."""
