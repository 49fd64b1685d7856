"""Links between regions, clusters and technologies: input-output tables, spillovers, peers."""
