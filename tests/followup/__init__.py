"""Whether somebody does it differently since."""
