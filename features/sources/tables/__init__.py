"""Tables that people hold, in no layout of an office, read by a mapping."""
