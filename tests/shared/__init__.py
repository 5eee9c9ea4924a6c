"""Learnings that are passed on."""
