"""What columns and tables of a data package are, and the checks of their cells."""
