"""Jobs: asked once, done once, gone on with after a crash."""
