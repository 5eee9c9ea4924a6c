"""Migrations up, down and broken off half-way, on both databases."""
