"""Competence frameworks as data."""
