"""What learning costs, and who pays."""
