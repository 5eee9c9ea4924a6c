"""Ambassadors of a method: who, from when to when, and what they were asked."""
