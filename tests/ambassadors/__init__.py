"""Methods, their ambassadors, and what is asked about them."""
