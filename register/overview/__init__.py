"""Reports that only read."""
