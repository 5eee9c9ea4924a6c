"""The steps that bring the tables from one version to the next."""
