"""What the page of a refresh says, in every language that it is written in."""
