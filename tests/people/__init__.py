"""Names, search and the list of people."""
