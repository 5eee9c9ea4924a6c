"""Persons, employments, teams, roles and registrations."""
