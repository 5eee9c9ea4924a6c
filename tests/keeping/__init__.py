"""Keeping and erasing: the trail, the inventory, the own data, terms, holds, erasure."""
