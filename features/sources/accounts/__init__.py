"""Regional accounts, employment and establishments by industry: one file a layout."""
