"""The yearly inventory of what an organisation has to learn."""
