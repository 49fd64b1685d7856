"""The country: all regions beside each other, and their map."""
