"""The register as a guest in somebody else's app, from the built wheel."""
