"""What members of a cluster contribute: profiles, watches, notes and chances."""
