"""Languages: the messages of answers and pages, and how figures, dates and lists are written."""
