"""Readiness for a spot check, and the upload card."""
