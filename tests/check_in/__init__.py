"""Checking in."""
