"""Logging, changing, groups: the use cases on both databases."""
