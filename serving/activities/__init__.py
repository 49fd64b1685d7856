"""A cluster or a technology across all regions."""
