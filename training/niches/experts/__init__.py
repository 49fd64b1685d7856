"""Experts beside a niche model: their scores, the pool, and trials on calls of the past."""
