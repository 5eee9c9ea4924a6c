"""The systems that results go back to; each module has one `TARGET` (doelsystemen)."""
