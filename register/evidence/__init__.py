"""Evidence files and what is handed over to a register."""
