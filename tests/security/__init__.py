"""Who may do what on every route, and what holds on every response."""
