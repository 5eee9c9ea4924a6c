"""Pages as their readers see them."""
