"""What is served: the champions of each package, loaded, made ready and let go."""
