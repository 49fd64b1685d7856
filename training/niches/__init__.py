"""Niche calls and breakthroughs: models, calibration and evaluation."""
