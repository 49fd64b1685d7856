"""The steps from each form of the community database to the next."""
