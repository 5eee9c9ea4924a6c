"""Cards in a page of the host."""
