"""Files made to break an importer, each with its expected outcome."""
