"""What to back: criteria, utilities, ranking, confidence and simulation."""
