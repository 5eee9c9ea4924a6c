"""Claims with the facts that were judged, and what they add up to."""
