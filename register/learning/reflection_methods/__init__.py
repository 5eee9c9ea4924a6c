"""Reflection methods as data: the questions of each."""
