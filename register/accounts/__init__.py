"""Local accounts and server-side sessions, for running alone."""
