"""Presets per HR system, as data."""
