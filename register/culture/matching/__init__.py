"""Matching somebody with a question and somebody with experience, only for who wants it."""
