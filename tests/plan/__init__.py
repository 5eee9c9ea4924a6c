"""A development plan of the own."""
