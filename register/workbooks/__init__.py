"""Workbooks in and out, without a database and without Flask."""
