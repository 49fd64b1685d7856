"""The data behind the answers: tables, sources, age and quality."""
