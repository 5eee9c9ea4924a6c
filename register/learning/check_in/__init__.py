"""Checking in at a session by a code."""
