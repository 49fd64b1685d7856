"""The digital space over HTTP: feeds of what happened."""
