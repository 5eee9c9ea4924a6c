"""The commands of `flask register`, one module per subject."""
