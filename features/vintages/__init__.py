"""The former states of a package that imports kept, and how far its figures were revised."""
