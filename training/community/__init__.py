"""The digital space: events, who is subscribed to them, and their delivery."""
