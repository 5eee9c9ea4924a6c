"""People of elsewhere."""
