"""Papers (PDF): attendance list, certificate, statements and dossier."""
