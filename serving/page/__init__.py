"""The page: views with addresses of their own, drawn in the browser or read as plain HTML."""
