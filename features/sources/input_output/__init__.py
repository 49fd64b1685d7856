"""Input-output tables: sales between the industries of a region, and what they produce."""
