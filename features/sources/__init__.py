"""Official files and tables that people hold, into a data package."""
