"""Code lists and their rules: facts as small tables, each with its source."""
