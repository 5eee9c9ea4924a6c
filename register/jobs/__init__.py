"""Work that takes longer than a page may (*opdrachten*): asked, done by a worker, its result kept for a while."""
