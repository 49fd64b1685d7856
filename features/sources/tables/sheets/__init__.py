"""Cells of sheets: as they stand in a file, as numbers, and as times."""
