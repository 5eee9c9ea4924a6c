"""Experiments: what a team tries, what came of it, and who took it over."""
