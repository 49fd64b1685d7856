"""The track record: what smartspec said, and what became of it."""
