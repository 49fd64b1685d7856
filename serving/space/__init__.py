"""The space of technologies or of clusters: which are found in the same regions."""
