"""The own dossier taken along to another employer (*dossier meenemen*), and read in there."""
