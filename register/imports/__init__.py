"""A workbook becomes a plan, a plan becomes changes."""
