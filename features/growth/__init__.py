"""The panel of cluster series, and the features of each series."""
