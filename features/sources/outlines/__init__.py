"""Official outlines of regions in: into a package, for the map."""
