"""The past of the choice: what the same weights would have picked, and what became of it."""
