"""What members see and write on the page, as plain HTML."""
