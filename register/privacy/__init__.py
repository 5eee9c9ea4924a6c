"""Visibility and the trail of who saw and did what."""
