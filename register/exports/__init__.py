"""Exports: results back to the HR systems, presence for PE-online, the training plan, every table (exporteren)."""
