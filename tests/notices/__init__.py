"""Messages: the weekly one, bundles, switching off, answering from a mail, the own calendar."""
