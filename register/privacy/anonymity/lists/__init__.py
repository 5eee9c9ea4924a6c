"""The words that the guard knows, one file per sort."""
