"""Who sees what of a dossier, and who looked."""
