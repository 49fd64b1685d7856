"""The bytes of a table's file: what they are, whether they are within limits, what is in them."""
