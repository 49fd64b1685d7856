"""Answers as tables: flattened, and written as CSV or as a workbook."""
