"""Claims and their states, own figures, the dossier."""
