"""English: the sentences of answers, and the words and figures in them."""
