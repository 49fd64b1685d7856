"""Names, names in languages and parents of a package's codes, from official files of titles."""
