"""What is known of every region and activity at a cutoff: counts, signals, features."""
