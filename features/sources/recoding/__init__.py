"""Carry the series of a package from one edition of a classification to the next."""
