"""One person's evidence in one signed file (*bewijsmap*): collected, written, verified."""
