"""Imports: people and learning history."""
