"""Own versions of the rules: made, worked out, published; and what they never touch."""
