"""Data in, tables out: packages are read and checked, indicators computed."""
