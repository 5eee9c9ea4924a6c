"""Rules of the professional registers: dated data files and the pure engine that reads them."""
