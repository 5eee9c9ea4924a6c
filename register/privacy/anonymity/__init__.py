"""Warns for client data in free text before it is kept (*cliëntgegevens*)."""
