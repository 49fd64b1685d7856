"""Counts, signals and features of every region and activity at a cutoff."""
