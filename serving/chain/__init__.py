"""Value chains: surprises in clusters, and who is exposed to them."""
