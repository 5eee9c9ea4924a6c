"""Evidence files: what is refused, what is made harmless, who may, and what is locked."""
