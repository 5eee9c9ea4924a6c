"""The templates, for package data."""
