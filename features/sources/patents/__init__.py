"""Tables of single patents, counted by region, technology and year."""
