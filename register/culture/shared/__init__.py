"""Learnings that are passed on to other teams."""
