"""How answers are sent: made as what, which versions answered, and which are kept."""
