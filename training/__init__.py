"""Tables in, registered models out."""
