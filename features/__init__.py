"""Data in, tables out."""
