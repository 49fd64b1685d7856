"""How responses are laid out, a file for each subject."""
