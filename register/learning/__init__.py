"""Activities, sessions, attendance, confirmation, groups and reflection."""
