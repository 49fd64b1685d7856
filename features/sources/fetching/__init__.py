"""Official files from the offices' own services, in their official formats."""
