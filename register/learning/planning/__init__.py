"""Sessions of a group on days to come, as a series."""
