"""The team meeting as a place to learn."""
