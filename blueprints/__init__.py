"""HTTP only: a form, one use case, a page."""
