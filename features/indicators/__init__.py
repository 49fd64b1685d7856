"""Regional indicators as pure functions over matrices."""
