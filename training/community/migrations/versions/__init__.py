"""One file for each change of the tables; their order is that of down_revision."""
